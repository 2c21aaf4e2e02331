// The fold: (state of a channel, frame) -> state. Pure; the twin of src/csassist/wire/fold.py, held together by the
// shared cases in tests/fold_cases. Knows no socket and no clock.
import type { AssessedData, CurveChange } from "./generated/frames";
import type {
  AlertEntry, ConversationItem, ConversationSnapshot, CurvePoint, Escalation, Frame, Handling, Message,
  Position, PromiseRow, Step, Suggestion, Whisper,
} from "./wire";

export type ConversationData = Omit<ConversationSnapshot, "position">;

export interface WideData {
  conversations: Record<string, ConversationItem>;
  alerts: Record<string, AlertEntry>;
  presence: Record<string, boolean>;
  whispers?: Whisper[]; // only an agent has some
}

export interface State<D = ConversationData | WideData> {
  channel: string;
  position: Position | null;
  needs_resume: boolean;
  data: D | null;
}

const MOST_MESSAGES = 200; // the same bounds as a snapshot's
const MOST_POINTS = 500;
const MOST_PROMISES = 50;
const MOST_WHISPERS = 50;

/** What a client knows of a channel before anything arrived. */
export function newState(channel: string): State {
  return { channel, position: null, needs_resume: false, data: null };
}

/**
 * The state after `frame`; neither argument is changed. A frame of another channel, one seen before (offset not above
 * ours) and one without a channel change nothing. A gap or another epoch sets `needs_resume` and applies nothing: the
 * client subscribes again with its position. `resumed` and `snapshot` end that.
 */
export function fold(state: State, frame: Frame): State {
  const position = frame.position;
  if (frame.channel !== state.channel || !position) return state;
  if (frame.type === "snapshot") {
    return { ...state, position, needs_resume: false, data: fromSnapshot(state.channel, frame.data) };
  }
  const mine = state.position;
  if (frame.type === "resumed") {
    const same = mine !== null && mine.epoch === position.epoch && mine.offset === position.offset;
    return { ...state, needs_resume: !same };
  }
  if (mine === null || mine.epoch !== position.epoch) return { ...state, needs_resume: true };
  if (position.offset <= mine.offset) return state;
  if (position.offset > mine.offset + 1) return { ...state, needs_resume: true };
  return { ...state, position, data: apply(state, frame) };
}

/** True for channels of one conversation; the rest are wide: many conversations without their text. */
export function isConversation(channel: string): boolean {
  return channel.startsWith("conversation:");
}

function fromSnapshot(channel: string, data: unknown): ConversationData | WideData {
  if (isConversation(channel)) {
    const { position: _ours, ...rest } = data as ConversationSnapshot;
    return rest;
  }
  const told = data as {
    conversations?: ConversationItem[]; alerts?: AlertEntry[]; presence?: { agent_id: string; online: boolean }[];
    whispers?: Whisper[];
  };
  return {
    ...(told.whispers ? { whispers: told.whispers } : {}),
    conversations: Object.fromEntries((told.conversations ?? []).map((item) => [item.conversation_id, item])),
    alerts: Object.fromEntries((told.alerts ?? []).map((entry) => [entry.alert.id, entry])),
    presence: Object.fromEntries((told.presence ?? []).filter((row) => row.online).map((row) => [row.agent_id, true])),
  };
}

function apply(state: State, frame: Frame): ConversationData | WideData | null {
  if (state.data === null) return null;
  // A type we do not know is counted and otherwise left alone, so that a newer server may say more.
  return isConversation(state.channel)
    ? (ROOM[frame.type]?.(state.data as ConversationData, frame) ?? state.data)
    : (WIDE[frame.type]?.(state.data as WideData, frame) ?? state.data);
}

// conversation:ID

/** message and assessment: the newest assessment replaces the burst's earlier one, and cards are never added. */
function assessed(data: ConversationData, frame: Frame): ConversationData {
  const told = frame.data as AssessedData;
  const { reading, escalation, suggestions, rules_hash, degraded, customer_type } = told.assessment;
  const { customer_type: _before, ...rest } = data; // there only while something speaks for one
  return {
    ...rest,
    ...(customer_type ? { customer_type } : {}),
    conversation: told.conversation,
    as_of: frame.at!,
    reading,
    escalation,
    suggestions,
    rules_hash,
    degraded,
    messages: told.message && !told.elapsed ? withMessage(data.messages, told.message) : data.messages,
    curve: withPoint(data.curve, told.curve),
  };
}

