// What a supervisor does about a conversation. One deed at a time; what the service answered is told in a sentence.
import { ref, type Ref } from "vue";
import { Problem } from "../rest";
import type { Session } from "../session";
import { say } from "../toast";
import { troubleOf, winner } from "../troubles";
import type { Handling } from "../wire";
import { t } from "./words";

export type Duty = "shop" | "logistics" | "platform" | "maker" | "customer";
export const DUTIES: readonly Duty[] = ["shop", "logistics", "platform", "maker", "customer"];

export interface Deeds {
  busy: Ref<boolean>;
  /** What the service calls us: a key without an agent_id has a name only there. Known from the first claim on. */
  name: Ref<string | null>;
  /** Looking ends the reminders. */
  look: (escalation: string) => Promise<void>;
  claim: (escalation: string) => Promise<boolean>;
  takeOver: (escalation: string) => Promise<boolean>;
  handBack: (escalation: string) => Promise<boolean>;
  resolve: (escalation: string, reason: string, responsibility: Duty) => Promise<boolean>;
  approve: (escalation: string, suggestion: string) => Promise<boolean>;
  refuse: (escalation: string, suggestion: string, reason: string) => Promise<boolean>;
  tick: (escalation: string, step: string, done: boolean) => Promise<boolean>;
  whisper: (conversation: string, text: string) => Promise<boolean>;
}

export function useDeeds(session: Session): Deeds {
  const busy = ref(false);
  const name = ref<string | null>(null);

  async function deed(path: string, body: object, told: string, lost = troubleOf): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    try {
      const answer = await session.rest<{ intervention?: Handling | null } | undefined>("POST", path, body);
      if (path.endsWith("/claim") || path.endsWith("/takeover")) name.value = answer?.intervention?.owner ?? name.value;
      if (told) say(told);
      return true;
    } catch (error) {
      say(lost(error));
      return false;
    } finally {
      busy.value = false;
    }
  }
  const of = (escalation: string, verb: string): string => `/v1/escalations/${encodeURIComponent(escalation)}/${verb}`;
  /** Closed meanwhile (A410) is no race with somebody. */
  const lostClaim = (error: unknown): string =>
    error instanceof Problem && error.code === "A409" ? t("claim.lost", { who: winner(error) }) : troubleOf(error);

  return {
    busy,
    name,
    /** Nobody waits for it: when it fails the reminders go on. */
    look: async (escalation) => { await session.rest("POST", of(escalation, "ack"), {}).catch(() => undefined); },
    claim: (escalation) => deed(of(escalation, "claim"), {}, t("claim.done"), lostClaim),
    takeOver: (escalation) => deed(of(escalation, "takeover"), {}, t("takeover.done"), lostClaim),
    handBack: (escalation) => deed(of(escalation, "handback"), {}, t("handback.done")),
    resolve: (escalation, reason, responsibility) => deed(of(escalation, "resolve"), { reason, responsibility }, t("resolve.done")),
    approve: (escalation, suggestion) => deed(of(escalation, "approve"), { suggestion_id: suggestion }, t("approve.done")),
    refuse: (escalation, suggestion, reason) => deed(of(escalation, "refuse"), { suggestion_id: suggestion, ...(reason ? { reason } : {}) }, t("refuse.done")),
    tick: (escalation, step, done) => deed(of(escalation, `steps/${encodeURIComponent(step)}`), { done }, ""),
    whisper: (conversation, text) => deed(`/v1/conversations/${encodeURIComponent(conversation)}/whisper`, { text }, t("whisper.done")),
  };
}
