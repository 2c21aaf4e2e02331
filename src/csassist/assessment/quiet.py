"""Decisions that take no reading: a promise was settled, somebody stepped in. What stood stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from csassist.assessment.assessment import Assessment, Decision
from csassist.assessment.cards import customer_type
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Deed, Intervention
from csassist.conversation.message import Customer
from csassist.conversation.promise import Promise, PromiseState
from csassist.conversation.tier import Alert
from csassist.promise.ledger import Entries, next_due, settle
from csassist.suggest.spec import Suggestion
from csassist.thermometer.reading import due_after


class Changes(NamedTuple):
    """What a decision without a reading changes. `conversation` = before it, with what is changed in place."""

    conversation: Conversation
    promises: tuple[Promise, ...] = ()  # made, warned, overdue or settled
    handled: tuple[Intervention, ...] = ()
    deeds: tuple[Deed, ...] = ()
    alert: Alert | None = None


def stand_still(changes: Changes, rulebook: Rulebook, now: datetime, shown: tuple[Suggestion, ...] = ()) -> Decision:
    """The decision that writes `changes`; its version is one more. `shown` = the cards that stand."""
    before = changes.conversation
    standing = before.standing
    due = None if before.closed else due_after(rulebook.thermometer.curve, standing, before.waiting_since)
    due = soonest(before.promises, before.intervention, due)
    after = replace(before, version=before.version + 1, due_at=due)
    customer = customer_type(rulebook, standing.choosing.customer_type)
    escalation = replace(standing.escalation, changed=False)
    assessment = Assessment(standing.reading, escalation, shown, rulebook.hash, customer=customer)
    return Decision(
        assessment,
        after,
        changes.alert,
        now,
        changes.promises,
        quiet=True,
        handled=changes.handled,
        deeds=changes.deeds,
    )


def soonest(promises: tuple[Promise, ...], handling: Intervention | None, due: datetime | None) -> datetime | None:
    """The earliest of `due`, what was promised, and what the handling waits for."""
    if promises:
        due = next_due(promises, due)
    waits = None if handling is None else handling.due_at
    if waits is None:
        return due
    return waits if due is None else min(due, waits)


def settle_promise(
    conversation: Conversation, promise: Promise, state: PromiseState, rulebook: Rulebook, now: datetime
) -> Decision:
    """Decides that `promise` was kept or broken: the ledger changes, the reading stays."""
    return stand_still(ledgered(conversation, settle(conversation.promises, promise, state, now)), rulebook, now)


def renew_customer(conversation: Conversation, customer: Customer, rulebook: Rulebook, now: datetime) -> Decision:
    """Decides that more is known of the customer: nothing else changes."""
    return stand_still(Changes(replace(conversation, customer=customer)), rulebook, now)


def ledgered(conversation: Conversation, ledger: Entries) -> Changes:
    """Only the ledger changes."""
    return Changes(replace(conversation, promises=ledger.open), ledger.changed)
