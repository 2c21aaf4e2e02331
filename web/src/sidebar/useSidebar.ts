// The sidebar's one state: whose page it is, which conversation, what came over the line, and what the agent does with it.
import { computed, onScopeDispose, ref, watch, type ComputedRef, type Ref } from "vue";
import { copyText } from "../clipboard";
import type { ConversationData } from "../fold";
import { Host, type HostContext } from "../host";
import { localeOf, setLocale, t } from "../i18n";
import { mintTicket, saveLogin, savedLogin, type Login } from "../rest";
import { useSession, type Session } from "../session";
import { setTheme } from "../theme";
import { say } from "../toast";
import type { PromiseRow, Review, Suggestion } from "../wire";
import { useHelp, type Help } from "./useHelp";

/** A framed page waits this long for its host's context before it logs in by itself. */
const HOST_WAIT_MS = 1500;
/** A conversation that is not there yet (the desk opens it before the customer writes) is asked for again. */
const ASK_AGAIN_MS = 1000;

export interface Sidebar {
  session: Session;
  conversationId: Ref<string | null>;
  /** Whose conversations are listed; null = all in reach, of somebody who is no agent. */
  listed: ComputedRef<string | null>;
  room: ComputedRef<ConversationData | null>;
  missing: ComputedRef<boolean>;
  hosted: Ref<boolean>;
  ticketed: Ref<boolean>;
  awaitingHost: Ref<boolean>;
  pick: (id: string | null) => void;
  login: (login: Login) => void;
  insert: (card: Suggestion | null, text: string) => Promise<void>;
  copy: (card: Suggestion | null, text: string) => Promise<void>;
  report: (card: Suggestion, outcome: "shown" | "used" | "dismissed", reason?: string) => void;
  review: (text: string) => Promise<Review>;
  /** Promises whose outcome is on its way to the service. */
  settling: Ref<readonly string[]>;
  settle: (promise: string, kept: boolean) => Promise<void>;
  help: Help;
  /** Who this page is, as far as it is known. */
  agentId: ComputedRef<string | null>;
}

export function useSidebar(): Sidebar {
  const query = new URLSearchParams(location.search);
  const conversationId = ref<string | null>(query.get("conversation"));
  /** The agent whose page this was said to be; without it, whoever the key or the ticket stands for. */
  const namedAgent = ref<string | null>(query.get("agent") ?? (savedLogin()?.agentId || null));
  const hosted = ref(false);
  const ticketed = ref(false);
  const awaitingHost = ref(false);
  const settling = ref<readonly string[]>([]);
  const unsent: { suggestion_id: string; outcome: string; reason?: string }[] = [];
  const host = new Host(onContext);
  const session = useSession(async () => (await host.ticket()) ?? mintTicket({ role: "agent", agentId: namedAgent.value }));

  const agentId = computed(() => namedAgent.value ?? session.welcome.value?.identity?.agent_id ?? null);
  const listed = computed(() => {
    const who = session.welcome.value?.identity;
    return namedAgent.value ?? (who?.role === "agent" ? who.agent_id ?? null : null);
  });
  const channel = computed(() => (conversationId.value === null ? null : `conversation:${conversationId.value}`));
  const room = session.room(() => channel.value);
  const missing = computed(() => channel.value !== null && room.value === null && session.refused.value.includes(channel.value));

  watch([channel, agentId], () => {
    session.watch([channel.value, agentId.value === null ? null : `agent:${agentId.value}`].filter((c) => c !== null));
  }, { immediate: true });

  const again = setInterval(() => { if (missing.value) session.link.refetch(channel.value!); }, ASK_AGAIN_MS);
  onScopeDispose(() => { clearInterval(again); host.close(); });

  function onContext(context: HostContext): void {
    const first = !hosted.value;
    const otherPerson = context.agentId !== null && context.agentId !== namedAgent.value;
    hosted.value = true;
    ticketed.value = host.sendsTickets;
    awaitingHost.value = false;
    if (context.conversationId !== null) conversationId.value = context.conversationId;
    if (context.agentId !== null) namedAgent.value = context.agentId;
    if (context.locale !== null) void setLocale(localeOf(context.locale), false);
    if (context.theme !== null) setTheme(context.theme, false);
    const resting = session.state.value === "offline" && context.ticket !== null;
    if (first || otherPerson || resting) session.link.start();
  }

  function start(): void {
    if (!host.framed) return session.link.start();
    awaitingHost.value = true;
    host.listen();
    setTimeout(() => {
      if (!awaitingHost.value) return;
      awaitingHost.value = false;
      session.link.start();
    }, HOST_WAIT_MS);
  }
  start();

  function report(card: Suggestion, outcome: "shown" | "used" | "dismissed", reason?: string): void {
    unsent.push({ suggestion_id: card.id, outcome, ...(reason === undefined ? {} : { reason }) });
    flush();
  }

  /** What was done while the line was down is told when it is back; telling twice is harmless (idempotent per outcome). */
  function flush(): void {
    while (unsent.length > 0 && session.link.tell("feedback", unsent[0])) unsent.shift();
  }

  watch(session.state, (state) => { if (state === "live") flush(); }, { flush: "sync" });

  /** The frame that follows shows it; a second press meanwhile does nothing. */
  async function settle(promise: string, kept: boolean): Promise<void> {
    if (settling.value.includes(promise)) return;
    settling.value = [...settling.value, promise];
    try {
      await session.rest("POST", `/v1/promises/${encodeURIComponent(promise)}/${kept ? "kept" : "broken"}`);
    } catch {
      say(t("promise.failed"));
    } finally {
      settling.value = settling.value.filter((other) => other !== promise);
    }
  }

  /** A promise that the clock changed is told to its agent, whatever conversation is open. */
  watch(session.dues, (frame) => {
    const promise = (frame?.data as { promise?: PromiseRow } | undefined)?.promise;
    if (promise) say(t(promise.state === "overdue" ? "promise.overdue" : "promise.due", { text: promise.text }));
  });

  /** What is open stands in the address: a reload shows the same, and the draft that was begun for it. */
  function pick(id: string | null): void {
    conversationId.value = id;
    const url = new URL(location.href);
    if (id === null) url.searchParams.delete("conversation");
    else url.searchParams.set("conversation", id);
    history.replaceState(null, "", url);
  }

  async function copyOut(text: string): Promise<boolean> {
    const copied = await copyText(text);
    say(copied ? t("done.copied") : t("done.copy-failed"));
    return copied;
  }

  return {
    session, conversationId, listed, room, missing, hosted, ticketed, awaitingHost, report, settling, settle, agentId, help: useHelp(session, conversationId, agentId),
    pick,
    login: (login) => {
      saveLogin(login);
      if (login.agentId) namedAgent.value = login.agentId;
      session.link.start();
    },
    insert: async (card, text) => {
      const landed = host.insert(text, card?.id ?? null);
      if (landed) say(t("done.inserted"));
      if ((landed || (await copyOut(text))) && card) report(card, "used");
    },
    copy: async (card, text) => { if ((await copyOut(text)) && card) report(card, "used"); },
    review: async (text) => (await session.link.ask("draft", { conversation_id: conversationId.value, text })).data as Review,
  };
}
