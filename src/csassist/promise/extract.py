"""Promises in an agent's text: the deed, its time, and why it is none (negated, past, asked, on a condition, a rule for
everybody). Values in, values out; linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from csassist.promise.book import PromiseBook, Ready, Role
from csassist.promise.times import When, find_times
from csassist.thermometer.text import Folded

MOST_FOUND = 4  # of one message; more is no answer but a contract
_NEAR = 6  # code points between a negation or the customer's part and the deed
# A blank behind a digit belongs to a masked number or to a sloppy "18 点"; it ends no clause.
_STOP = re.compile(
    r"[。!?;\n…]+|(?<![0-9 ])[~,]+|(?<![0-9]):|:(?![0-9])|(?<![0-9 ]) +|(?<=[0-9]) +(?![ 0-9小分个天日点号时周年月元h~到至左之以内前-])"
)
_HARD = frozenset("。!?;\n…")
_DEED = int(Role.DEED)
_TAIL = " 哦呢哈亲的呀啊噢喔哟啦~"  # particles that may follow the 了 of a deed done


class Found(NamedTuple):
    """A promise in a text. `span` = code points of the text as posted; `due_at` UTC; `timed`: a time was said."""

    rule: Ready
    span: tuple[int, int]
    due_at: datetime
    timed: bool


class _Mark(NamedTuple):
    """A word of the automaton at its place in the folded text."""

    start: int
    end: int
    roles: int
    word: str


class _Clause(NamedTuple):
    """[start, end) of the folded text, its marks in order; `asked`: it ends in a question mark."""

    start: int
    end: int
    marks: tuple[_Mark, ...]
    first: bool  # of its sentence
    asked: bool


class _Deed(NamedTuple):
    rule: Ready
    start: int  # of the helper, if there is one
    at: int  # of the deed's own word
    end: int


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
    marks = sorted(_Mark(start, end, roles[number], book.words[number]) for number, start, end in hits)
    clauses = _clauses(folded.text, marks)
    found: list[Found] = []
    for place in range(len(clauses)):
        one = _promise(book, folded, clauses, place, now)
        if one is not None and not (found and _again(found[-1], one)):
            found.append(one)
    return tuple(found[:MOST_FOUND])


def _again(before: Found, now: Found) -> bool:
    """Two clauses of one message that say the same thing."""
    return before.rule is now.rule and (before.due_at == now.due_at or not now.timed)


def _clauses(text: str, marks: Sequence[_Mark]) -> list[_Clause]:
    starts = [mark.start for mark in marks]
    clauses: list[_Clause] = []
    start, first = 0, True
    for stop in [*_STOP.finditer(text), None]:
        end = stop.start() if stop is not None else len(text)
        sign = stop.group() if stop is not None else ""
        if end > start:
            inside = tuple(marks[bisect_right(starts, start - 1) : bisect_right(starts, end - 1)])
            clauses.append(_Clause(start, end, inside, first, "?" in sign))
            first = not _HARD.isdisjoint(sign)
        elif not _HARD.isdisjoint(sign):
            first = True
        start = stop.end() if stop is not None else end
    return clauses


def _promise(
    book: PromiseBook, folded: Folded, clauses: Sequence[_Clause], place: int, now: datetime
) -> Found | None:
    clause = clauses[place]
    deeds = _deeds(book, folded.text, clause)
    if not deeds:
        return None
    times = find_times(folded.text[clause.start : clause.end], now, book.zone)
    near = [When(when.start + clause.start, when.end + clause.start, when.at) for when in times]
    before = clauses[place - 1] if place and not clause.first else None
    for deed in deeds:
        if _vetoed(folded.text, clause, deed, near):
            continue
        when = _nearest(near, deed) or _borrowed(book, folded.text, before, now)
        if when is None and (deed.rule.rule.timed or _on_condition(clause, before)):
            continue
        if before is not None and any(mark.roles & Role.CONDITION for mark in before.marks):
            continue
        return _made(folded, deed, when, now)
    return None


def _deeds(book: PromiseBook, text: str, clause: _Clause) -> list[_Deed]:
    """Deeds of the clause: with a helper before alone; the widest first, then in the order of the text."""
    found: list[_Deed] = []
    helper: _Mark | None = None
    for mark in clause.marks:
        if mark.end > clause.end:
            continue
        if mark.roles & Role.HELPER:
            helper = mark
        if not mark.roles & Role.DEED:
            continue
        for place in book.deeds[mark.word]:
            one = book.rules[place]
            if any(word in text[clause.start : clause.end] for word in one.unless):
                continue
            if mark.word in one.say:
                found.append(_Deed(one, mark.start, mark.start, mark.end))
            elif helper is not None and 0 <= mark.start - helper.end <= one.rule.within:
                found.append(_Deed(one, helper.start, mark.start, mark.end))
    return sorted(found, key=lambda deed: (deed.rule.rule.timed, deed.at - deed.end, deed.at))


def _vetoed(text: str, clause: _Clause, deed: _Deed, times: Sequence[When]) -> bool:
    tagged = any(mark.roles & Role.TAG for mark in clause.marks)
    for mark in clause.marks:
        if mark.roles & Role.CONDITION:
            return True
        if mark.roles & (Role.DONE | Role.FACT) and mark.end <= deed.at:
            return True
        if mark.roles & Role.QUESTION and not _within_tag(mark, clause):
            return True
        if mark.roles & (Role.NEGATION | Role.CUSTOMER) and _just_before(mark, deed):
            return True
    if clause.asked and not tagged:
        return True
    return (tagged and not times) or _is_done(text, clause, deed)


def _within_tag(mark: _Mark, clause: _Clause) -> bool:
    return any(tag.roles & Role.TAG and tag.start <= mark.start and mark.end <= tag.end for tag in clause.marks)


def _just_before(mark: _Mark, deed: _Deed) -> bool:
    return mark.start < deed.at and mark.end <= deed.end and deed.start - mark.end <= _NEAR


def _is_done(text: str, clause: _Clause, deed: _Deed) -> bool:
    """帮您申请了哦, 帮您催过了: 了 or 过 right behind the deed, or 了 as the clause's last word that is no particle."""
    if text[deed.end : deed.end + 1] in ("了", "过", "好") and deed.end < clause.end:
        return True
    rest = text[deed.end : clause.end].rstrip(_TAIL)
    return rest.endswith("了") and not rest.endswith(("为了", "除了"))