function withMessage(messages: Message[], message: Message): Message[] {
  const others = messages.filter((known) => known.id !== message.id);
  return [...others, message].sort((a, b) => a.seq - b.seq).slice(-MOST_MESSAGES);
}

/** `from` = first seq of the burst whose point this replaces; null = a point of silence, after all before it. */
function withPoint(curve: CurvePoint[], { point, from }: CurveChange): CurvePoint[] {
  const kept = curve.filter((old) =>
    from === null ? old.seq < point.seq || (old.seq === point.seq && old.at < point.at) : old.seq < from);
  return [...kept, point].slice(-MOST_POINTS);
}

function promised(data: ConversationData, frame: Frame): ConversationData {
  const { promise } = frame.data as { promise: PromiseRow };
  const others = data.promises.filter((known) => known.id !== promise.id);
  const order = (a: PromiseRow, b: PromiseRow): number => (a.made_at === b.made_at ? (a.id < b.id ? -1 : 1) : a.made_at < b.made_at ? -1 : 1);
  return { ...data, promises: [...others, promise].sort(order).slice(-MOST_PROMISES) };
}

/** An escalation frame; older servers say nothing of how it is handled. */
interface Escalated {
  conversation_id: string;
  agent_id: string | null;
  escalation: Escalation;
  escalation_id?: string | null;
  intervention?: Handling | null;
  state?: string | null;
  owner?: string | null;
  taken_over_by?: string | null;
  closed?: boolean;
}

function escalated(data: ConversationData, frame: Frame): ConversationData {
  const told = frame.data as Escalated;
  const after = { ...data, escalation: told.escalation };
  if (!("intervention" in told)) return after;
  const conversation = handled(data.conversation, told);
  return { ...after, conversation: told.closed ? { ...conversation, waiting_since: null } : conversation };
}

/** Whose the conversation is, who has its escalation, and whether it is over, as an escalation frame says it. */
function handled<T extends { intervention?: Handling | null }>(holder: T, told: Escalated): T {
  const { intervention: _before, ...rest } = holder; // there only when somebody is called, or was
  return {
    ...rest, agent_id: told.agent_id, closed: told.closed, ...(told.intervention ? { intervention: told.intervention } : {}),
  } as unknown as T;
}

/** erased: nothing of what was said or read is shown any more. */
function erased(data: ConversationData, frame: Frame): ConversationData {
  const { customer_type: _type, ...kept } = data;
  const { intervention: _handling, ...head } = data.conversation;
  return {
    ...kept,
    as_of: frame.at!,
    conversation: { ...head, customer: null, waiting_since: null, closed: true } as ConversationData["conversation"],
    reading: { ...data.reading, signals: [] },
    escalation: { ...data.escalation, reasons: [] },
    messages: [], suggestions: [], promises: [], curve: [],
    erased: true,
  };
}

const ROOM: Record<string, (data: ConversationData, frame: Frame) => ConversationData> = {
  message: assessed,
  assessment: assessed,
  escalation: escalated,
  suggestion: (data, frame) => ({ ...data, suggestions: (frame.data as { suggestions: Suggestion[] }).suggestions }),
  promise: promised,
  erased,
};

// agent:ID, team:ID, shop

function wallAssessed(data: WideData, frame: Frame): WideData {
  const { sender: _who, elapsed: _silent, ...item } = frame.data as ConversationItem & { sender?: string; elapsed?: boolean };
  return withItem(withoutPastAlerts(data, item), item);
}

/** An alert stands as long as its escalation does, and as long as somebody is called to it or owns it. */
function withoutPastAlerts(data: WideData, item: Placed): WideData {
  const alerts = Object.fromEntries(Object.entries(data.alerts).filter(([, entry]) =>
    entry.conversation.conversation_id !== item.conversation_id || stands(entry, item)));
  return { ...data, alerts };
}

interface Placed { conversation_id: string; escalation: Escalation; intervention?: Handling | null }

function stands(entry: AlertEntry, item: Placed): boolean {
  const mine = entry.alert.escalation_id;
  if (item.intervention?.escalation_id === mine) return item.intervention.state !== "closed";
  return item.escalation.id === mine;
}

function wallEscalated(data: WideData, frame: Frame): WideData {
  const told = frame.data as Escalated;
  const item = data.conversations[told.conversation_id];
  if (!("intervention" in told)) return item ? withItem(data, { ...item, escalation: told.escalation }) : data;
  const after = withoutPastAlerts({ ...data, alerts: inState(data.alerts, told.conversation_id, told.escalation_id, told) }, told);
  if (told.closed) return withoutItem(after, told.conversation_id);
  return item ? withItem(after, handled({ ...item, escalation: told.escalation }, told)) : after;
}

