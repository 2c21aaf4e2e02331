// One stop of the Tab key for a whole list; arrows, Home and End move in it. Rows may come, go and change places: the
// focus stays with its row.
import { onBeforeUpdate, onMounted, onUpdated, type Ref } from "vue";

const STEP: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** `selector` = the rows within `root`. Call from the component that draws them, and give it the list's keydown. */
export function useRoving(root: Ref<HTMLElement | null>, selector: string): { onKey: (event: KeyboardEvent) => void } {
  let last: HTMLElement | null = null;
  let focused: HTMLElement | null = null;
  const rows = (): HTMLElement[] => [...(root.value?.querySelectorAll<HTMLElement>(selector) ?? [])];

  function settle(): void {
    const all = rows();
    if (last === null || !all.includes(last)) last = all[0] ?? null;
    for (const row of all) row.tabIndex = row === last ? 0 : -1;
  }
  onMounted(settle);
  onBeforeUpdate(() => { focused = root.value?.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null; });
  onUpdated(() => {
    settle();
    // A row that is moved in the document loses the focus; it gets it back.
    if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
  });

  function onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const all = rows();
    const at = all.indexOf((event.target as HTMLElement).closest<HTMLElement>(selector)!);
    if (at < 0 || event.target !== all[at]) return; // keys of a button inside a row are its own
    const next = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : event.key in STEP ? at + STEP[event.key]! : at;
    const row = all[Math.min(all.length - 1, Math.max(0, next))];
    if (!row || !(event.key in STEP || event.key === "Home" || event.key === "End")) return;
    event.preventDefault();
    last = row;
    settle();
    row.focus();
  }
  return { onKey };
}
