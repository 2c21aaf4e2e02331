"""Compiled promise rules: one automaton over all their words and the guards around them. Never changed once built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from enum import IntFlag

import ahocorasick_rs

from csassist.frozen import frozen
from csassist.promise.spec import PromiseRule, PromiseSpec
from csassist.promise.times import find_times
from csassist.thermometer.text import Folder


class Role(IntFlag):
    """What a word does in a clause."""

    SAY = 1
    DO = 2
    HELPER = 4
    NEGATION = 8
    CONDITION = 16
    ASK = 32
    QUESTION = 64
    TAG = 128
    DONE = 256
    CUSTOMER = 512
    FACT = 1024
    DESK = 2048
    OFFER = 4096
    DEED = SAY | DO


@frozen
class Ready:
    """A rule with its words folded and the seconds its deed gets when no time is said."""

    rule: PromiseRule
    say: frozenset[str]
    do: frozenset[str]
    unless: tuple[str, ...]
    grace: timedelta


@frozen
class PromiseBook:
    """`words` = those of the automaton, by number; `roles` = their roles; `deeds` = word -> rules it is a deed of."""

    rules: tuple[Ready, ...]
    spec: PromiseSpec
    zone: tzinfo
    folder: Folder
    automaton: ahocorasick_rs.AhoCorasick
    words: tuple[str, ...]
    roles: tuple[int, ...]
    deeds: Mapping[str, tuple[int, ...]]
    until_reply: frozenset[str]  # ids of rules whose promises the agent's next message keeps

    @classmethod
    def build(
        cls, rules: Sequence[PromiseRule], spec: PromiseSpec, *, folder: Folder, zone: tzinfo, policy: Mapping[str, str]
    ) -> PromiseBook:
        """The book of these rules, in order of their ids. `policy` gives deadlines: deadline_reply -> 10分钟内."""
        ready = tuple(_ready(rule, folder, policy) for rule in sorted(rules, key=lambda rule: rule.id))
        roles: dict[str, int] = {}
        deeds: dict[str, list[int]] = {}
        for role, words in _listed(spec):
            for word in _folded(words, folder):
                roles[word] = roles.get(word, 0) | role
        for place, one in enumerate(ready):
            for role, found in ((Role.SAY, one.say), (Role.DO, one.do)):
                for word in sorted(found):
                    roles[word] = roles.get(word, 0) | role
                    deeds.setdefault(word, []).append(place)
        known = tuple(sorted(roles))
        automaton = ahocorasick_rs.AhoCorasick(known)
        fixed = {word: tuple(dict.fromkeys(places)) for word, places in deeds.items()}
        plain = tuple(int(roles[word]) for word in known)
        waits = frozenset(one.rule.id for one in ready if one.rule.until_reply)
        return cls(ready, spec, zone, folder, automaton, known, plain, fixed, waits)


def _listed(spec: PromiseSpec) -> tuple[tuple[Role, tuple[str, ...]], ...]:
    return (
        (Role.HELPER, spec.helpers),
        (Role.DESK, spec.desks),
        (Role.OFFER, spec.offers),
        (Role.NEGATION, spec.negations),
        (Role.CONDITION, spec.conditions),
        (Role.ASK, spec.asks),
        (Role.QUESTION, spec.questions),
        (Role.TAG, spec.tags),
        (Role.DONE, spec.dones),
        (Role.CUSTOMER, spec.customers),
        (Role.FACT, spec.facts),
    )


def _folded(words: Sequence[str], folder: Folder) -> list[str]:
    return [folded for folded in (folder.fold_word(word).strip() for word in words) if folded]


def _ready(rule: PromiseRule, folder: Folder, policy: Mapping[str, str]) -> Ready:
    grace = timedelta(seconds=rule.due_s)
    if rule.due:
        grace = length_of(policy.get(rule.due, "")) or grace
    return Ready(
        rule,
        frozenset(_folded(rule.say, folder)),
        frozenset(_folded(rule.do, folder)),
        tuple(_folded(rule.unless, folder)),
        grace,
    )


def length_of(text: str) -> timedelta | None:
    """A policy value such as 10分钟内 as a span of time; working days count as days. None when it is no span."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for when in find_times(text.replace("个工作日", "天").replace("工作日", "天"), start, UTC):
        if when.at is not None:
            return when.at - start
    return None
