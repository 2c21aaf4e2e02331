// A card's text with the agent's own words in its open slots.

/** A stretch of text, or a slot that is still open. */
export interface SlotPiece { text: string; slot: string | null }

/** `text` with every {slot} that has a non-blank value replaced. */
export function fillSlots(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => values[name]?.trim() || hole);
}

/** The slots of `missing` that still have no value. */
export function openSlots(missing: readonly string[], values: Record<string, string>): string[] {
  return missing.filter((name) => !values[name]?.trim());
}

/** `text` cut at the slots of `open`, for showing them as what they are and not as braces. */
export function cutSlots(text: string, open: readonly string[]): SlotPiece[] {
  return text.split(/(\{\w+\})/).filter((part) => part !== "").map((part) => {
    const slot = part.startsWith("{") && part.endsWith("}") ? part.slice(1, -1) : null;
    return slot !== null && open.includes(slot) ? { text: part, slot } : { text: part, slot: null };
  });
}

/** The slots of a script's text, each once, in order. */
export function slotsOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))];
}
