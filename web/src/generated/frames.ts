// Made by `npm run frames` from the schema that the service exports; not to be written by hand.
// schema 91daee3c71598a7259d55ea3bb4260b46f026cc637932112a10b997815f668d9
// types 14c8833ee80f2587d26ba5012e486f2defd003baed1e9aea70a3f5639dcc562a

export type ServerFrame =
  | Assessed
  | WallAssessed
  | Escalated
  | Alerted
  | SpikeAlerted
  | Recovered
  | FollowUp
  | Present
  | Assigned
  | Promised
  | Stepped
  | CardsTold
  | Whispered
  | Proposed
  | Erased
  | Withheld
  | SnapshotFrame
  | Resumed
  | Welcome
  | Degraded
  | Ping
  | Answer
  | Fault;
/**
 * Who wrote a message.
 */
export type Sender = "customer" | "agent" | "bot" | "system";

/**
 * Everything that goes over the socket.
 */
export interface Frames {
  hello: Hello;
  client: ClientFrame;
  server: ServerFrame;
  snapshot: ConversationState;
  client_claim?: ClaimData;
  client_draft?: DraftData;
  client_feedback?: FeedbackData;
  client_message?: MessageBody;
  client_subscribe?: Channels;
  client_typing?: TypingData;
  client_unsubscribe?: Unsubscribe;
  client_whisper?: WhisperWords;
}
/**
 * The first frame: who is there, by ticket or (no browser) by key.
 */
export interface Hello {
  /**
   * @maxItems 500
   */
  channels?: string[];
  key?: string | null;
  resume?: {
    [k: string]: Pair;
  };
  ticket?: string | null;
  type: "hello";
}
export interface Pair {
  epoch: string;
  offset: number;
}
/**
 * The envelope of every frame but hello.
 */
export interface ClientFrame {
  data?: {
    [k: string]: unknown;
  } | null;
  ref?: string | number | null;
  type: string;
}
/**
 * message, assessment on conversation:ID.
 */
export interface Assessed {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: AssessedData;
  id: string;
  position: PositionShape;
  type: "message" | "assessment";
}
/**
 * A message with the assessment after it, or (elapsed) silence with the last customer message.
 */
export interface AssessedData {
  assessment: AssessmentShape;
  conversation: HeadShape;
  curve: CurveChange;
  elapsed: boolean;
  message: MessageShape | null;
}
/**
 * The answer to one message.
 */
export interface AssessmentShape {
  customer_type?: CustomerTypeShape | null;
  degraded: string[];
  /**
   * day/version of the table of past effects behind the cards
   */
  effects_as_of?: string;
  escalation: EscalationShape;
  reading: ReadingShape;
  rules_hash: string;
  /**
   * @maxItems 3
   */
  suggestions: [] | [SuggestionShape] | [SuggestionShape, SuggestionShape] | [SuggestionShape, SuggestionShape, SuggestionShape];
}
/**
 * What kind of customer this is, and how to meet one.
 */
export interface CustomerTypeShape {
  strategy: string;
  title: string;
  type: "novice" | "expert" | "hurried" | "hesitant";
}
/**
 * The tier as it stands; id is null at CALM.
 */
export interface EscalationShape {
  changed: boolean;
  id: string | null;
  name: "CALM" | "WATCH" | "ALERT" | "SUPERVISOR";
  reasons: string[];
  steps: StepShape[];
  tier: number;
}
/**
 * One line of the checklist of a tier.
 */
export interface StepShape {
  done: boolean;
  due_at?: string | null;
  id: string;
  overdue?: boolean;
  text: string;
  within_s: number;
}
/**
 * A reading and all that explains it.
 */
export interface ReadingShape {
  burst: BurstShape | null;
  confidence: number;
  contributions: ContributionShape[];
  degrees: number;
  emotion: "anger" | "grievance" | "anxiety" | "disappointment" | "neutral" | "satisfied";
  message_degrees: number;
  polarity: number;
  signals: SignalShape[];
  stage: "calm" | "suppressed" | "heating" | "outburst" | "cooling";
  trend: number;
  /**
   * @maxItems 2
   */
  triggers:
    | []
    | ["price" | "logistics" | "after_sales" | "product" | "service" | "safety" | "other"]
    | [
        "price" | "logistics" | "after_sales" | "product" | "service" | "safety" | "other",
        "price" | "logistics" | "after_sales" | "product" | "service" | "safety" | "other"
      ];
}
/**
 * One thought in several bubbles.
 */
