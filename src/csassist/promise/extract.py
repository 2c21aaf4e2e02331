"""Promises in an agent's text: a deed that nothing speaks against, and its time. Values in, values out; linear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from csassist.promise.book import PromiseBook, Ready, Role
from csassist.promise.clauses import Clause, Mark, cut_clauses
from csassist.promise.deeds import Deed, find_deeds
from csassist.promise.times import When, find_times
from csassist.promise.vetoes import asks_consent, is_conditional, is_idle, is_vetoed
from csassist.thermometer.text import Folded

MOST_FOUND = 4  # of one message; more is no answer but a contract
_TO_END = 4  # code points behind a time that ends its clause: 之内, 左右哈
_DEED = int(Role.DEED)
_NO_TIME = int(Role.FACT | Role.DONE | Role.QUESTION)  # the time of such a clause belongs to it alone


class Found(NamedTuple):
    """A promise in a text. `span` = code points of the text as posted; `due_at` UTC; `timed`: a time was said."""

    rule: Ready
    span: tuple[int, int]
    due_at: datetime
    timed: bool


def find_promises(book: PromiseBook, text: str, now: datetime) -> tuple[Found, ...]:
    """The promises of an agent's `text` in the order of the text, at most four. `now` is aware."""
    folded = book.folder.fold(text)
    hits = book.automaton.find_matches_as_indexes(folded.text, overlapping=True)
    roles = book.roles
    for number, _, _ in hits:
        if roles[number] & _DEED:
            break
    else:
        return ()
    marks = sorted(Mark(start, end, roles[number], book.words[number]) for number, start, end in hits)
    clauses = cut_clauses(folded.text, marks)
    found: list[Found] = []
    for place in range(len(clauses)):
        one = _promise(book, folded, clauses, place, now)
        if one is not None and not (found and _again(found[-1], one)):
            found.append(one)
    return tuple(found[:MOST_FOUND])


def _again(before: Found, now: Found) -> bool:
    """Two clauses of one message that say the same thing."""
    return before.rule is now.rule and (before.due_at == now.due_at or not now.timed)


def _promise(book: PromiseBook, folded: Folded, clauses: Sequence[Clause], place: int, now: datetime) -> Found | None:
    clause = clauses[place]
    if not clause.bits & _DEED or is_idle(clause):
        return None
    before = clauses[place - 1] if place and not clause.first else None
    near = _times(book, folded.text, clause, now)
    for deed in find_deeds(book, folded.text, (before, clause), near):
        if is_vetoed(folded.text, clause, deed, near):
            continue
        when = _nearest(near, deed) or _borrowed(book, folded.text, (before, deed), now)
        if when is None and (deed.rule.rule.timed or asks_consent(folded.text, clauses, place)):
            continue
        if not is_conditional(clause, before, timed=when is not None):
            return _made(folded, deed, when, now)
    return None


def _times(book: PromiseBook, text: str, clause: Clause, now: datetime) -> list[When]:
    times = find_times(text[clause.start : clause.end], now, book.zone)
    return [When(when.start + clause.start, when.end + clause.start, when.at) for when in times]


def _nearest(times: Sequence[When], deed: Deed) -> When | None:
    """The time beside the deed; one that can be told before one that cannot."""
    return min(times, key=lambda when: (when.at is None, abs(when.start - deed.at)), default=None)


def _borrowed(book: PromiseBook, text: str, pair: tuple[Clause | None, Deed], now: datetime) -> When | None:
    """The time that ends the clause before a deed, when that clause holds no deed of its own: 30分钟内, 给您回复."""
    before, deed = pair
    if before is None or before.has(_DEED | _NO_TIME):
        return None
    times = _times(book, text, before, now)
    if not times or before.end - times[-1].end > _TO_END:
        return None
    said = text[before.start : before.end]
    return None if any(word in said for word in deed.rule.unless) else times[-1]


def _made(folded: Folded, deed: Deed, when: When | None, now: datetime) -> Found:
    start, end = deed.start, deed.end
    due = now + deed.rule.grace
    if when is not None:
        start, end = min(start, when.start), max(end, when.end)
        due = when.at or due
    return Found(deed.rule, folded.span(start, end), due.astimezone(UTC), when is not None)
