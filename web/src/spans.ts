// Cuts a text at the edges of its signals. Spans count code points, JavaScript counts UTF-16 units: the turn is here only.
import type { Signal } from "./wire";

export interface Piece { text: string; signals: Signal[] }

/** The pieces of `text`, in order; joined they are the text again. Spans out of range are clipped, empty ones ignored. */
export function cut(text: string, signals: readonly Signal[]): Piece[] {
  const points = Array.from(text);
  const spans = signals.flatMap((signal) => {
    if (!signal.span) return [];
    const start = Math.max(0, signal.span[0]);
    const end = Math.min(points.length, signal.span[1]);
    return start < end ? [{ start, end, signal }] : [];
  });
  const edges = [...new Set([0, points.length, ...spans.flatMap((s) => [s.start, s.end])])].sort((a, b) => a - b);
  const pieces: Piece[] = [];
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const [start, end] = [edges[i]!, edges[i + 1]!];
    const inside = spans.filter((s) => s.start <= start && s.end >= end).map((s) => s.signal);
    pieces.push({ text: points.slice(start, end).join(""), signals: inside });
  }
  return pieces;
}
