"""Small talk: 好的, 谢谢, 嗯, a bare link or order card. Says whether there is nothing to answer; knows no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from csassist.suggest.matcher import Matcher

LONGEST = 40  # code points; whoever writes more has something to say


@dataclass(frozen=True, slots=True)
class Quiet:
    """Compiled vocabulary of small talk (folded)."""

    matcher: Matcher

    @classmethod
    def build(cls, words: Sequence[str]) -> Quiet:
        """From the pack's `quiet` words; with none every text counts as talk, except one without any letter."""
        return cls(Matcher.build(words))

    def covers(self, folded: str) -> bool:
        """True when nothing but small talk, digits and symbols stands in the text (folding has blanked links).

        A question or exclamation mark after nothing (？？) is a call, not small talk.
        """
        if len(folded) > LONGEST:
            return False
        spans = self.matcher.spans(folded)
        if spans:
            left = list(folded)
            for _, start, end in spans:
                left[start:end] = " " * (end - start)
            return not any(char.isalpha() for char in left)
        return not any(char.isalpha() for char in folded) and not any(mark in folded for mark in "?!")
