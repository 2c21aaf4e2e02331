// What goes between the agent and the supervisors: whispers, a raised hand, leave to send a card, ticked steps, proposals.
import { computed, ref, watch, type ComputedRef, type Ref } from "vue";
import { t } from "../i18n";
import { Problem, serverNow } from "../rest";
import type { Session } from "../session";
import { say } from "../toast";
import { troubleOf } from "../troubles";
import type { Message, ProposalRow, Suggestion, Whisper } from "../wire";

export interface Help {
  /** Of the conversation that is open, oldest first. */
  whispers: ComputedRef<Whisper[]>;
  /** The newest whisper about another conversation, until it is opened. */
  elsewhere: ComputedRef<Whisper | null>;
  raiseHand: (note: string) => Promise<boolean>;
  askApproval: (card: Suggestion) => Promise<boolean>;
  ticking: Ref<readonly string[]>;
  tick: (escalation: string | null, step: string, done: boolean) => Promise<void>;
  proposed: Ref<ReadonlySet<string>>;
  propose: (message: Message) => Promise<void>;
}

export function useHelp(session: Session, conversationId: Ref<string | null>, agentId: Ref<string | null>): Help {
  const started = serverNow();
  const ticking = ref<readonly string[]>([]);
  const proposed = ref<ReadonlySet<string>>(new Set());
  const path = (): string => `/v1/conversations/${encodeURIComponent(conversationId.value ?? "")}`;

  const wide = session.wide(() => (agentId.value === null ? null : `agent:${agentId.value}`));
  const all = computed(() => wide.value?.whispers ?? []);
  const whispers = computed(() => all.value.filter((one) => one.conversation_id === conversationId.value));
  /** Opening a conversation is reading its whispers. */
  const read = ref<ReadonlySet<string>>(new Set());
  watch([conversationId, all], ([id]) => { if (id !== null) read.value = new Set([...read.value, ...whispers.value.map((one) => one.id)]); });
  const elsewhere = computed(() => all.value.findLast((one) =>
    one.conversation_id !== conversationId.value && !read.value.has(one.id) && Date.parse(one.at) >= started) ?? null);

  async function done(deed: () => Promise<unknown>, told?: string): Promise<boolean> {
    try {
      await deed();
      if (told) say(told);
      return true;
    } catch (error) {
      say(troubleOf(error));
      return false;
    }
  }

  async function tick(escalation: string | null, step: string, isDone: boolean): Promise<void> {
    if (escalation === null || ticking.value.includes(step)) return;
    ticking.value = [...ticking.value, step];
    await done(() => session.rest("POST", `/v1/escalations/${encodeURIComponent(escalation)}/steps/${encodeURIComponent(step)}`, { done: isDone }));
    ticking.value = ticking.value.filter((other) => other !== step);
  }

  /** The service answers 200 instead of 201 when the same person proposed the same before: no news to tell apart here. */
  async function propose(message: Message): Promise<void> {
    if (proposed.value.has(message.id)) return say(t("propose.again"));
    const body = { text: message.text, conversation_id: message.conversation_id, message_id: message.id };
    if (await done(() => session.rest("POST", "/v1/scripts/proposals", body), t("propose.done"))) proposed.value = new Set([...proposed.value, message.id]);
  }

  /** A customer who calmed down is the agent's own good news; one to call back is a reminder. */
  watch(session.notes, (note) => { if (note) say(note.text); });

  /** What became of a proposal is told to whoever made it. */
  watch(session.proposals, (proposal: ProposalRow | null) => {
    if (proposal?.state === "approved") say(t("proposal.approved.told"));
    if (proposal?.state === "refused") say(t("proposal.refused.told", { reason: proposal.reason }));
  });

  /** Asked twice (two tabs): the first time counts. */
  const raise = (body: object): Promise<unknown> => session.rest("POST", `${path()}/raise-hand`, body).catch((error: unknown) => {
    if (!(error instanceof Problem) || error.status !== 409) throw error;
  });

  return {
    whispers, elsewhere, ticking, tick, proposed, propose,
    raiseHand: (note) => done(() => raise(note === "" ? {} : { note })),
    askApproval: (card) => done(() => raise({ suggestion_id: card.id })),
  };
}