export interface BurstShape {
  id: string;
  messages: string[];
}
/**
 * One summand of the degrees.
 */
export interface ContributionShape {
  degrees: number;
  id: string;
}
/**
 * One named reason; `span` = code points of the text as posted, in the message named.
 */
export interface SignalShape {
  degrees: number;
  id: string;
  message_id: string | null;
  span: [number, number] | null;
  text: string;
  title: string;
}
/**
 * One card; a missing slot stands in the text as {slot}.
 */
export interface SuggestionShape {
  /**
   * likely next questions with their answers
   */
  ahead?: string[];
  /**
   * why a supervisor has to approve first; blocks insert
   */
  approval?: string;
  approval_state?: ("asked" | "approved" | "refused") | null;
  approved_by?: string | null;
  arm: string;
  id: string;
  kind: "empathy" | "action" | "fabe" | "faq" | "policy" | "question" | "choice" | "acknowledge" | "nudge" | "handover";
  missing_slots: string[];
  score: number;
  script_id: string;
  text: string;
  /**
   * of the script, as in GET /v1/scripts
   */
  version?: string;
  why: string[];
}
/**
 * Whose conversation it is.
 */
export interface HeadShape {
  agent_id: string | null;
  channel: string | null;
  closed: boolean;
  context: ContextShape | null;
  conversation_id: string;
  customer: CustomerShape | null;
  id: string;
  intervention?: HandlingShape | null;
  last_at: string | null;
  /**
   * RFC 3339, UTC
   */
  opened_at: string;
  seq: number;
  team_id: string | null;
  waiting_since: string | null;
}
/**
 * What the conversation is about.
 */
export interface ContextShape {
  order: OrderShape | null;
  product_id: string | null;
}
/**
 * The order in question.
 */
export interface OrderShape {
  id: string | null;
  logistics: string | null;
  promised_at: string | null;
  status: string | null;
}
/**
 * What is known of the person: told now, told before, noted by agents, remembered.
 */
export interface CustomerShape {
  /**
   * an earlier conversation, not long ago, reached ALERT or above
   */
  hot_before: boolean;
  id: string | null;
  name: string | null;
  notes: string[];
  orders: number | null;
  value: ("new" | "regular" | "vip") | null;
}
/**
 * Who has an escalation, and how far it is.
 */
export interface HandlingShape {
  approvals: ApprovalShape[];
  claimed_at: string | null;
  closed_at: string | null;
  closed_by: string | null;
  escalation_id: string;
  hand_note: string;
  hand_raised_at: string | null;
  hand_raised_by: string | null;
  owner: string | null;
  reason: string;
  responsibility: ("shop" | "logistics" | "platform" | "maker" | "customer") | null;
  seen_by: string | null;
  state: "quiet" | "raised" | "delivered" | "seen" | "claimed" | "closed";
  taken_from: string | null;
  taken_over_by: string | null;
}
/**
 * A request for leave to offer what a card says, and the answer.
 */
export interface ApprovalShape {
  /**
   * RFC 3339, UTC
   */
  asked_at: string;
  asked_by: string;
  decided_at: string | null;
  decided_by: string | null;
  reason: string;
  script_id: string;
  state: "asked" | "approved" | "refused";
  suggestion_id: string;
  text: string;
  why: string;
}
/**
 * `from` = first seq whose points go; null = a point of silence.
 */
export interface CurveChange {
  from: number | null;
  point: PointShape;
}
/**
 * One point of the emotion curve.
 */
export interface PointShape {
  /**
   * RFC 3339, UTC
   */
  at: string;
  degrees: number;
  seq: number;
  stage: "calm" | "suppressed" | "heating" | "outburst" | "cooling";
  tier: number;
}
/**
 * One bubble.
 */
