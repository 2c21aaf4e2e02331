// The shapes that come over the wire (contract.md sections 3 and 4). Knows no state and no page.

export interface Position { epoch: string; offset: number }

export type Sender = "customer" | "agent" | "bot" | "system";
export type Stage = "calm" | "suppressed" | "heating" | "outburst" | "cooling";
export type Emotion = "anger" | "grievance" | "anxiety" | "disappointment" | "neutral" | "satisfied";
export type Trigger = "price" | "logistics" | "after_sales" | "product" | "service" | "safety" | "other";
export type Kind =
  | "empathy" | "action" | "fabe" | "faq" | "policy" | "question" | "choice" | "acknowledge" | "nudge" | "handover";

export interface Message {
  id: string;
  conversation_id: string;
  seq: number;
  sender: Sender;
  text: string;
  received_at: string;
  sent_at?: string | null;
  agent_id?: string | null;
}

export interface Signal {
  id: string;
  title: string;
  degrees: number;
  span?: [number, number] | null; // code points of the text as posted
  text?: string;
  message_id?: string | null;
}

export interface Contribution { id: string; degrees: number; title?: string }

export interface Reading {
  degrees: number;
  message_degrees?: number;
  stage: Stage;
  emotion: Emotion;
  confidence: number;
  polarity?: number;
  triggers: Trigger[];
  trend: number;
  burst?: { id: string; messages: string[] } | null;
  signals?: Signal[];
  contributions?: Contribution[];
}

export interface Step { id: string; text: string; within_s: number; done: boolean; due_at?: string | null; overdue?: boolean }

export interface Escalation {
  id: string | null;
  tier: number;
  name: string;
  changed?: boolean;
  reasons?: string[];
  steps?: Step[];
}

export interface Suggestion {
  id: string;
  kind: Kind;
  script_id: string;
  text: string;
  score: number;
  why: string[];
  missing_slots: string[];
  arm?: string;
  /** Of the script, as in GET /v1/scripts. */
  version?: string;
  /** Why a supervisor has to approve first; blocks insert. */
  approval?: string;
  /** What became of asking; the supervisor who said yes (`approval` is gone then). */
  approval_state?: "asked" | "approved" | "refused";
  approved_by?: string;
  /** The customer's likely next questions with their answers. */
  ahead?: string[];
}

/** What kind of customer this is, and how to meet one. */
export interface CustomerType { type: "novice" | "expert" | "hurried" | "hesitant"; title: string; strategy: string }

export interface Assessment {
  reading: Reading;
  escalation: Escalation;
  suggestions: Suggestion[];
  rules_hash?: string;
  degraded?: string[];
  customer_type?: CustomerType;
}

export interface CurvePoint { seq: number; at: string; degrees: number; tier: number; stage: Stage }

export type PromiseState = "open" | "warned" | "overdue" | "kept" | "broken";

export interface PromiseRow {
  id: string;
  conversation_id: string;
  kind: string;
  text: string;
  made_at: string;
  due_at: string;
  warn_at?: string | null;
  timed: boolean; // false: no time was said, the shop's own deadline stands in
  state: PromiseState;
  settled_at?: string | null;
}

export interface Customer { id?: string | null; name?: string | null; value?: string | null; orders?: number | null; notes?: string[]; hot_before?: boolean }

/** What the desk told about the order in question. */
export interface Context { order?: { id?: string | null; status?: string | null; logistics?: string | null; promised_at?: string | null } | null; product_id?: string | null }

export type HandlingName = "quiet" | "raised" | "delivered" | "seen" | "claimed" | "closed";

/** An agent asks for leave to offer what a card says. */
export interface Approval {
  suggestion_id: string;
  text: string;
  why: string;
  asked_by: string;
  asked_at: string;
  state: "asked" | "approved" | "refused";
  decided_by: string | null;
  reason: string;
}

