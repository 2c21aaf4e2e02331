// What changed between two short texts, by code points: pieces that stay, go and come. Knows no page.

export interface Piece { kind: "same" | "gone" | "new"; text: string }

/** Beyond so many cells the middle is shown as one replacement: a table of a long rewrite would stall the page. */
const MOST_CELLS = 250_000;

/** Pieces in reading order; what goes stands before what comes. Joined without "gone" they are `after`. */
export function diff(before: string, after: string): Piece[] {
  const [a, b] = [Array.from(before), Array.from(after)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const pieces: Piece[] = [];
  push(pieces, "same", a.slice(0, head));
  middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), pieces);
  push(pieces, "same", a.slice(a.length - tail));
  return pieces;
}

function middle(a: string[], b: string[], pieces: Piece[]): void {
  if (a.length * b.length > MOST_CELLS) {
    push(pieces, "gone", a);
    push(pieces, "new", b);
    return;
  }
  const longest = table(a, b);
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { push(pieces, "same", [a[i]!]); i += 1; j += 1; }
    else if (i < a.length && (j === b.length || longest[i + 1]![j]! >= longest[i]![j + 1]!)) { push(pieces, "gone", [a[i]!]); i += 1; }
    else { push(pieces, "new", [b[j]!]); j += 1; }
  }
}

/** longest[i][j] = length of the longest common subsequence of a from i and b from j. */
function table(a: string[], b: string[]): Uint16Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      rows[i]![j] = a[i] === b[j] ? rows[i + 1]![j + 1]! + 1 : Math.max(rows[i + 1]![j]!, rows[i]![j + 1]!);
    }
  }
  return rows;
}

function push(pieces: Piece[], kind: Piece["kind"], text: string[]): void {
  if (text.length === 0) return;
  const last = pieces.at(-1);
  if (last?.kind === kind) last.text += text.join("");
  else pieces.push({ kind, text: text.join("") });
}
