// Deeds that the contract names and the service answers with 501 for now. A button of such a deed is shown, disabled,
// with a note: people learn where it will be, and nobody believes that something happened.
export type Deed = "raise-hand" | "claim" | "whisper" | "takeover" | "handback" | "approve" | "resolve" | "star" | "steps";

const LATER: ReadonlySet<Deed> = new Set<Deed>([
  "raise-hand", "claim", "whisper", "takeover", "handback", "approve", "resolve", "star", "steps",
]);

export function built(deed: Deed): boolean {
  return !LATER.has(deed);
}
