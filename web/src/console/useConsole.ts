// The console's one state: the wall and the alerts of all that this supervisor may see, and the opened conversation.
import { computed, ref, watch, type ComputedRef, type Ref } from "vue";
import type { ConversationData } from "../fold";
import { mintTicket, saveLogin, type Login } from "../rest";
import { useSession, type Session } from "../session";
import type { AlertEntry, ConversationItem } from "../wire";

export interface Console {
  session: Session;
  wall: ComputedRef<ConversationItem[]>;
  alerts: ComputedRef<AlertEntry[]>;
  online: ComputedRef<number>;
  loaded: ComputedRef<boolean>;
  denied: ComputedRef<boolean>;
  opened: Ref<string | null>;
  room: ComputedRef<ConversationData | null>;
  open: (id: string | null) => void;
  login: (login: Login) => void;
}

export function useConsole(): Console {
  const session = useSession(() => mintTicket({ role: "supervisor" }));
  const channels = ref<string[]>(["shop"]);
  const opened = ref<string | null>(new URLSearchParams(location.search).get("conversation"));
  const wides = session.wides(() => channels.value);
  const room = session.room(() => (opened.value === null ? null : `conversation:${opened.value}`));

  watch([channels, opened], () => {
    session.watch([...channels.value, ...(opened.value === null ? [] : [`conversation:${opened.value}`])]);
  }, { immediate: true });

  // The whole shop is for admins and for supervisors of no named team; the others watch their teams' channels.
  watch(session.refused, async (refused) => {
    if (!refused.includes("shop") || !channels.value.includes("shop")) return;
    const named = session.welcome.value?.identity?.teams ?? [];
    const teams = named.length > 0 ? named : await teamsSeen();
    if (teams.length > 0) channels.value = teams.map((team) => `team:${team}`);
  });

  async function teamsSeen(): Promise<string[]> {
    try {
      const answer = await session.rest<{ items: ConversationItem[] }>("GET", "/v1/conversations?limit=200");
      return [...new Set(answer.items.flatMap((item) => item.team_id ?? []))];
    } catch {
      return [];
    }
  }

  const wall = computed(() => {
    const all = new Map(wides.value.flatMap((w) => Object.values(w.conversations)).map((item) => [item.conversation_id, item]));
    return [...all.values()].sort((a, b) =>
      b.escalation.tier - a.escalation.tier || b.reading.degrees - a.reading.degrees || a.conversation_id.localeCompare(b.conversation_id));
  });
  const alerts = computed(() => {
    // One row a conversation: a rise to the next tier takes the place of the alert before it.
    const oldestFirst = wides.value.flatMap((w) => Object.values(w.alerts)).sort((a, b) => a.alert.at.localeCompare(b.alert.at));
    const newest = new Map(oldestFirst.map((entry) => [entry.conversation.conversation_id, entry]));
    return [...newest.values()].sort((a, b) => b.alert.tier - a.alert.tier || b.alert.at.localeCompare(a.alert.at));
  });

  session.link.start();
  return {
    session, wall, alerts, opened, room,
    online: computed(() => new Set(wides.value.flatMap((w) => Object.keys(w.presence))).size),
    loaded: computed(() => wides.value.length > 0),
    denied: computed(() => wides.value.length === 0 && channels.value.every((name) => session.refused.value.includes(name))),
    open: (id) => {
      opened.value = id;
      const url = new URL(location.href);
      if (id === null) url.searchParams.delete("conversation");
      else url.searchParams.set("conversation", id);
      history.replaceState(null, "", url);
    },
    login: (login) => { saveLogin(login); session.link.start(); },
  };
}