export interface MessageShape {
  agent_id: string | null;
  conversation_id: string;
  id: string;
  /**
   * RFC 3339, UTC
   */
  received_at: string;
  sender: "customer" | "agent" | "bot" | "system";
  sent_at: string | null;
  seq: number;
  text: string;
}
/**
 * Where a frame stands in its channel.
 */
export interface PositionShape {
  epoch: string;
  offset: number;
}
/**
 * assessment on team:T and shop; on agent:ID when whole degrees or the tier changed.
 */
export interface WallAssessed {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: WallData;
  id: string;
  position: PositionShape;
  type: "assessment";
}
/**
 * The same without any text.
 */
export interface WallData {
  agent_id: string | null;
  at: string | null;
  closed: boolean;
  conversation_id: string;
  customer: BareCustomerShape | null;
  elapsed: boolean;
  escalation: EscalationShape;
  intervention?: HandlingShape | null;
  reading: BareReadingShape;
  sender: ("customer" | "agent" | "bot" | "system") | null;
  seq: number;
  team_id: string | null;
  waiting_since: string | null;
}
/**
 * Nothing that anybody wrote about the person.
 */
export interface BareCustomerShape {
  hot_before?: boolean;
  name: string | null;
  value: ("new" | "regular" | "vip") | null;
}
/**
 * A reading without a word of the customer's.
 */
export interface BareReadingShape {
  confidence: number;
  degrees: number;
  emotion: "anger" | "grievance" | "anxiety" | "disappointment" | "neutral" | "satisfied";
  polarity: number;
  stage: "calm" | "suppressed" | "heating" | "outburst" | "cooling";
  trend: number;
  /**
   * @maxItems 2
   */
  triggers:
    | []
    | ["price" | "logistics" | "after_sales" | "product" | "service" | "safety" | "other"]
    | [
        "price" | "logistics" | "after_sales" | "product" | "service" | "safety" | "other",
        "price" | "logistics" | "after_sales" | "product" | "service" | "safety" | "other"
      ];
}
/**
 * escalation on conversation:ID, team:T, shop.
 */
export interface Escalated {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: EscalationData;
  id: string;
  position: PositionShape;
  type: "escalation";
}
/**
 * The tier changed; `before` is the tier that was left.
 */
export interface EscalationData {
  agent_id: string | null;
  before: number;
  closed?: boolean;
  conversation_id: string;
  customer: BareCustomerShape | null;
  escalation: EscalationShape;
  /**
   * which one `state` and `owner` speak of
   */
  escalation_id?: string | null;
  /**
   * the one that the conversation has now
   */
  intervention?: HandlingShape | null;
  owner?: string | null;
  state?: ("quiet" | "raised" | "delivered" | "seen" | "claimed" | "closed") | null;
  taken_over_by?: string | null;
  team_id: string | null;
}
/**
 * alert on agent:ID, team:T, shop.
 */
export interface Alerted {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: AlertData;
  id: string;
  position: PositionShape;
  type: "alert";
}
/**
 * An alert with what a supervisor needs; `last_messages` only when it is pushed.
 */
export interface AlertData {
  alert: AlertShape;
  conversation: ItemShape;
  last_messages?: MessageShape[];
  /**
   * how far up it was called
   */
  level?: number;
  /**
   * steps that have just become overdue
   */
  overdue?: string[];
  owner?: string | null;
  /**
   * whose bell it rings; nobody named = everybody's
   */
  recipients?: string[];
  /**
   * reminders at this level so far
   */
  remind?: number;
  state: "quiet" | "raised" | "delivered" | "seen" | "claimed" | "closed";
  taken_over_by?: string | null;
}
/**
 * A rise that a supervisor must hear of.
 */
export interface AlertShape {
  /**
   * RFC 3339, UTC
   */
  at: string;
  escalation_id: string;
  id: string;
  message_id: string | null;
  name: "CALM" | "WATCH" | "ALERT" | "SUPERVISOR";
  reasons: string[];
  tier: number;
}
/**
 * One line of GET /v1/conversations.
 */
