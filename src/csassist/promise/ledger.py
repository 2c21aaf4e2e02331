"""The ledger of one conversation: promises are made, warned of, overdue, kept or broken. Pure, bounded, in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

from csassist.conversation.message import Message
from csassist.conversation.promise import Promise, PromiseState
from csassist.promise.book import PromiseBook
from csassist.promise.extract import Found, find_promises
from csassist.promise.spec import PromiseSpec

MOST_OPEN = 16  # unsettled promises of a conversation; one more lets go of the oldest overdue one, else of the oldest


class Entries(NamedTuple):
    """The unsettled promises after a change, and what changed."""

    open: tuple[Promise, ...]
    changed: tuple[Promise, ...]


def hear(book: PromiseBook, message: Message, before: tuple[Promise, ...], now: datetime) -> Entries:
    """The ledger after an agent's message: what he promises now, and the 稍等 of before that this message keeps.

    The same deed again without a time, or with the same time, is no new promise.
    """
    found = find_promises(book, message.text, now)
    if not found and not before:
        return Entries((), ())
    waits = book.until_reply
    kept = tuple(
        replace(promise, state=PromiseState.KEPT, settled_at=now) for promise in before if promise.rule in waits
    )
    open_ones = [promise for promise in before if promise.rule not in waits]
    made = [
        _promise(book.spec, message, one, now) for one in found if not any(_same(known, one) for known in open_ones)
    ]
    open_ones += made
    while len(open_ones) > MOST_OPEN:
        open_ones.remove(next((one for one in open_ones if one.state is PromiseState.OVERDUE), open_ones[0]))
    return Entries(tuple(open_ones), (*kept, *made))


def let_pass(before: tuple[Promise, ...], now: datetime) -> Entries:
    """The ledger at `now`: who was to be warned is warned, what is past its time is overdue."""
    changed: list[Promise] = []
    after: list[Promise] = []
    for promise in before:
        state = _due_state(promise, now)
        if state is not promise.state:
            changed.append(promise := replace(promise, state=state))
        after.append(promise)
    return Entries(tuple(after), tuple(changed)) if changed else Entries(before, ())


def settle(before: tuple[Promise, ...], promise: Promise, state: PromiseState, now: datetime) -> Entries:
    """The ledger after `promise` was kept or broken; it may have left the ledger already (see MOST_OPEN)."""
    settled = replace(promise, state=state, settled_at=now)
    return Entries(tuple(one for one in before if one.id != promise.id), (settled,))


def next_due(promises: tuple[Promise, ...], other: datetime | None) -> datetime | None:
    """When the ledger, or whatever else falls due at `other`, wants to be looked at again."""
    due = other
    for promise in promises:
        if promise.state is PromiseState.OVERDUE:
            continue
        at = promise.due_at if promise.state is PromiseState.WARNED else promise.warn_at or promise.due_at
        if due is None or at < due:
            due = at
    return due


def warn_time(spec: PromiseSpec, made_at: datetime, due_at: datetime) -> datetime:
    """When a promise is warned of: a share of its time before the end, within the pack's bounds, never before half."""
    span = (due_at - made_at).total_seconds()
    lead = max(spec.warn_least_s, min(spec.warn_share * span, spec.warn_most_s))
    return due_at - timedelta(seconds=round(min(lead, span / 2)))


def _due_state(promise: Promise, now: datetime) -> PromiseState:
    if now >= promise.due_at:
        return PromiseState.OVERDUE
    if promise.state is PromiseState.OPEN and promise.warn_at is not None and now >= promise.warn_at:
        return PromiseState.WARNED
    return promise.state


def _same(known: Promise, one: Found) -> bool:
    if known.kind != one.rule.rule.kind or known.state is PromiseState.OVERDUE:
        return False
    return not one.timed or known.due_at == one.due_at


def _promise(spec: PromiseSpec, message: Message, one: Found, now: datetime) -> Promise:
    start, end = one.span
    seed = f"{message.shop}\x1f{message.conversation_id}\x1f{message.id}\x1f{start}".encode("utf-8", "replace")
    return Promise(
        "pr_" + blake2b(seed, digest_size=8).hexdigest(),
        message.text[start:end],
        one.span,
        one.rule.rule.kind,
        one.due_at,
        now,
        message.id,
        warn_at=warn_time(spec, now, one.due_at),
        timed=one.timed,
        rule=one.rule.rule.id,
        agent_id=message.agent_id,
    )
