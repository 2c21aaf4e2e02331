// Which conversation beside the open one got hotter last. Pure; knows tiers, no page.
import type { ConversationItem } from "../wire";

/** Tiers as last seen, and those that rose since they were open, oldest first. */
export interface Rises { tiers: Readonly<Record<string, number>>; rose: readonly string[] }

export const NONE: Rises = { tiers: {}, rose: [] };

/** `known` after a look at `items`. One seen for the first time has not risen; one that is open, gone or calm again is off the list. */
export function look(known: Rises, items: readonly ConversationItem[], opened: string | null): Rises {
  const tiers = Object.fromEntries(items.map((item) => [item.conversation_id, item.escalation.tier]));
  const up = items.filter((item) => item.escalation.tier > (known.tiers[item.conversation_id] ?? 3)).map((item) => item.conversation_id);
  const rose = [...known.rose.filter((id) => !up.includes(id)), ...up].filter((id) => id !== opened && (tiers[id] ?? 0) > 0);
  return { tiers, rose };
}
