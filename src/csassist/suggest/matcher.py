"""Words found in folded text: one automaton for many words. Knows nothing of what the words stand for.

A word may hold gaps: 什么时候…发货 stands for 什么时候 and 发货 in this order, a few code points apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import ahocorasick_rs

from csassist.frozen import frozen

GAP = "…"
WIDEST = 6  # code points between two neighbours of a word with gaps

Hit = tuple[int, int, int]  # piece, start, end
Gapped = tuple[int, tuple[int, ...]]  # a word with gaps, its pieces after the first


@frozen
class Matcher:
    """Words in a fixed order; `find` answers their positions in that order's numbering."""

    words: tuple[str, ...]
    automaton: ahocorasick_rs.AhoCorasick
    whole: tuple[int, ...]  # piece -> the word that it is, -1 when it is only a part
    openers: Mapping[int, Mapping[int, Sequence[Gapped]]]  # first piece -> second piece -> words that go on like this

    @classmethod
    def build(cls, words: Iterable[str]) -> Matcher:
        """A matcher of the distinct words, sorted, so that the order they come in does not matter."""
        distinct = tuple(sorted({word for word in words if word.strip(GAP)}))
        parts = [tuple(part for part in word.split(GAP) if part) for word in distinct]
        pieces = sorted({part for word in parts for part in word})
        places = {piece: place for place, piece in enumerate(pieces)}
        whole = [-1] * len(pieces)
        openers: dict[int, dict[int, list[Gapped]]] = {}
        for number, word in enumerate(parts):
            first, *rest = (places[part] for part in word)
            if rest:
                openers.setdefault(first, {}).setdefault(rest[0], []).append((number, tuple(rest)))
            else:
                whole[first] = number
        automaton = ahocorasick_rs.AhoCorasick([scalar(piece) for piece in pieces])
        return cls(distinct, automaton, tuple(whole), openers)

    def find(self, folded: str) -> dict[int, tuple[int, int]]:
        """Number of each word found -> span of its first place, overlapping words included."""
        return self.found(self.hits(folded))

    def found(self, hits: list[Hit]) -> dict[int, tuple[int, int]]:
        """The same from pieces found before."""
        found: dict[int, tuple[int, int]] = {}
        whole, openers = self.whole, self.openers
        present: set[int] = set()
        for piece, start, end in hits:
            number = whole[piece]
            if number >= 0 and number not in found:
                found[number] = (start, end)
            if piece in openers:
                if not present:
                    present = {other for other, _, _ in hits}
                nexts = openers[piece]
                for number, rest in sorted([word for near in present & nexts.keys() for word in nexts[near]]):
                    if number not in found:
                        last = _follow(hits, end, rest)
                        if last:
                            found[number] = (start, last)
        return found

    def hits(self, folded: str) -> list[Hit]:
        """Every piece in the text, overlapping ones included."""
        try:
            return self.automaton.find_matches_as_indexes(folded, overlapping=True)
        except UnicodeEncodeError:
            return self.automaton.find_matches_as_indexes(scalar(folded), overlapping=True)


def scalar(text: str) -> str:
    """The text with lone surrogates replaced one by one: they have no UTF-8 form, and spans must stay true."""
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


def _follow(hits: list[Hit], end: int, rest: tuple[int, ...]) -> int:
    """End of the last piece when the pieces follow one another closely enough, else 0. The nearest one is taken."""
    for wanted in rest:
        for piece, start, stop in hits:
            if piece == wanted and end <= start <= end + WIDEST:
                end = stop
                break
        else:
            return 0
    return end
