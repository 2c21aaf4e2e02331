"""One automaton over the folded text for every word of every rule: the cost does not grow with the number of rules.

Knows where words stand and what role each plays; what follows from that is decided in rules.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from csassist.thermometer.quantity import QUANTITIES, find_quantities, may_hold_quantities
from csassist.thermometer.spec import SignalRule, WordLists

Span = tuple[int, int]
_HIT, _GROUP, _VETO, _COVER, _NEGATION, _NOT_NEGATION, _DEGREE, _BOILERPLATE, _QUESTION = range(9)
_WIDE = frozenset({_COVER, _NOT_NEGATION, _BOILERPLATE})
_COMMON = 30.0  # a word is so many times rarer than one that is a character shorter, about
_new = tuple.__new__  # a named tuple at half the price of calling its class
_NOWHERE: frozenset[int] = frozenset()
_Role = tuple[int, int, float]  # (kind, rule or -1, group number or factor)
_Others = tuple[tuple[_Role, ...], int, int]  # roles of what stands from start to end
_Around = tuple[dict[int, dict[int, int]], Set[int], dict[int, tuple[int, float]], list[int]]


class _Plan(NamedTuple):
    """What a pattern stands for. Most patterns stand for one thing."""

    hits: tuple[int, ...]  # rules whose word it is
    opens: tuple[int, ...]  # rules whose rarest group it belongs to: without it no other group is looked for
    vetoes: tuple[int, ...]  # rules that it silences
    rest: tuple[_Role, ...]


class Found(NamedTuple):
    """What stands in one text, by role. Positions are those of the folded text."""

    hits: dict[int, list[Span]]  # rule -> places of its words
    groups: dict[int, dict[int, list[Span]]]  # rule with every group -> group -> places
    vetoed: Set[int]  # rules whose `unless` stands somewhere
    covers: dict[int, dict[int, int]]  # rule (-1: any) -> start -> furthest end
    negated_from: Set[int]  # where negations end
    degrees: dict[int, tuple[int, float]]  # end of a degree adverb -> (start, factor)
    questions: list[int]  # where question words start, ascending


class Matcher:
    """Compiled once from all rules and word lists; words are folded here."""

    def __init__(self, rules: Sequence[SignalRule], words: WordLists, fold: Callable[[str], str]) -> None:
        roles: dict[str, set[_Role]] = {}
        for word, role in (*_rule_roles(rules), *_list_roles(words)):
            roles.setdefault(word if word in QUANTITIES else fold(word), set()).add(role)
        patterns = sorted(pattern for pattern in roles if pattern.strip() and pattern not in QUANTITIES)
        quantities = sorted(QUANTITIES)  # numbered behind the patterns
        self._quantities = {name: number for number, name in enumerate(quantities, len(patterns))}
        rarest = {number: _rarest(rule.look_for.sequence) for number, rule in enumerate(rules)}
        self._plans = [_plan(roles.get(pattern, set()), rarest) for pattern in (*patterns, *quantities)]
        self._groups = [_group_roles(roles.get(pattern, set())) for pattern in (*patterns, *quantities)]
        self._sizes = {number: len(rule.look_for.sequence) for number, rule in enumerate(rules)}
        self._automaton = AhoCorasick(patterns, matchkind=MatchKind.Standard, store_patterns=False)
        wide = [p for p in patterns if any(kind in _WIDE for kind, _, _ in roles[p])]
        self._longest_cover = max(map(len, wide), default=1)

    def find(self, text: str, chars: Set[str]) -> Found:
        """Everything that stands in the folded `text` of these characters. Linear in its length, flat in the rules."""
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if may_hold_quantities(chars):
            matches += [(self._quantities[name], start, end) for name, start, end in find_quantities(text)]
        hits: dict[int, list[Span]] = {}
        opened: list[int] = []
        vetoed: set[int] = set()
        others: list[_Others] = []
        plans = self._plans
        for pattern, start, end in matches:
            mine, opens, vetoes, rest = plans[pattern]
            for rule in mine:
                if rule in hits:
                    hits[rule].append((start, end))
                else:
                    hits[rule] = [(start, end)]
            if opens:
                opened += opens
            if vetoes:
                vetoed.update(vetoes)
            if rest:
                others.append((rest, start, end))
        groups = self._gather(opened, matches) if opened else {}
        if not others:
            return _new(Found, (hits, groups, vetoed, {}, _NOWHERE, {}, []))
        return _new(Found, (hits, groups, vetoed, *self._around(others)))

    def _around(self, others: Sequence[_Others]) -> _Around:
        """What stands around hits: covers, ends of negations, degree adverbs, question words."""
        covers: dict[int, dict[int, int]] = {}
        degrees: dict[int, tuple[int, float]] = {}
        questions: list[int] = []
        negations: list[Span] = []
        kept: dict[int, int] = {}
        for roles, start, end in others:
            for kind, rule, extra in roles:
                if kind == _QUESTION:
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
        if kept:
            negations = [(start, end) for start, end in negations if not self._inside(kept, start, end)]
        if len(questions) > 1:
            questions.sort()
        return covers, {end for _, end in negations} if negations else _NOWHERE, degrees, questions

    def _gather(
        self, opened: Sequence[int], matches: Sequence[tuple[int, int, int]]
    ) -> dict[int, dict[int, list[Span]]]:
        """Places of the groups, only for rules of which every group stands in the text: they are few."""
        groups: dict[int, dict[int, list[Span]]] = {rule: {} for rule in opened}
        for pattern, start, end in matches:
            for rule, group in self._groups[pattern]:
                if rule in groups:
                    groups[rule].setdefault(group, []).append((start, end))
        return {rule: places for rule, places in groups.items() if len(places) == self._sizes[rule]}

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


def _plan(roles: set[_Role], rarest: Mapping[int, int]) -> _Plan:
    """What to do at a match. `rarest` = the group of every rule that opens it."""
    if len(roles) == 1:  # as nearly all have
        ((kind, rule, _),) = roles
        if kind == _HIT:
            return _Plan((rule,), (), (), ())
    hits = sorted(rule for kind, rule, _ in roles if kind == _HIT)
    opens = sorted(rule for kind, rule, group in roles if kind == _GROUP and group == rarest[rule])
    vetoes = sorted(rule for kind, rule, _ in roles if kind == _VETO)
    rest = sorted(role for role in roles if role[0] not in (_HIT, _GROUP, _VETO))
    return _Plan(tuple(hits), tuple(opens), tuple(vetoes), tuple(rest))


def _group_roles(roles: set[_Role]) -> tuple[tuple[int, int], ...]:
    """(rule, group) of every sequence that the pattern is part of."""
    return tuple(sorted((rule, int(group)) for kind, rule, group in roles if kind == _GROUP))


def _rarest(groups: Sequence[Sequence[str]]) -> int:
    """The group that a text is least likely to hold: short words are common, and so is one of many. A guess that only
    saves time; whichever it is, the same is found.
    """
    common = [sum(_COMMON ** -len(word) for word in words) for words in groups]
    return common.index(min(common)) if common else 0


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
