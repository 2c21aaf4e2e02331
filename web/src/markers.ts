// What stands on the curve beside the degrees: a card that was sent, a promise, a whisper. Pure.
import type { ConversationData } from "./fold";
import type { CurvePoint, Message, PromiseRow, Suggestion, Whisper } from "./wire";

export type MarkerKind = "used" | "promise" | "whisper";
export interface Marker { kind: MarkerKind; at: string; text: string }

/** Shorter words are part of everything: 好的, 收到. */
const LEAST = 8;
/** Cards remembered of one conversation. */
const MOST = 60;

/** The words alone, without blanks, punctuation and slots. */
export const bare = (text: string): string => text.replace(/\{\w+\}|[^\p{L}\p{N}]+/gu, "");

/** `known` (bare texts) with those of cards just offered or inserted. */
export function offered(known: readonly string[], cards: readonly Pick<Suggestion, "text">[]): readonly string[] {
  const fresh = cards.map((card) => bare(card.text)).filter((text) => text !== "" && !known.includes(text));
  return fresh.length === 0 ? known : [...known, ...fresh].slice(-MOST);
}

/** The agent's messages that say what a card said: the same words, or a good part of them. */
export function sentCards(messages: readonly Message[], cards: readonly string[]): Marker[] {
  const said = (text: string): boolean => cards.some((card) => card === text || (text.length >= LEAST && card.includes(text)) || (card.length >= LEAST && text.includes(card)));
  return messages.filter((one) => one.sender === "agent" && said(bare(one.text))).map((one) => ({ kind: "used", at: one.received_at, text: one.text }));
}

/** All markers of a conversation, oldest first. */
export function markersOf(room: Pick<ConversationData, "messages" | "promises">, cards: readonly string[], whispers: readonly Whisper[]): Marker[] {
  const promises = room.promises.map((one: PromiseRow): Marker => ({ kind: "promise", at: one.made_at, text: one.text }));
  const whispered = whispers.map((one): Marker => ({ kind: "whisper", at: one.at, text: one.text }));
  return [...sentCards(room.messages, cards), ...promises, ...whispered].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** The place of each marker on the curve: the last point that was there already; what is older than the curve is left out. */
export function placed(markers: readonly Marker[], curve: readonly CurvePoint[]): { marker: Marker; index: number }[] {
  const from = Date.parse(curve[0]?.at ?? "");
  return markers.filter((one) => Date.parse(one.at) >= from).map((marker) => ({
    marker, index: curve.findLastIndex((point) => Date.parse(point.at) <= Date.parse(marker.at)),
  }));
}
