// A page's keys: Alt and a letter, wherever the focus is; Escape closes what is open. By place on the keyboard, so that a
// Mac's Option letters do the same.
import { onBeforeUnmount, onMounted } from "vue";

/** `deeds` by KeyboardEvent.code; `escape` only where no field has the focus. */
export function useAltKeys(deeds: Readonly<Record<string, () => void>>, escape: () => void = () => undefined): void {
  function onKey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement | null;
    if (event.key === "Escape" && !target?.closest?.("input, textarea, select, dialog, form")) return escape();
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
    const deed = deeds[event.code];
    if (!deed) return;
    event.preventDefault();
    deed();
  }
  onMounted(() => document.addEventListener("keydown", onKey));
  onBeforeUnmount(() => document.removeEventListener("keydown", onKey));
}