export interface ItemShape {
  agent_id: string | null;
  at: string | null;
  closed: boolean;
  conversation_id: string;
  customer: CustomerShape | null;
  escalation: EscalationShape;
  intervention?: HandlingShape | null;
  last_text: string;
  reading: ReadingShape;
  seq: number;
  team_id: string | null;
  waiting_since: string | null;
}
/**
 * alert of kind spike on team:T, shop.
 */
export interface SpikeAlerted {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: SpikeData;
  id: string;
  position: PositionShape;
  type: "alert";
}
/**
 * An alert of many conversations at once; it stands in no snapshot.
 */
export interface SpikeData {
  kind: "spike";
  spike: SpikeShape;
}
/**
 * Many hot conversations about one product, carrier or trigger; a team is told its own conversations.
 */
export interface SpikeShape {
  agent_id: null;
  /**
   * RFC 3339, UTC
   */
  at: string;
  by: "product" | "carrier" | "trigger";
  conversation_id: null;
  conversations: string[];
  count: number;
  due_at: null;
  id: string;
  key: string;
  kind: "spike";
  /**
   * RFC 3339, UTC
   */
  since: string;
  team_id: string | null;
  title: string;
  told_at: null;
}
/**
 * recovery on agent:ID.
 */
export interface Recovered {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: RecoveryData;
  id: string;
  position: PositionShape;
  type: "recovery";
}
/**
 * A hot customer is calm again.
 */
export interface RecoveryData {
  recovery: NoteShape;
}
/**
 * A recovery to the agent's credit, or a customer to call back.
 */
export interface NoteShape {
  agent_id: string | null;
  /**
   * RFC 3339, UTC
   */
  at: string;
  conversation_id: string;
  customer?: string | null;
  customer_id?: string | null;
  degrees?: number | null;
  due_at: string | null;
  escalation_id: string;
  id: string;
  kind: "recovery" | "follow_up";
  peak?: number | null;
  reason?: string | null;
  script_id?: string | null;
  script_title?: string | null;
  team_id: string | null;
  text: string;
  tier?: number | null;
  told_at: string | null;
}
/**
 * follow_up on agent:ID; on team:T or shop when nobody has the conversation.
 */
export interface FollowUp {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: FollowUpData;
  id: string;
  position: PositionShape;
  type: "follow_up";
}
/**
 * A customer who was hot is to be called back now.
 */
export interface FollowUpData {
  follow_up: NoteShape;
}
/**
 * presence on agent:ID, team:T, shop.
 */
export interface Present {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: PresenceData;
  id: string;
  position: PositionShape;
  type: "presence";
}
/**
 * An agent's first socket came or last one went.
 */
export interface PresenceData {
  agent_id: string;
  online: boolean;
  teams: string[];
}
/**
 * assignment on agent:ID.
 */
export interface Assigned {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: AssignmentData;
  id: string;
  position: PositionShape;
  type: "assignment";
}
/**
 * A conversation came to an agent, or left (`gone`).
 */
export interface AssignmentData {
  conversation: ItemShape;
  gone: boolean;
}
/**
 * promise on conversation:ID; on agent:ID when it is to be warned of or overdue.
 */
export interface Promised {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: PromiseData;
  id: string;
  position: PositionShape;
  type: "promise";
}
/**
 * The promise as it is now.
 */
export interface PromiseData {
  promise: PromiseShape;
}
/**
 * What an agent promised, and what became of it; `timed` false = the shop's own deadline stands in.
 */
export interface PromiseShape {
  agent_id: string | null;
  conversation_id: string;
  /**
   * RFC 3339, UTC
   */
  due_at: string;
  id: string;
  kind: "reply" | "contact" | "apply" | "handle" | "ship" | "refund" | "compensate" | "wait";
  /**
   * RFC 3339, UTC
   */
  made_at: string;
  message_id: string;
  settled_at: string | null;
  /**
   * @minItems 2
   * @maxItems 2
   */
  span: [number, number];
  state: "open" | "warned" | "overdue" | "kept" | "broken";
  text: string;
  timed: boolean;
  warn_at: string | null;
}
/**
 * step on agent:ID: ticked, or overdue.
 */
