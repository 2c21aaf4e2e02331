// The markers of the conversation that a page shows. What was offered is remembered as long as the page is open, also
// while another conversation is looked at.
import { computed, shallowRef, watch, type ComputedRef } from "vue";
import type { ConversationData } from "./fold";
import { markersOf, offered, type Marker } from "./markers";
import type { Whisper } from "./wire";

const REMEMBERED = new Map<string, readonly string[]>();

export interface Markers {
  markers: ComputedRef<Marker[]>;
  /** An inserted text counts as offered too: its slots are filled, its words perhaps edited. */
  inserted: (text: string) => void;
}

export function useMarkers(id: string, room: () => ConversationData, whispers: () => readonly Whisper[]): Markers {
  const cards = shallowRef(REMEMBERED.get(id) ?? []);
  function keep(now: readonly string[]): void {
    cards.value = now;
    REMEMBERED.set(id, now);
  }
  watch(() => room().suggestions, (now) => keep(offered(cards.value, now)), { immediate: true });
  return {
    markers: computed(() => markersOf(room(), cards.value, whispers())),
    inserted: (text) => keep(offered(cards.value, [{ text }])),
  };
}
