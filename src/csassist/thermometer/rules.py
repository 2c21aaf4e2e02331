"""From what stands in a text to raw signals: one rule at a time, only rules that have something to say.

Raw means: before the caps that span a burst, before dampers are clipped (weigh.py does both).
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import NamedTuple

from csassist.thermometer.matcher import Found, Matcher, Span, find_sequences
from csassist.thermometer.spec import LookFor, SignalRule
from csassist.thermometer.symbols import SymbolRuns
from csassist.thermometer.text import Folded

_STOP = re.compile(r"[!?。;\n]")
_NEGATION_REACH = 2  # code points that may stand between a negation and what it negates: 不太满意, 没有被骗
_MOST_HITS = 6  # per rule and bubble
_new = tuple.__new__  # a named tuple at half the price of calling its class, where there are many
_STACKING = frozenset({"symbol", "emoji", "scene", "question"})  # families whose hits may lie inside one another


class RawHit(NamedTuple):
    """A rule's hit at a place of the folded text, worth `degrees` by itself. Hits sort by place, then rule."""

    start: int
    end: int
    rule: int
    degrees: float


class RuleSet:
    """All rules of a pack, sorted by id, ready to be run over folded texts."""

    def __init__(self, rules: Sequence[SignalRule], matcher: Matcher, particles: Sequence[str]) -> None:
        self.rules = tuple(rules)
        self._matcher = matcher
        looks = list(enumerate(rule.look_for for rule in rules))
        self._symbols = SymbolRuns([(number, look) for number, look in looks if look.symbol_run])
        self._repeats = [(number, look.at_least) for number, look in looks if look.repeat]
        self._placed = frozenset(n for n, look in looks if look.only_whole or look.at_start or look.at_end)
        self._plain = [_is_plain(look) for _, look in looks]
        self._degrees = [rule.adds.degrees for rule in rules]
        self._families = [None if rule.family in _STACKING else rule.family for rule in rules]
        self._particles = "".join(sorted({particle for particle in particles if len(particle) == 1}))

    def run(self, folded: Folded, found: Found) -> list[RawHit]:
        """Raw hits of one bubble, ordered by place and rule id."""
        hits: list[RawHit] = []
        text, vetoed, covers, plain = folded.text, found.vetoed, found.covers, self._plain
        for number, places in found.hits.items():
            if number in vetoed:
                continue
            if plain[number] and not covers and len(places) == 1:  # as most hits are
                start, end = places[0]
                hits.append(_new(RawHit, (start, end, number, self._degrees[number])))
            else:
                self._add_words(hits, number, text, found, places)
        for number, groups in found.groups.items():
            if number not in vetoed:
                look = self.rules[number].look_for
                places = find_sequences(groups, len(groups), look.within, self._stops(text))
                self._add_words(hits, number, text, found, places)
        for number, start, end, times in self._symbols.find(text, folded.chars):
            if number not in vetoed and self._counts(number, text, found, start, end):
                rule = self.rules[number]
                extra = rule.adds.per_extra * (times - rule.look_for.at_least)
                hits.append(RawHit(start, end, number, rule.adds.degrees + extra))
        for run in folded.runs:
            for number, least in self._repeats:
                if run.count >= least and not self._matcher.covered(found, number, run.start, run.end):
                    adds = self.rules[number].adds
                    hits.append(RawHit(run.start, run.end, number, adds.degrees + adds.per_extra * (run.count - least)))
        if len(hits) > 1:
            hits = self._drop_overlapped(hits)
            hits.sort()
        return hits

    @staticmethod
    def _stops(text: str) -> list[int]:
        return [match.start() for match in _STOP.finditer(text)]

    def _add_words(self, hits: list[RawHit], number: int, text: str, found: Found, places: list[Span]) -> None:
        rule = self.rules[number]
        look = rule.look_for
        for start, end in self._merged(places)[:_MOST_HITS]:
            if not self._counts(number, text, found, start, end):
                continue
            if look.negatable and found.negated_from and self._negated(text, found.negated_from, start):
                continue
            degrees, begin = rule.adds.degrees, start
            if look.degree and start in found.degrees:
                begin, factor = found.degrees[start]
                degrees *= factor
            hits.append(RawHit(begin, end, number, degrees))

    def _counts(self, number: int, text: str, found: Found, start: int, end: int) -> bool:
        """No longer word lies over the place, and it stands where the rule wants it."""
        if found.covers and self._matcher.covered(found, number, start, end):
            return False
        return number not in self._placed or self._stands(number, text, start, end)

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

    def _stands(self, number: int, text: str, start: int, end: int) -> bool:
        """only_whole, at_start, at_end: nothing but symbols and particles may stand on that side."""
        look = self.rules[number].look_for
        before = look.only_whole or look.at_start
        after = look.only_whole or look.at_end
        if before and any(char.isalnum() for char in text[:start]):
            return False
        return not (after and any(char.isalnum() and char not in self._particles for char in text[end:]))

    @staticmethod
    def _negated(text: str, negated_from: Set[int], start: int) -> bool:
        for gap in range(_NEGATION_REACH + 1):
            if start - gap in negated_from:
                return all(char.isalnum() for char in text[start - gap : start])
        return False

    def _drop_overlapped(self, hits: list[RawHit]) -> list[RawHit]:
        """Of two hits of one family that overlap, the stronger stays: 等了三天 and 三天了还没 are one complaint."""
        families = self._families
        named = [family for _, _, number, _ in hits if (family := families[number]) is not None]
        if len(named) < 2 or len(set(named)) == len(named):
            return hits
        kept: list[RawHit] = []
        for hit in sorted(hits, key=lambda hit: (-abs(hit.degrees), hit.start - hit.end, hit.rule)):
            family = families[hit.rule]
            if family is None or not any(
                hit.start < other.end and other.start < hit.end and families[other.rule] == family for other in kept
            ):
                kept.append(hit)
        return kept


def _is_plain(look: LookFor) -> bool:
    """Whether a hit counts wherever it stands and whatever stands before it."""
    return not (look.only_whole or look.at_start or look.at_end or look.negatable or look.degree)
