// The kinds and scenes that scripts have, in the order in which people look for them.
import type { Kind } from "../wire";

export const SCENES = [
  "presale", "price", "payment", "unpaid", "shipping", "delivery_problem", "returns", "refund", "damage", "allergy", "invoice", "installation", "membership",
  "complaint", "closing",
] as const;
export const KINDS: readonly Kind[] = ["empathy", "action", "fabe", "faq", "policy", "question", "choice", "acknowledge", "nudge", "handover"];