export interface Stepped {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: StepData;
  id: string;
  position: PositionShape;
  type: "step";
}
/**
 * A step of the checklist as it is now.
 */
export interface StepData {
  conversation_id: string;
  escalation_id: string;
  step: StepShape;
}
/**
 * suggestion on conversation:ID.
 */
export interface CardsTold {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: CardsData;
  id: string;
  position: PositionShape;
  type: "suggestion";
}
/**
 * The cards that stand, with what became of requests to approve them.
 */
export interface CardsData {
  /**
   * @maxItems 3
   */
  suggestions: [] | [SuggestionShape] | [SuggestionShape, SuggestionShape] | [SuggestionShape, SuggestionShape, SuggestionShape];
}
/**
 * whisper on agent:ID, and on no other channel.
 */
export interface Whispered {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: WhisperData;
  id: string;
  position: PositionShape;
  type: "whisper";
}
/**
 * One whisper.
 */
export interface WhisperData {
  whisper: WhisperShape;
}
/**
 * A supervisor's word to the agent.
 */
export interface WhisperShape {
  agent_id: string;
  /**
   * RFC 3339, UTC
   */
  at: string;
  conversation_id: string;
  from: string;
  id: string;
  text: string;
}
/**
 * proposal on agent:ID of whoever proposed, team:T of its teams, shop.
 */
export interface Proposed {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: ProposalData;
  id: string;
  position: PositionShape;
  type: "proposal";
}
/**
 * One proposal.
 */
export interface ProposalData {
  proposal: ProposalRow;
}
/**
 * A proposed script as it is now.
 */
export interface ProposalRow {
  agent_id: string | null;
  conversation_id: string | null;
  decided_at: string | null;
  decided_by: string | null;
  id: string;
  kind: string;
  message_id: string | null;
  /**
   * RFC 3339, UTC
   */
  proposed_at: string;
  reason: string;
  scene: string | null;
  script_id: string | null;
  state: "open" | "approved" | "refused";
  suggestion_id: string | null;
  text: string;
  title: string;
  words: string[];
}
/**
 * erased on conversation:ID, agent:ID, team:T, shop: show nothing of it any more.
 */
export interface Erased {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: ErasedData;
  id: string;
  position: PositionShape;
  type: "erased";
}
/**
 * Who it was is not said any more.
 */
export interface ErasedData {
  conversation_id: string;
  customer_id?: null;
}
/**
 * A frame that this reader may not read; it only keeps the count.
 */
export interface Withheld {
  /**
   * RFC 3339, UTC
   */
  at: string;
  channel: string;
  data: {
    [k: string]: unknown;
  };
  id: string;
  position: PositionShape;
  type: "withheld";
}
/**
 * The whole state of a channel.
 */
export interface SnapshotFrame {
  channel: string;
  data: ConversationState | WideState;
  position: PositionShape;
  type: "snapshot";
}
/**
 * A snapshot's data on conversation:ID and the answer of GET /v1/conversations/{id}.
 */
export interface ConversationState {
  /**
   * RFC 3339, UTC
   */
  as_of: string;
  conversation: HeadShape;
  curve: PointShape[];
  customer_type?: CustomerTypeShape | null;
  degraded: string[];
  escalation: EscalationShape;
  messages: MessageShape[];
  position: PositionShape | null;
  /**
   * @maxItems 50
   */
  promises: PromiseShape[];
  reading: ReadingShape;
  rules_hash: string;
  shadow?: boolean;
  suggestions: SuggestionShape[];
}
/**
 * A snapshot's data on agent:ID (items with text), team:T and shop (without).
 */
export interface WideState {
  alerts: AlertData[];
  conversations: (ItemShape | WallItemShape)[];
  presence: PresenceRow[];
  /**
   * agent:ID only: the newest 50 to this agent
   */
  whispers?: WhisperShape[];
}
/**
 * One conversation on a wall, without text.
 */
