// The signals to mark in the customer's words: those of the last burst, also after the agent's answer, whose own reading
// has none. Knows no page.
import { shallowRef, watch, type Ref } from "vue";
import type { ConversationData } from "./fold";
import type { Signal } from "./wire";

/** `held` after `room`: the marks of the newest reading that had some, until the customer says something else. */
export function hold(held: Signal[], room: ConversationData): Signal[] {
  const fresh = (room.reading.signals ?? []).filter((signal) => signal.span && signal.message_id);
  if (fresh.length > 0) return fresh;
  const last = room.messages.findLast((message) => message.sender === "customer");
  return held.some((signal) => signal.message_id === last?.id) ? held : [];
}

/** The same for a page: follows the conversation it shows. */
export function useHeldSignals(room: () => ConversationData): Ref<Signal[]> {
  const held = shallowRef<Signal[]>([]);
  watch(room, (now) => { held.value = hold(held.value, now); }, { immediate: true });
  return held;
}
