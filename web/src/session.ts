// What a page holds: one link, and the folded state of each channel it watches. Frames are folded at once and shown once
// per animation frame, so that a storm of frames costs the page no more than its repaint.
import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref } from "vue";
import { fold, isConversation, newState, type ConversationData, type State, type WideData } from "./fold";
import { Link, type LinkState, type Trouble } from "./link";
import { call, heardAt } from "./rest";
import type { Degraded, Frame, Note, Position, ProposalRow, Welcome } from "./wire";

export interface Session {
  link: Link;
  state: Ref<LinkState>;
  trouble: Ref<Trouble | null>;
  everLive: Ref<boolean>;
  welcome: Ref<Welcome | null>;
  proposals: Ref<ProposalRow | null>; // the newest change of a proposed script
  bells: Ref<Frame | null>; // the newest alert frame, as it came
  notes: Ref<Note | null>; // the newest recovery or call-back of this agent
  dues: Ref<Frame | null>; // the newest promise of this agent that is due
  refused: Ref<string[]>; // channels out of reach (A404)
  degraded: Ref<string[]>; // what the node on the other end is short of ("broker")
  watch: (channels: readonly string[]) => void;
  room: (channel: () => string | null) => ComputedRef<ConversationData | null>;
  wide: (channel: () => string | null) => ComputedRef<WideData | null>;
  wides: (channels: () => readonly string[]) => ComputedRef<WideData[]>;
  rest: <T>(method: string, path: string, body?: unknown) => Promise<T>;
}

export function useSession(ticket: () => Promise<string>): Session {
  const states = new Map<string, State>();
  const shown = shallowRef<ReadonlyMap<string, State>>(new Map());
  const session = {
    state: ref<LinkState>("reconnecting"),
    trouble: ref<Trouble | null>(null),
    everLive: ref(false),
    welcome: shallowRef<Welcome | null>(null),
    proposals: shallowRef<ProposalRow | null>(null),
    bells: shallowRef<Frame | null>(null),
    notes: shallowRef<Note | null>(null),
    dues: shallowRef<Frame | null>(null),
    refused: ref<string[]>([]),
    degraded: ref<string[]>([]),
  };
  let paint = 0;

  function show(): void {
    if (paint) return;
    // A hidden tab gets no animation frames, and its timers are slow: there we show at once.
    if (document.visibilityState === "hidden") shown.value = new Map(states);
    else paint = requestAnimationFrame(() => { paint = 0; shown.value = new Map(states); });
  }

  function receive(frame: Frame): void {
    if (frame.at && frame.type !== "snapshot") heardAt(frame.at);
    if (frame.type === "proposal") session.proposals.value = (frame.data as { proposal: ProposalRow }).proposal;
    if (frame.type === "alert") session.bells.value = frame;
    if (frame.type === "recovery" || frame.type === "follow_up") session.notes.value = (frame.data as Record<string, Note>)[frame.type] ?? null;
    if (frame.type === "promise" && frame.channel?.startsWith("agent:")) session.dues.value = frame;
    if (frame.type === "degraded") session.degraded.value = (frame as Degraded).degraded ?? [];
    if (frame.type === "error" && frame.channel) session.refused.value = [...session.refused.value, frame.channel];
    const before = frame.channel ? states.get(frame.channel) : undefined;
    if (!before) return;
    const after = fold(before, frame);
    if (after === before) return;
    states.set(after.channel, after);
    if (after.needs_resume) mend(before, after, frame.type === "resumed");
    show();
  }

  /** Asks once per gap; when even the resume left a hole, starts over from a snapshot. */
  function mend(before: State, after: State, resumed: boolean): void {
    if (resumed) states.set(after.channel, { ...after, position: null });
    if (resumed || !before.needs_resume) link.refetch(after.channel);
  }

  const link = new Link({
    ticket,
    onFrame: receive,
    positions: () => {
      const known: Record<string, Position> = {};
      for (const [name, state] of states) if (state.position) known[name] = state.position;
      return known;
    },
    onState: (state, trouble) => {
      session.state.value = state;
      session.trouble.value = trouble;
      if (state === "live") session.everLive.value = true;
    },
    onWelcome: (welcome) => {
      session.welcome.value = welcome;
      session.refused.value = [];
      session.degraded.value = welcome.degraded ?? [];
    },
  });

  function watch(channels: readonly string[]): void {
    for (const name of states.keys()) if (!channels.includes(name)) states.delete(name);
    for (const name of channels) if (!states.has(name)) states.set(name, newState(name));
    shown.value = new Map(states);
    link.want(channels);
  }

  const dataOf = <D>(channel: () => string | null) => computed(() => {
    const name = channel();
    return (name === null ? null : shown.value.get(name)?.data ?? null) as D | null;
  });

  onScopeDispose(() => link.stop());
  return {
    link,
    ...session,
    watch,
    room: (channel) => dataOf<ConversationData>(() => only(channel(), true)),
    wide: (channel) => dataOf<WideData>(() => only(channel(), false)),
    wides: (channels) => computed(() => channels().flatMap((name) => (shown.value.get(name)?.data ?? []) as WideData[])),
    rest: (method, path, body) => call(method, path, body, link.token),
  };
}

function only(channel: string | null, conversation: boolean): string | null {
  return channel !== null && isConversation(channel) === conversation ? channel : null;
}
