// The console's one state: the wall and the alerts of all that this supervisor may see, the opened conversation, the page.
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from "vue";
import type { ConversationData } from "../fold";
import { isUnclaimed } from "../intervention";
import { mintTicket, saveLogin, serverNow, type Login } from "../rest";
import { useSession, type Session } from "../session";
import { say } from "../toast";
import type { AlertEntry, ConversationItem, Spike } from "../wire";
import { useBell, type Ringing } from "./useBell";
import { useDeeds, type Deeds } from "./useDeeds";
import { byHeat } from "./wall";
import { t, word } from "./words";

export type View = "wall" | "live" | "library" | "budget";
const DESK = "csassist.desk";
/** A spike is news for this long. */
const SPIKE_MS = 4 * 3600 * 1000;

export const VIEWS: readonly View[] = ["wall", "live", "library", "budget"];

export interface Console {
  session: Session;
  wall: ComputedRef<ConversationItem[]>;
  alerts: ComputedRef<AlertEntry[]>;
  online: ComputedRef<number>;
  loaded: ComputedRef<boolean>;
  denied: ComputedRef<boolean>;
  opened: Ref<string | null>;
  room: ComputedRef<ConversationData | null>;
  view: Ref<View>;
  me: ComputedRef<string | null>;
  deeds: Deeds;
  /** Aggregate alerts of the last hours, newest first. */
  spikes: Ref<Spike[]>;
  ringing: Ringing;
  show: (view: View) => void;
  openNext: () => void;
  open: (id: string | null) => void;
  login: (login: Login) => void;
}

/** Who sits here when the key is nobody's own (an admin's, the demo): one name per tab, so that claims can be told apart. */
function deskName(): string {
  try {
    const name = sessionStorage.getItem(DESK) ?? `desk-${crypto.getRandomValues(new Uint16Array(1))[0]!.toString(16).padStart(4, "0")}`;
    sessionStorage.setItem(DESK, name);
    return name;
  } catch {
    return "desk";
  }
}

export function useConsole(): Console {
  const session = useSession(() => mintTicket({ role: "supervisor", agentId: deskName() }));
  const channels = ref<string[]>(["shop"]);
  const query = new URLSearchParams(location.search);
  const opened = ref<string | null>(query.get("conversation"));
  const view = ref<View>(VIEWS.find((one) => one === query.get("view")) ?? "wall");
  const deeds = useDeeds(session);
  const me = computed(() => session.welcome.value?.identity?.agent_id ?? deeds.name.value);
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
    return [...all.values()].sort(byHeat);
  });
  const alerts = computed(() => {
    // One row a conversation: a rise to the next tier takes the place of the alert before it.
    const oldestFirst = wides.value.flatMap((w) => Object.values(w.alerts)).sort((a, b) => a.alert.at.localeCompare(b.alert.at));
    const newest = new Map(oldestFirst.map((entry) => [entry.conversation.conversation_id, entry]));
    return [...newest.values()].sort((a, b) =>
      Number(isUnclaimed(b.state ?? "raised")) - Number(isUnclaimed(a.state ?? "raised")) || b.alert.tier - a.alert.tier || b.alert.at.localeCompare(a.alert.at));
  });
  const unclaimed = computed(() => alerts.value.filter((entry) => isUnclaimed(entry.state ?? "raised")).length);

  /** They stand in no snapshot: read at every start of the line, then told one by one. */
  const spikes = shallowRef<Spike[]>([]);
  watch(session.state, async (state) => {
    if (state !== "live") return;
    try {
      const answer = await session.rest<{ items: Spike[] }>("GET", "/v1/tidings?kind=spike&limit=20");
      spikes.value = answer.items.filter((one) => serverNow() - Date.parse(one.at) < SPIKE_MS);
    } catch {
      // The frames tell from here on.
    }
  }, { immediate: true });
  watch(session.bells, (frame) => {
    const { spike } = (frame?.data ?? {}) as { spike?: Spike };
    if (!spike) return;
    spikes.value = [spike, ...spikes.value.filter((one) => one.id !== spike.id)];
    say(t("spike.told", { what: spike.by === "trigger" ? word("trigger", spike.key) : spike.title, n: spike.count }));
  });

  /** What is open stands in the address: a reload, and a link to a colleague, show the same. */
  function remember(name: string, value: string | null): void {
    const url = new URL(location.href);
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
    history.replaceState(null, "", url);
  }
  function open(id: string | null): void {
    opened.value = id;
    remember("conversation", id);
    if (id !== null) show("wall");
  }
  function show(next: View): void {
    view.value = next;
    remember("view", next === "wall" ? null : next);
  }
  /** The most urgent one that nobody claimed; from there on the next, and round. */
  function openNext(): void {
    const ids = alerts.value.filter((entry) => isUnclaimed(entry.state ?? "raised")).map((entry) => entry.conversation.conversation_id);
    const next = ids[(ids.indexOf(opened.value ?? "") + 1) % Math.max(1, ids.length)];
    if (next !== undefined) open(next);
  }

  session.link.start();
  return {
    session, wall, alerts, opened, room, view, me, show, open, openNext,
    deeds,
    spikes,
    ringing: useBell(session.bells, unclaimed, me, open),
    online: computed(() => new Set(wides.value.flatMap((w) => Object.keys(w.presence))).size),
    loaded: computed(() => wides.value.length > 0),
    denied: computed(() => wides.value.length === 0 && channels.value.every((name) => session.refused.value.includes(name))),
    login: (login) => { saveLogin(login); session.link.start(); },
  };
}
