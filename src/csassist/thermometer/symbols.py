"""Runs of symbols and of repeated characters, counted. Knows shapes; what a shape is worth stands in the rules."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import NamedTuple

from csassist.thermometer.spec import LookFor

_LONGEST = 1_000  # a longer run says nothing more


class SymbolHit(NamedTuple):
    """A rule's symbols inside one maximal run: where they stand and how many there are."""

    rule: int
    start: int
    end: int
    times: int


class SymbolRuns:
    """Finds the runs of all symbol rules in one pass over the text."""

    def __init__(self, wanted: Sequence[tuple[int, LookFor]]) -> None:
        self._wanted = [(rule, frozenset(look.symbol_run), look.at_least, look.mixed) for rule, look in wanted]
        self._symbols = frozenset(char for _, chars, _, _ in self._wanted for char in chars)
        alphabet = "".join(sorted(self._symbols))
        shortest = min((least for _, _, least, _ in self._wanted), default=1)
        self._runs = re.compile(f"[{re.escape(alphabet)}]{{{shortest},}}") if alphabet else None

    def find(self, text: str, present: Set[str]) -> list[SymbolHit]:
        """Hits of all rules. Inside a run a rule counts its own symbols, neighbours or not: a ! never hides a ?.

        `present` = the characters of `text`.
        """
        if self._runs is None or self._symbols.isdisjoint(present):
            return []
        hits: list[SymbolHit] = []
        for found in self._runs.finditer(text):
            start, run = found.start(), found.group()[:_LONGEST]
            for rule, chars, least, mixed in self._wanted:
                places = [place for place, char in enumerate(run) if char in chars]
                if len(places) < least or (mixed and len({run[place] for place in places}) < len(chars)):
                    continue
                hits.append(SymbolHit(rule, start + places[0], start + places[-1] + 1, len(places)))
        return hits
