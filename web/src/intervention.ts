// Reading how an escalation is handled, for both pages. Pure; knows no line.
import type { HandlingName } from "./wire";

/** Somebody is called or owns it. */
export function isOpen(state: HandlingName | undefined): boolean {
  return state === "raised" || state === "delivered" || state === "seen" || state === "claimed";
}

/** Called, and nobody owns it yet. */
export function isUnclaimed(state: HandlingName | undefined): boolean {
  return isOpen(state) && state !== "claimed";
}
