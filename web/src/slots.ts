// A card's text with the agent's own words in its open slots.

/** `text` with every {slot} that has a non-blank value replaced. */
export function fillSlots(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => values[name]?.trim() || hole);
}

/** The slots of `missing` that still have no value. */
export function openSlots(missing: readonly string[], values: Record<string, string>): string[] {
  return missing.filter((name) => !values[name]?.trim());
}