export interface WallItemShape {
  agent_id: string | null;
  at: string | null;
  closed: boolean;
  conversation_id: string;
  customer: BareCustomerShape | null;
  escalation: EscalationShape;
  intervention?: HandlingShape | null;
  reading: BareReadingShape;
  seq: number;
  team_id: string | null;
  waiting_since: string | null;
}
/**
 * One agent with a socket.
 */
export interface PresenceRow {
  agent_id: string;
  online: boolean;
}
/**
 * All that was missing has been sent.
 */
export interface Resumed {
  channel: string;
  position: PositionShape;
  type: "resumed";
}
/**
 * The answer to hello.
 */
export interface Welcome {
  connection: string;
  /**
   * what this node is short of: broker
   */
  degraded: string[];
  identity: Who;
  ping_s: number;
  token: string;
  type: "welcome";
}
/**
 * Whose socket it is.
 */
export interface Who {
  agent_id: string | null;
  role: "integrator" | "agent" | "supervisor" | "admin";
  teams: string[];
}
/**
 * What this node is short of, whenever that changes.
 */
export interface Degraded {
  degraded: string[];
  type: "degraded";
}
/**
 * After 20 s in which the server said nothing.
 */
export interface Ping {
  type: "ping";
}
/**
 * The answer to a client frame that was taken.
 */
export interface Answer {
  data: {
    [k: string]: unknown;
  };
  ref: string | number | null;
  type: "ack" | "pong" | "draft_review";
}
/**
 * The answer to a client frame that was not taken, or a channel out of reach.
 */
export interface Fault {
  agent_id?: string | null;
  channel?: string | null;
  closed_by?: string | null;
  code: string;
  errors?: {
    [k: string]: string;
  }[];
  message: string;
  owner?: string | null;
  ref: string | number | null;
  retry_after_s?: number | null;
  type: "error";
}
/**
 * `claim`: this supervisor takes an escalation.
 */
export interface ClaimData {
  escalation_id: string;
}
/**
 * `draft`: what the agent is about to send.
 */
export interface DraftData {
  conversation_id: string;
  text: string;
}
/**
 * `feedback`: what became of a card.
 */
export interface FeedbackData {
  outcome: "shown" | "used" | "edited" | "dismissed";
  reason?: string | null;
  suggestion_id: string;
  text?: string | null;
}
/**
 * One bubble as posted.
 */
export interface MessageBody {
  agent_id?: string | null;
  channel?: string | null;
  context?: ContextBody | null;
  conversation_id: string;
  customer?: CustomerBody | null;
  message_id: string;
  sender: Sender;
  sent_at?: string | null;
  team_id?: string | null;
  text: string;
}
/**
 * What the conversation is about.
 */
export interface ContextBody {
  order?: OrderBody | null;
  product_id?: string | null;
}
/**
 * The order in question, in the integrator's words.
 */
export interface OrderBody {
  id?: string | null;
  logistics?: string | null;
  promised_at?: string | null;
  status?: string | null;
}
/**
 * What is known of the person.
 */
export interface CustomerBody {
  id?: string | null;
  name?: string | null;
  /**
   * @maxItems 20
   */
  notes?:
    | []
    | [string]
    | [string, string]
    | [string, string, string]
    | [string, string, string, string]
    | [string, string, string, string, string]
    | [string, string, string, string, string, string]
    | [string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string, string, string, string, string, string, string]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ]
    | [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string,
        string
      ];
  orders?: number | null;
  value?: string | null;
}
/**
 * `subscribe` (and a part of `hello`): which channels, and from where on.
 */
export interface Channels {
  /**
   * @maxItems 500
   */
  channels?: string[];
  resume?: {
    [k: string]: Pair;
  };
}
/**
 * `typing`: the agent began or stopped to write.
 */
export interface TypingData {
  conversation_id: string;
  on: boolean;
}
/**
 * `unsubscribe`: these channels are of no more interest.
 */
export interface Unsubscribe {
  /**
   * @maxItems 500
   */
  channels: string[];
}
/**
 * `whisper`: a supervisor's word to the agent.
 */
export interface WhisperWords {
  conversation_id: string;
  text: string;
}
