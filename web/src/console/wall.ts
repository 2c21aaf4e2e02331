// Which conversations of the wall are shown, and in which order. Pure; `now` in milliseconds of the server's clock.
import type { ConversationItem } from "../wire";

export interface WallFilter {
  tier: number | null;
  /** null = all, "" = those of no team. */
  team: string | null;
  /** Only customers who have waited longer than this; 0 = all. */
  waitMinutes: number;
  order: "heat" | "wait";
  /** Only what this supervisor owns or took over. */
  mine: boolean;
}

export const ALL: WallFilter = { tier: null, team: null, waitMinutes: 0, order: "heat", mine: false };

/** Seconds that the customer has waited; 0 when answered. */
export function waited(item: ConversationItem, now: number): number {
  return item.waiting_since ? Math.max(0, (now - Date.parse(item.waiting_since)) / 1000) : 0;
}

export function byHeat(a: ConversationItem, b: ConversationItem): number {
  return b.escalation.tier - a.escalation.tier || b.reading.degrees - a.reading.degrees || a.conversation_id.localeCompare(b.conversation_id);
}

/** Longest first; of two that were answered the hotter one. */
export function byWait(a: ConversationItem, b: ConversationItem): number {
  const [since, other] = [a.waiting_since, b.waiting_since];
  if (since && other) return since < other ? -1 : since > other ? 1 : byHeat(a, b);
  return since ? -1 : other ? 1 : byHeat(a, b);
}

export function isMine(item: ConversationItem, me: string | null): boolean {
  const handled = item.intervention;
  return me !== null && handled !== null && handled !== undefined && handled.state !== "closed" && (handled.owner === me || handled.taken_over_by === me);
}

export function select(items: readonly ConversationItem[], filter: WallFilter, me: string | null, now: number): ConversationItem[] {
  const kept = items.filter((item) =>
    (filter.tier === null || item.escalation.tier === filter.tier)
    && (filter.team === null || (item.team_id ?? "") === filter.team)
    && (filter.waitMinutes === 0 || waited(item, now) > filter.waitMinutes * 60)
    && (!filter.mine || isMine(item, me)));
  return kept.sort(filter.order === "wait" ? byWait : byHeat);
}

/** The teams that have conversations here, "" for none, by name. */
export function teamsOf(items: readonly ConversationItem[]): string[] {
  return [...new Set(items.map((item) => item.team_id ?? ""))].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
}