const SHARED = ["state", "owner", "taken_over_by", "remind", "level"] as const; // all alerts of one escalation share these

/** The alerts of one escalation as it is now; those of one that is closed are gone. */
function inState(
  alerts: WideData["alerts"], conversationId: string, escalationId: string | null | undefined, told: object,
): WideData["alerts"] {
  const now = Object.fromEntries(SHARED.filter((key) => key in told).map((key) => [key, (told as Record<string, unknown>)[key]]));
  const about = (entry: AlertEntry): boolean =>
    entry.conversation.conversation_id === conversationId && entry.alert.escalation_id === escalationId;
  return Object.fromEntries(Object.entries(alerts)
    .filter(([, entry]) => !about(entry) || now.state !== "closed")
    .map(([key, entry]) => [key, about(entry) ? { ...entry, ...now } : entry]));
}

function stepped(data: WideData, frame: Frame): WideData {
  const told = frame.data as { conversation_id: string; step: Step };
  const item = data.conversations[told.conversation_id];
  if (!item) return data;
  const steps = (item.escalation.steps ?? []).map((known) => (known.id === told.step.id ? told.step : known));
  return withItem(data, { ...item, escalation: { ...item.escalation, steps } });
}

function whispered(data: WideData, frame: Frame): WideData {
  const { whisper } = frame.data as { whisper: Whisper };
  const others = (data.whispers ?? []).filter((known) => known.id !== whisper.id);
  return { ...data, whispers: [...others, whisper].slice(-MOST_WHISPERS) };
}

/** Who no longer has a conversation keeps its alerts only while it is taken over from him: then he reads on. */
function assigned(data: WideData, frame: Frame): WideData {
  const { conversation: item, gone } = frame.data as { conversation: ConversationItem & { closed?: boolean }; gone?: boolean };
  if (!gone) return withItem(data, item);
  const his = !item.closed && item.intervention?.taken_from === frame.channel?.slice(frame.channel.indexOf(":") + 1);
  const alerts = his ? data.alerts : alertsWithout(data, item.conversation_id);
  return withoutItem({ ...data, alerts }, item.conversation_id);
}

function alerted(data: WideData, frame: Frame): WideData {
  if (!("alert" in (frame.data as object))) return data; // an aggregate (kind spike): for the bell, of no conversation
  // `recipients` and `overdue` are for the bell, now; what is kept is what a snapshot would say.
  const { recipients: _bell, overdue: _late, ...entry } = frame.data as AlertEntry & { recipients?: string[]; overdue?: string[] };
  const { [entry.alert.id]: _before, ...alerts } = inState(data.alerts, entry.conversation.conversation_id, entry.alert.escalation_id, entry);
  if ((entry.state ?? "raised") !== "closed") alerts[entry.alert.id] = entry;
  return { ...data, alerts };
}

function present(data: WideData, frame: Frame): WideData {
  const told = frame.data as { agent_id: string; online: boolean };
  const { [told.agent_id]: _before, ...presence } = data.presence;
  if (told.online) presence[told.agent_id] = true;
  return { ...data, presence };
}

function withItem(data: WideData, item: ConversationItem & { closed?: boolean }): WideData {
  if (item.closed) return withoutItem(data, item.conversation_id);
  return { ...data, conversations: { ...data.conversations, [item.conversation_id]: item } };
}

function withoutItem(data: WideData, conversationId: string): WideData {
  const { [conversationId]: _gone, ...conversations } = data.conversations;
  return { ...data, conversations };
}

function alertsWithout(data: WideData, conversationId: string): WideData["alerts"] {
  return Object.fromEntries(Object.entries(data.alerts)
    .filter(([, entry]) => entry.conversation.conversation_id !== conversationId));
}

/** erased: the conversation, its alerts and what was whispered about it. */
function erasedOnWall(data: WideData, frame: Frame): WideData {
  const { conversation_id: gone } = frame.data as { conversation_id: string };
  const alerts = alertsWithout(data, gone);
  const whispers = data.whispers?.filter((whisper) => whisper.conversation_id !== gone);
  return withoutItem({ ...data, alerts, ...(whispers ? { whispers } : {}) }, gone);
}

const WIDE: Record<string, (data: WideData, frame: Frame) => WideData> = {
  assessment: wallAssessed,
  escalation: wallEscalated,
  assignment: assigned,
  alert: alerted,
  presence: present,
  step: stepped,
  whisper: whispered,
  erased: erasedOnWall,
};
