"""Words found in folded text: one automaton for many words. Knows nothing of what the words stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick_rs


@dataclass(frozen=True, slots=True)
class Matcher:
    """Words in a fixed order; `find` answers their positions in that order's numbering."""

    words: tuple[str, ...]
    automaton: ahocorasick_rs.AhoCorasick

    @classmethod
    def build(cls, words: Iterable[str]) -> Matcher:
        """A matcher of the distinct words, sorted, so that the order they come in does not matter."""
        distinct = tuple(sorted({word for word in words if word}))
        return cls(distinct, ahocorasick_rs.AhoCorasick([scalar(word) for word in distinct]))

    def find(self, folded: str) -> dict[int, tuple[int, int]]:
        """Number of each word found -> span of its first place, overlapping words included."""
        found: dict[int, tuple[int, int]] = {}
        for number, start, end in self.spans(folded):
            if number not in found:
                found[number] = (start, end)
        return found

    def spans(self, folded: str) -> list[tuple[int, int, int]]:
        """Every place of every word as (number, start, end), in order of their ends."""
        try:
            return self.automaton.find_matches_as_indexes(folded, overlapping=True)
        except UnicodeEncodeError:
            return self.automaton.find_matches_as_indexes(scalar(folded), overlapping=True)


def scalar(text: str) -> str:
    """The text with lone surrogates replaced one by one: they have no UTF-8 form, and spans must stay true."""
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