def _nearest(times: Sequence[When], deed: _Deed) -> When | None:
    """The time beside the deed; one that can be told before one that cannot."""
    if not times:
        return None
    return min(times, key=lambda when: (when.at is None, abs(when.start - deed.at)))


def _borrowed(book: PromiseBook, text: str, before: _Clause | None, now: datetime) -> When | None:
    """The time of the clause before, when that clause holds no deed of its own: 30分钟内, 给您回复."""
    if before is None or any(mark.roles & Role.DEED for mark in before.marks):
        return None
    times = find_times(text[before.start : before.end], now, book.zone)
    if not times or any(mark.roles & (Role.FACT | Role.DONE | Role.QUESTION) for mark in before.marks):
        return None
    last = times[-1]
    return When(last.start + before.start, last.end + before.start, last.at)


def _on_condition(clause: _Clause, before: _Clause | None) -> bool:
    """The desk wants something of the customer first: 您提供下订单号, 我帮您申请."""
    here = any(mark.roles & Role.ASK for mark in clause.marks)
    return here or (before is not None and any(mark.roles & Role.ASK for mark in before.marks))


def _made(folded: Folded, deed: _Deed, when: When | None, now: datetime) -> Found:
    start, end = deed.start, deed.end
    due = now + deed.rule.grace
    if when is not None:
        start, end = min(start, when.start), max(end, when.end)
        due = when.at or due
    return Found(deed.rule, folded.span(start, end), due.astimezone(UTC), when is not None)
