// The conversations of this sidebar, hottest first: what the agent's channel tells, with the last words that were fetched.
import { computed, onScopeDispose, ref, watch, type ComputedRef, type Ref } from "vue";
import type { Session } from "../session";
import type { ConversationItem } from "../wire";

/** What is not pushed (last words; everything without an agent's channel) is asked for again and again. */
const EVERY_MS = 4000;

export interface Conversations {
  items: ComputedRef<ConversationItem[]>;
  /** Something is known, were it that there are none. */
  known: ComputedRef<boolean>;
  failed: Ref<boolean>;
}

/** By tier, then degrees, then name, so that two alike never change places. */
export function byHeat(a: ConversationItem, b: ConversationItem): number {
  return b.escalation.tier - a.escalation.tier || b.reading.degrees - a.reading.degrees || a.conversation_id.localeCompare(b.conversation_id);
}

/** `words` = the last words are wanted too, though the agent's channel has none. */
export function useConversations(session: Session, agentId: () => string | null, words: boolean): Conversations {
  const fetched = ref<ConversationItem[] | null>(null);
  const failed = ref(false);
  const wide = session.wide(() => (agentId() === null ? null : `agent:${agentId()}`));
  const items = computed(() => {
    const told = new Map((fetched.value ?? []).map((item) => [item.conversation_id, item]));
    if (wide.value === null) return [...told.values()].sort(byHeat);
    return Object.values(wide.value.conversations)
      .map((item) => ({ ...item, last_text: told.get(item.conversation_id)?.last_text ?? null }))
      .sort(byHeat);
  });

  async function read(): Promise<void> {
    if (session.state.value !== "live" || (wide.value !== null && !words)) return;
    try {
      const filter = agentId() === null ? "" : `&agent_id=${encodeURIComponent(agentId()!)}`;
      fetched.value = (await session.rest<{ items: ConversationItem[] }>("GET", `/v1/conversations?order=heat&limit=50${filter}`)).items;
      failed.value = false;
    } catch {
      failed.value = true;
    }
  }
  watch([session.state, agentId], () => void read(), { immediate: true });
  const timer = setInterval(() => void read(), EVERY_MS);
  onScopeDispose(() => clearInterval(timer));
  return { items, known: computed(() => wide.value !== null || fetched.value !== null), failed };
}
