"""One automaton over the folded text for every word of every rule: the cost does not grow with the number of rules.

Knows where words stand and what role each plays; what follows from that is decided in rules.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence, Set
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from csassist.thermometer.quantity import QUANTITIES, find_quantities, may_hold_quantities
from csassist.thermometer.spec import SignalRule, WordLists

Span = tuple[int, int]
_HIT, _GROUP, _VETO, _COVER, _NEGATION, _NOT_NEGATION, _DEGREE, _BOILERPLATE, _QUESTION = range(9)
_WIDE = frozenset({_COVER, _NOT_NEGATION, _BOILERPLATE})
_Role = tuple[int, int, float]  # (kind, rule or -1, group number or factor)


class _Plan(NamedTuple):
    """What a pattern stands for: groups of sequences as bits, rules it vetoes as bits, all other roles."""

    bits: int
    vetoes: int
    rest: tuple[_Role, ...]


class _Places(NamedTuple):
    """A bit for every group of every sequence."""

    index_of: dict[tuple[int, int], int]  # (rule, group) -> bit
    rule_of: list[int]  # bit -> rule
    all_of: dict[int, int]  # rule -> the bits of all its groups


class Found(NamedTuple):
    """What stands in one text, by role. Positions are those of the folded text."""

    hits: dict[int, list[Span]]  # rule -> places of its words
    groups: dict[int, dict[int, list[Span]]]  # rule with every group -> group -> places
    vetoed: int  # bit n: the `unless` of rule n stands somewhere
    covers: dict[int, dict[int, int]]  # rule (-1: any) -> start -> furthest end
    negated_from: set[int]  # where negations end
    degrees: dict[int, tuple[int, float]]  # end of a degree adverb -> (start, factor)
    questions: list[int]  # where question words start, ascending


class Matcher:
    """Compiled once from all rules and word lists; words are folded here."""

    def __init__(self, rules: Sequence[SignalRule], words: WordLists, fold: Callable[[str], str]) -> None:
        roles: dict[str, set[_Role]] = {}
        for word, role in (*_rule_roles(rules), *_list_roles(words)):
            roles.setdefault(word if word in QUANTITIES else fold(word), set()).add(role)
        self._places = _group_places(rules)
        patterns = sorted(pattern for pattern in roles if pattern.strip() and pattern not in QUANTITIES)
        quantities = sorted(QUANTITIES)  # numbered behind the patterns
        self._quantities = {name: number for number, name in enumerate(quantities, len(patterns))}
        self._plans = [self._plan(roles.get(pattern, set())) for pattern in (*patterns, *quantities)]
        self._groups = [self._group_roles(roles.get(pattern, set())) for pattern in (*patterns, *quantities)]
        self._automaton = AhoCorasick(patterns, matchkind=MatchKind.Standard, store_patterns=False)
        wide = [p for p in patterns if any(kind in _WIDE for kind, _, _ in roles[p])]
        self._longest_cover = max(map(len, wide), default=1)

    def _plan(self, roles: set[_Role]) -> _Plan:
        """What to do at a match: one OR for all its groups, one for all its vetoes, the rest role by role."""
        bits = sum(1 << self._places.index_of[place] for place in self._group_roles(roles))
        vetoes = sum(1 << rule for kind, rule, _ in roles if kind == _VETO)
        return _Plan(bits, vetoes, tuple(sorted(role for role in roles if role[0] not in (_GROUP, _VETO))))

    @staticmethod
    def _group_roles(roles: set[_Role]) -> list[tuple[int, int]]:
        """(rule, group) of every sequence that the pattern is part of."""
        return sorted((rule, int(group)) for kind, rule, group in roles if kind == _GROUP)

    def find(self, text: str, chars: Set[str]) -> Found:
        """Everything that stands in the folded `text` of these characters. Linear in its length, flat in the rules."""
        hits: dict[int, list[Span]] = {}
        covers: dict[int, dict[int, int]] = {}
        degrees: dict[int, tuple[int, float]] = {}
        questions: list[int] = []
        negations: list[Span] = []
        kept: dict[int, int] = {}
        seen = vetoed = 0
        plans = self._plans
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if may_hold_quantities(chars):
            matches += [(self._quantities[name], start, end) for name, start, end in find_quantities(text)]
        for pattern, start, end in matches:
            bits, vetoes, rest = plans[pattern]
            seen |= bits
            vetoed |= vetoes
            for kind, rule, extra in rest:
                if kind == _HIT:
                    hits.setdefault(rule, []).append((start, end))
                elif kind == _QUESTION:
                    questions.append(start)
                elif kind == _NEGATION:
                    negations.append((start, end))
                elif kind == _NOT_NEGATION:
                    kept[start] = max(kept.get(start, 0), end)
                elif kind == _DEGREE:
                    degrees[end] = max(degrees.get(end, (start, 0.0)), (start, extra))
                else:  # _COVER, _BOILERPLATE
                    ends = covers.setdefault(rule, {})
                    ends[start] = max(ends.get(start, 0), end)
        groups = self._gather(seen, matches) if seen else {}
        if kept:
            negations = [(start, end) for start, end in negations if not self._inside(kept, start, end)]
        questions.sort()
        return Found(hits, groups, vetoed, covers, {end for _, end in negations}, degrees, questions)

    def _gather(self, seen: int, matches: Sequence[tuple[int, int, int]]) -> dict[int, dict[int, list[Span]]]:
        """Places of the groups, only for rules of which every group stands in the text: they are few."""
        groups: dict[int, dict[int, list[Span]]] = {}
        rule_of, all_of = self._places.rule_of, self._places.all_of
        while seen:
            rule = rule_of[(seen & -seen).bit_length() - 1]
            wanted = all_of[rule]
            if seen & wanted == wanted:
                groups[rule] = {}
            seen &= ~wanted
        if groups:
            for pattern, start, end in matches:
                for rule, group in self._groups[pattern]:
                    if rule in groups:
                        groups[rule].setdefault(group, []).append((start, end))
        return groups

    def covered(self, found: Found, rule: int, start: int, end: int) -> bool:
        """Whether a longer word of the rule's `unless_around`, or boilerplate, lies over the place."""
        covers = found.covers
        if not covers:
            return False
        return any(key in covers and self._inside(covers[key], start, end) for key in (rule, -1))

    def _inside(self, covers: dict[int, int], start: int, end: int) -> bool:
        """Whether one of `covers` (start -> furthest end) lies over the place: asks covers while they are few."""
        if len(covers) <= self._longest_cover:
            return any(begin <= start and stop >= end for begin, stop in covers.items())
        earliest = max(0, end - self._longest_cover)
        return any(covers.get(place, 0) >= end for place in range(start, earliest - 1, -1))