/** Who has an escalation and how far it is. What was written stands only where text may go (not on a wall). */
export interface Handling {
  escalation_id: string;
  state: HandlingName;
  owner: string | null;
  taken_over_by: string | null;
  taken_from: string | null;
  hand_raised_at?: string | null;
  hand_raised_by?: string | null;
  hand_note?: string;
  approvals?: Approval[];
  seen_by?: string | null;
  claimed_at?: string | null;
  closed_at?: string | null;
  closed_by?: string | null;
  reason?: string;
  responsibility?: string | null;
}

/** What a supervisor says to the agent alone. */
export interface Whisper { id: string; conversation_id: string; agent_id?: string; from: string; text: string; at: string }

export interface ConversationItem {
  conversation_id: string;
  agent_id: string | null;
  team_id: string | null;
  customer: Customer | null;
  reading: Reading;
  escalation: Escalation;
  waiting_since: string | null;
  last_text?: string | null;
  intervention?: Handling; // there while somebody is called, or was
}

export interface ConversationSnapshot {
  conversation: Partial<ConversationItem> & { conversation_id?: string; id?: string; context?: Context | null };
  as_of?: string;
  reading: Reading;
  escalation: Escalation;
  curve: CurvePoint[];
  promises: PromiseRow[];
  suggestions: Suggestion[];
  messages: Message[];
  rules_hash?: string;
  degraded?: string[];
  customer_type?: CustomerType;
  erased?: boolean; // nothing of it is on record any more
  position?: Position | null;
}

export interface AlertRow {
  id: string;
  escalation_id: string;
  tier: number;
  name: string;
  reasons: string[];
  at: string;
  message_id?: string | null;
}

export interface AlertEntry {
  alert: AlertRow;
  conversation: ConversationItem;
  last_messages?: Message[];
  state?: HandlingName;
  owner?: string | null;
  taken_over_by?: string | null;
  /** Reminders at this level so far: 0 at the rise. */
  remind?: number;
  level?: number;
  /** Whose bell it rings; nobody named = everybody's. Not kept by the fold. */
  recipients?: string[];
}

/** Many hot conversations about one product, carrier or trigger (an alert frame of kind spike, and GET /v1/tidings). */
export interface Spike {
  id: string;
  at: string;
  by: "product" | "carrier" | "trigger";
  key: string;
  title: string;
  count: number;
  since: string;
  conversations: string[];
}

/** To the agent: a customer is calm again, or is to be called back. */
export interface Note { id: string; conversation_id: string; at: string; text: string }

export interface Finding {
  id: string;
  severity: "block" | "warn" | "hint";
  span?: [number, number] | null;
  message: string;
  rewrite?: string | null;
}

export interface Review { findings: Finding[]; rewrite: string }

/** GET /v1/scripts. */
export interface ScriptRow {
  id: string;
  kind: Kind;
  title: string;
  text: string;
  scene: string | null;
  words: string[];
  fact: string;
  not_when: string;
  valid_from: string | null;
  valid_until: string | null;
  source: "rules" | "shop";
  version: string;
  updated_at: string | null;
}

/** GET /v1/scripts/proposals. */
export interface ProposalRow {
  id: string;
  state: "open" | "approved" | "refused";
  text: string;
  title: string;
  kind: string;
  scene: string | null;
  words: string[];
  agent_id: string | null;
  conversation_id: string | null;
  proposed_at: string;
  decided_by: string | null;
  decided_at: string | null;
  reason: string;
  script_id: string | null;
}

/** A frame from the server: control frames have no channel, answers have a ref. */
export interface Frame {
  type: string;
  channel?: string;
  position?: Position;
  id?: string;
  at?: string;
  ref?: string | number | null;
  code?: string;
  message?: string;
  data?: unknown;
}

export interface Welcome extends Frame {
  type: "welcome";
  connection: string;
  ping_s: number;
  token: string;
  identity?: { role?: string; agent_id?: string | null; teams?: string[] };
  degraded?: string[];
}

/** What the node on the other end is short of, as it changes. */
export interface Degraded extends Frame { type: "degraded"; degraded?: string[] }
