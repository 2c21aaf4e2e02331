// What to tell a person whose deed was not taken. Knows problems, no page.
import { t } from "./i18n";
import { Problem } from "./rest";

/** Who was first, out of a conflict's body: the services name him by what he did. */
export function winner(problem: Problem): string {
  const named = ["owner", "decided_by", "closed_by"].map((field) => problem.facts[field]);
  return named.find((who): who is string => typeof who === "string" && who !== "") ?? t("somebody");
}

/** One sentence for a person; field errors of the service are told as they are. */
export function troubleOf(error: unknown): string {
  if (!(error instanceof Problem)) return t("fail.line");
  if (error.code === "A410" || error.code === "A411") return t(error.code === "A410" ? "fail.closed" : "fail.not-now");
  if (error.status === 409) return t("fail.lost", { who: winner(error) });
  if (error.status === 403) return t("fail.denied");
  if (error.status === 404) return t("fail.gone");
  if (error.status === 501) return t("fail.later");
  if (error.status >= 500 || error.status === 401) return t("fail.line");
  return t("fail.refused", { why: details(error) });
}

function details(problem: Problem): string {
  const errors = problem.facts["errors"];
  const told = Array.isArray(errors) ? errors.map((one: { detail?: unknown }) => String(one.detail ?? "")).filter(Boolean) : [];
  return told.length > 0 ? told.slice(0, 3).join("；") : problem.detail;
}