def _group_places(rules: Sequence[SignalRule]) -> _Places:
    pairs = [(number, group) for number, rule in enumerate(rules) for group in range(len(rule.look_for.sequence))]
    all_of: dict[int, int] = {}
    for bit, (number, _) in enumerate(pairs):
        all_of[number] = all_of.get(number, 0) | 1 << bit
    return _Places({pair: bit for bit, pair in enumerate(pairs)}, [number for number, _ in pairs], all_of)


def _rule_roles(rules: Sequence[SignalRule]) -> Iterator[tuple[str, _Role]]:
    for number, rule in enumerate(rules):
        look = rule.look_for
        for word in (*look.any, *look.emoji):
            yield word, (_HIT, number, 0.0)
        for group, choices in enumerate(look.sequence):
            for word in choices:
                yield word, (_GROUP, number, float(group))
        for word in look.unless:
            yield word, (_VETO, number, 0.0)
        for word in look.unless_around:
            yield word, (_COVER, number, 0.0)


def _list_roles(words: WordLists) -> Iterator[tuple[str, _Role]]:
    lists = (
        (_BOILERPLATE, words.boilerplate),
        (_NEGATION, words.negations),
        (_NOT_NEGATION, words.false_negations),
        (_QUESTION, words.questions),
    )
    for kind, listed in lists:
        for word in listed:
            yield word, (kind, -1, 0.0)
    for word, factor in words.degree_adverbs:
        yield word, (_DEGREE, -1, factor)


def find_sequences(groups: dict[int, list[Span]], count: int, within: int, stops: Sequence[int]) -> list[Span]:
    """Places where one word of each of `count` groups stands in order, neighbours at most `within` apart.

    `stops` = ascending positions that end a sentence; no sequence crosses one. O(n log n) in the hits.
    """
    if len(groups) < count:
        return []
    reach: dict[Span, int] = {place: place[1] for place in groups[count - 1]}  # place -> end of the chain from it
    for group in range(count - 2, -1, -1):
        onward = sorted(reach)
        starts = [start for start, _ in onward]
        chains: dict[Span, int] = {}
        for place in groups[group]:
            at = bisect_left(starts, place[1])
            if at == len(onward) or starts[at] - place[1] > within:
                continue
            stop = bisect_left(stops, place[1])
            if stop < len(stops) and stops[stop] < starts[at]:
                continue
            chains[place] = reach[onward[at]]
        reach = chains
    return sorted((place[0], end) for place, end in reach.items())
