"""Promise rules of a pack: compiled into the book that decisions use, and their examples tried in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csassist.promise.book import PromiseBook
from csassist.promise.extract import Found, find_promises
from csassist.promise.spec import PromiseExample, PromiseRule
from csassist.rulepack.fault import Fault
from csassist.rulepack.pack import Pack
from csassist.rulepack.shape import Entry
from csassist.rulepack.vocabulary import build_folder

SHANGHAI = "Asia/Shanghai"
SAID = datetime(2026, 3, 2, 10, 0)  # noqa: DTZ001 - wall time in whatever zone the pack names (a Monday)


def zone_of(name: str) -> tzinfo:
    """The zone of that IANA name. Raises ValueError when nobody knows it.

    China has had no summer time since 1991, so its zone needs no table of the system.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError):
        if name == SHANGHAI:
            return timezone(timedelta(hours=8), SHANGHAI)
        raise ValueError(f"no time zone {name}; give an IANA name such as {SHANGHAI}") from None


def promise_book(pack: Pack) -> PromiseBook:
    """The compiled rules of a pack. Raises ValueError for an unknown time zone."""
    spec = pack.head.value.promise
    rules = tuple(entry.value for entry in pack.promises)
    policy = dict(pack.policy.value.values)
    return PromiseBook.build(rules, spec, folder=build_folder(), zone=zone_of(spec.time_zone), policy=policy)


def run_promise(entry: Entry[PromiseRule], book: PromiseBook) -> Iterator[Fault]:
    """Fires give a promise of this rule (its words, its due time), silent give none of it."""
    rule, now = entry.value, SAID.replace(tzinfo=book.zone).astimezone(UTC)
    for i, fires in enumerate(rule.fires):
        found = [one for one in find_promises(book, fires.say, now) if one.rule.rule.id == rule.id]
        if not found:
            yield entry.fault("R160", f"hears no promise in: {fires.say}", "fires", i)
            continue
        yield from _differs(entry, i, fires, found, book)
    for i, silent in enumerate(rule.silent):
        if any(one.rule.rule.id == rule.id for one in find_promises(book, silent.say, now)):
            yield entry.fault("R161", f"hears a promise in: {silent.say}", "silent", i)


def _differs(
    entry: Entry[PromiseRule], i: int, fires: PromiseExample, found: list[Found], book: PromiseBook
) -> Iterator[Fault]:
    covered = [fires.say[one.span[0] : one.span[1]] for one in found]
    if fires.span and fires.span not in covered:
        yield entry.fault("R162", f"covers {'、'.join(covered)}, not {fires.span}", "fires", i, "span")
    due = [f"{one.due_at.astimezone(book.zone):%m-%d %H:%M}" for one in found]
    if fires.due and fires.due not in due:
        yield entry.fault("R162", f"is due {', '.join(due)}, not {fires.due}", "fires", i, "due")
