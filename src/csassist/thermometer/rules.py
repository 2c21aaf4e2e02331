"""From what stands in a text to raw signals: one rule at a time, only rules that have something to say.

Raw means: before the caps that span a burst, before dampers are clipped (weigh.py does both).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from csassist.thermometer.matcher import Found, Matcher, Span, find_sequences
from csassist.thermometer.spec import SignalRule
from csassist.thermometer.symbols import SymbolRuns
from csassist.thermometer.text import Folded

_STOP = re.compile(r"[!?。;\n]")
_NEGATION_REACH = 2  # code points that may stand between a negation and what it negates: 不太满意, 没有被骗
_MOST_HITS = 6  # per rule and bubble
_STACKING = frozenset({"symbol", "emoji", "scene", "question"})  # families whose hits may lie inside one another


class RawHit(NamedTuple):
    """A rule's hit at a place of the folded text, worth `degrees` by itself."""

    rule: int
    start: int
    end: int
    degrees: float


class RuleSet:
    """All rules of a pack, ready to be run over folded texts. The order of the rules does not matter."""

    def __init__(self, rules: Sequence[SignalRule], matcher: Matcher, particles: Sequence[str]) -> None:
        self.rules = tuple(rules)
        self._matcher = matcher
        looks = list(enumerate(rule.look_for for rule in rules))
        self._symbols = SymbolRuns([(number, look) for number, look in looks if look.symbol_run])
        self._repeats = [(number, look.at_least) for number, look in looks if look.repeat]
        self._particles = "".join(sorted({particle for particle in particles if len(particle) == 1}))

    def run(self, folded: Folded, found: Found) -> list[RawHit]:
        """Raw hits of one bubble, ordered by place and rule id."""
        hits: list[RawHit] = []
        for number in found.hits:
            if not found.vetoed >> number & 1:
                hits.extend(self._word_hits(number, folded.text, found, found.hits[number]))
        for number, groups in found.groups.items():
            if not found.vetoed >> number & 1:
                look = self.rules[number].look_for
                places = find_sequences(groups, len(groups), look.within, self._stops(folded.text))
                hits.extend(self._word_hits(number, folded.text, found, places))
        for symbol in self._symbols.find(folded.text):
            if found.vetoed >> symbol.rule & 1 or not self._counts(
                symbol.rule, folded.text, found, symbol.start, symbol.end
            ):
                continue
            rule = self.rules[symbol.rule]
            extra = rule.adds.per_extra * (symbol.count - rule.look_for.at_least)
            hits.append(RawHit(symbol.rule, symbol.start, symbol.end, rule.adds.degrees + extra))
        for run in folded.runs:
            for number, least in self._repeats:
                if run.count >= least and not self._matcher.covered(found, number, run.start, run.end):
                    adds = self.rules[number].adds
                    hits.append(RawHit(number, run.start, run.end, adds.degrees + adds.per_extra * (run.count - least)))
        hits = self._drop_overlapped(hits)
        hits.sort(key=lambda hit: (hit.start, hit.end, self.rules[hit.rule].id))
        return hits

    @staticmethod
    def _stops(text: str) -> list[int]:
        return [match.start() for match in _STOP.finditer(text)]

    def _word_hits(self, number: int, text: str, found: Found, places: list[Span]) -> Iterator[RawHit]:
        rule = self.rules[number]
        look = rule.look_for
        for start, end in self._merged(places)[:_MOST_HITS]:
            if not self._counts(number, text, found, start, end):
                continue
            if look.negatable and self._negated(text, found, start):
                continue
            begin, factor = found.degrees.get(start, (start, 1.0)) if look.degree else (start, 1.0)
            yield RawHit(number, begin, end, rule.adds.degrees * factor)

    def _counts(self, number: int, text: str, found: Found, start: int, end: int) -> bool:
        """No longer word lies over the place, and it stands where the rule wants it."""
        return not self._matcher.covered(found, number, start, end) and self._placed(number, text, start, end)

    @staticmethod
    def _merged(places: list[Span]) -> list[Span]:
        """Overlapping places of one rule are one hit: the longest from the left."""
        if len(places) < 2:
            return places
        merged: list[Span] = []
        for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
            if not merged or start >= merged[-1][1]:
                merged.append((start, end))
        return merged

    def _placed(self, number: int, text: str, start: int, end: int) -> bool:
        """only_whole, at_start, at_end: nothing but symbols and particles may stand on that side."""
        look = self.rules[number].look_for
        if not (look.only_whole or look.at_start or look.at_end):
            return True
        before = look.only_whole or look.at_start
        after = look.only_whole or look.at_end
        if before and any(char.isalnum() for char in text[:start]):
            return False
        return not (after and any(char.isalnum() and char not in self._particles for char in text[end:]))

    @staticmethod
    def _negated(text: str, found: Found, start: int) -> bool:
        if not found.negated_from:
            return False
        for gap in range(_NEGATION_REACH + 1):
            if start - gap in found.negated_from:
                return all(char.isalnum() for char in text[start - gap : start])
        return False

    def _drop_overlapped(self, hits: list[RawHit]) -> list[RawHit]:
        """Of two hits of one family that overlap, the stronger stays: 等了三天 and 三天了还没 are one complaint."""
        if len(hits) < 2:
            return hits
        ranked = sorted(hits, key=lambda hit: (-abs(hit.degrees), hit.start - hit.end, self.rules[hit.rule].id))
        kept: list[RawHit] = []
        for hit in ranked:
            family = self.rules[hit.rule].family
            if family in _STACKING or not any(
                hit.start < other.end and other.start < hit.end and self.rules[other.rule].family == family
                for other in kept
            ):
                kept.append(hit)
        return kept
