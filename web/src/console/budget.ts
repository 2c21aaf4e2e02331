// An alert budget as JSON: of the service (GET /v1/reports/budget) or of `csassist replay --budget-json`. Knows no page.

export interface BudgetDay { day: string; alerts: number; ALERT?: number; SUPERVISOR?: number }

export interface BudgetEntry {
  name: string;
  conversations: number;
  conversations_alerted?: number;
  supervisor_hours?: number | null;
  alerts: number;
  per_hundred: Record<string, number>;
  per_supervisor_hour?: number | null;
  by_rule?: Record<string, number>;
  by_trigger?: Record<string, number>;
  /** What people call the rules, as far as the service told. */
  titles?: Record<string, string>;
  days?: BudgetDay[];
  satisfaction?: { dissatisfied: number; dissatisfied_alerted: number; dissatisfied_alerted_before_last_turn: number };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function isEntry(value: unknown): value is BudgetEntry {
  return isObject(value) && typeof value["conversations"] === "number" && typeof value["alerts"] === "number" && isObject(value["per_hundred"]);
}

/** The report says [{id, alerts}], the file {id: alerts}. */
function counts(value: unknown): Record<string, number> {
  if (Array.isArray(value)) return Object.fromEntries(value.flatMap((row) => (isObject(row) && typeof row["alerts"] === "number" ? [[String(row["id"]), row["alerts"]]] : [])));
  return isObject(value) ? (value as Record<string, number>) : {};
}

function titles(value: unknown): Record<string, string> {
  const rows = Array.isArray(value) ? value.filter(isObject) : [];
  return Object.fromEntries(rows.flatMap((row) => (typeof row["title"] === "string" && row["title"] !== "" ? [[String(row["id"]), row["title"]]] : [])));
}

/** The configurations of a report or a file, in order; null when it is none. */
export function readBudget(value: unknown): BudgetEntry[] | null {
  if (!isObject(value)) return null;
  const found = Array.isArray(value["configurations"]) ? value["configurations"] : [value];
  return found.length > 0 && found.every(isEntry) ? found.map(named) : null;
}

function named(entry: BudgetEntry): BudgetEntry {
  return { ...entry, name: String(entry.name ?? ""), by_rule: counts(entry.by_rule), by_trigger: counts(entry.by_trigger), titles: titles(entry.by_rule) };
}

/** The names of a count in any of the entries, most of all first, at most `most`. */
export function namesOf(entries: readonly BudgetEntry[], field: "by_rule" | "by_trigger", most: number): string[] {
  const sums = new Map<string, number>();
  for (const entry of entries) for (const [name, n] of Object.entries(entry[field] ?? {})) sums.set(name, (sums.get(name) ?? 0) + n);
  return [...sums].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).slice(0, most).map(([name]) => name);
}
