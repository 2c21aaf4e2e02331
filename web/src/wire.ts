// The shapes that come over the wire. Those of the socket are made from the service's schema (src/generated/frames.ts,
// `npm run frames`); here they get the pages' names, and what only REST says stands beside them. Knows no state, no page.
import type * as frames from "./generated/frames";

export type Position = frames.PositionShape;

export type Sender = frames.MessageShape["sender"];
export type Stage = frames.ReadingShape["stage"];
export type Emotion = frames.ReadingShape["emotion"];
export type Trigger = frames.ReadingShape["triggers"][number];
export type Kind = frames.SuggestionShape["kind"];

export type Message = frames.MessageShape;
export type Signal = frames.SignalShape;
export type Contribution = frames.ContributionShape;
/** What a reading is made of stands only where text may go: not on a wall. */
export type Reading = frames.BareReadingShape & Partial<frames.ReadingShape>;

export type Step = frames.StepShape;
export type Escalation = frames.EscalationShape;
export type Suggestion = frames.SuggestionShape;
export type CustomerType = frames.CustomerTypeShape;
export type Assessment = frames.AssessmentShape;
export type CurvePoint = frames.PointShape;
export type PromiseRow = frames.PromiseShape;
export type PromiseState = PromiseRow["state"];

/** Of a wall only name and value are told. */
export type Customer = frames.BareCustomerShape & Partial<frames.CustomerShape>;
export type Context = frames.ContextShape;

/** Who has an escalation and how far it is; its texts stand only where text may go. */
export type Handling = frames.HandlingShape;
export type HandlingName = Handling["state"];
/** An agent asks for leave to offer what a card says. */
export type Approval = frames.ApprovalShape;
/** What a supervisor says to the agent alone. */
export type Whisper = frames.WhisperShape;

/** A conversation in a list, with text or without. */
export type ConversationItem = Omit<frames.WallItemShape, "customer" | "reading"> & { customer: Customer | null; reading: Reading; last_text?: string | null };
export type ConversationSnapshot = frames.ConversationState & {
  erased?: boolean; // nothing of it is on record any more
};

export type AlertRow = frames.AlertShape;
export type AlertEntry = Omit<frames.AlertData, "conversation"> & { conversation: ConversationItem };
/** Many hot conversations about one product, carrier or trigger (an alert frame of kind spike, and GET /v1/tidings). */
export type Spike = frames.SpikeShape;
/** To the agent: a customer is calm again, or is to be called back. */
export type Note = frames.NoteShape;
/** Also GET /v1/scripts/proposals. */
export type ProposalRow = frames.ProposalRow;

export type Welcome = Frame & frames.Welcome;
export type Degraded = Frame & frames.Degraded;

/** POST /v1/drafts/review, and the answer to a draft frame. */
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

/** A frame from the server as an envelope: control frames have no channel, answers have a ref; a type that we do not know
    may come from a newer server. What is inside is frames.ServerFrame. */
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
