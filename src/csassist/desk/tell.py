"""What is told after a decision is on record, in which order. Knows events, no frames."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from csassist.assessment.assessment import Decision
from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Handling
from csassist.conversation.message import Message
from csassist.conversation.tier import Tier
from csassist.desk.alerts import Calls
from csassist.desk.events import (
    AlertRaised,
    CardsChanged,
    ConversationAssigned,
    EscalationHandled,
    Event,
    MessageRecorded,
    PromiseChanged,
    ReadingElapsed,
    StepChanged,
    TierChanged,
)
from csassist.desk.failpoint import failpoint
from csassist.desk.ports import ALERT_MESSAGES, Broadcaster, Store

APPEALS = ("approval_asked", "approval_approved", "approval_refused")  # each changes what stands on a card


class Voice(NamedTuple):
    """The parts that telling needs."""

    store: Store
    broadcaster: Broadcaster
    calls: Calls


async def tell_message(voice: Voice, before: Conversation | None, decision: Decision, message: Message) -> None:
    """A message and what follows from it."""
    after = decision.conversation
    events: list[Event] = []
    was = None if before is None or before.closed else before.agent_id  # who writes to a closed one opens it again
    if after.agent_id is not None and after.agent_id != was:
        events.append(ConversationAssigned(after, was, message.received_at))
    events.append(MessageRecorded(message, decision.assessment, after, _moved(before, after)))
    events.extend(_rise(before, decision))
    if decision.promises:
        events.extend(promises_changed(decision))
    if decision.handled:
        events.extend(_handled(decision))
    await voice.broadcaster.tell(message.shop, events)
    if decision.alert is not None:
        await _tell_alert(voice, decision)


async def tell_silence(voice: Voice, before: Conversation, decision: Decision) -> None:
    """What the clock brought about."""
    at, events = at_of(decision), list[Event]()
    if not decision.quiet:
        messages = await voice.store.last_messages(before.shop, before.id, 50)
        last = next((m for m in reversed(messages) if m.sender == "customer"), None)
        after = decision.conversation
        events.append(ReadingElapsed(decision.assessment, after, last, at, _moved(before, after)))
        events.extend(_rise(before, decision))
    events.extend(promises_changed(decision))
    late = tuple(value for deed in decision.deeds if deed.kind == "overdue" for _, value in deed.facts)
    events.extend(StepChanged(decision.conversation, step, at) for step in late)
    events.extend(_handled(decision, changed=bool(late)))
    await voice.broadcaster.tell(before.shop, events)
    if decision.alert is not None or late or any(deed.kind == "reminded" for deed in decision.deeds):
        await _tell_alert(voice, decision, late)


async def tell_changes(voice: Voice, before: Conversation, decision: Decision, step: str | None = None) -> None:
    """What a person did. `step` = the step of the checklist that it was about."""
    after, at = decision.conversation, at_of(decision)
    events: list[Event] = []
    gone = after.closed and not before.closed
    if after.agent_id != before.agent_id or gone:
        events.append(ConversationAssigned(after, before.agent_id, at))
    events.extend(EscalationHandled(one, after, at) for one in decision.handled)
    if gone and not decision.handled:
        events.append(EscalationHandled(None, after, at))
    if step is not None:
        events.append(StepChanged(after, step, at))
    if any(deed.kind in APPEALS for deed in decision.deeds):
        shown = await voice.store.snapshot(after.shop, after.id)
        if shown is not None and shown.conversation.version == after.version:
            events.append(CardsChanged(shown.assessment.suggestions, after, at))
    await voice.broadcaster.tell(after.shop, events)
    if decision.alert is not None:
        await _tell_alert(voice, decision)


def promises_changed(decision: Decision) -> list[Event]:
    """What is told of the promises that a decision changed."""
    at = at_of(decision)
    return [PromiseChanged(promise, decision.conversation, at) for promise in decision.promises]


def at_of(decision: Decision) -> datetime:
    """When it was decided."""
    if decision.at is None:
        raise AssertionError("a decision has a time")
    return decision.at


def _moved(before: Conversation | None, after: Conversation) -> bool:
    """Whether one who sees only degrees and tier sees a difference. What came to an agent just now, he was told."""
    if before is None:
        return False
    was, now = before.standing, after.standing
    return (round(was.reading.degrees), was.escalation.tier) != (round(now.reading.degrees), now.escalation.tier)


def _handled(decision: Decision, *, changed: bool = False) -> Sequence[Event]:
    """Escalations that were closed with it, and the present one when `changed`: an alert speaks for itself."""
    at, after = at_of(decision), decision.conversation
    told = [one for one in decision.handled if one.state is Handling.CLOSED]
    if changed and after.intervention is not None:
        told.append(after.intervention)
    return [EscalationHandled(one, after, at) for one in told]


def _rise(before: Conversation | None, decision: Decision) -> list[Event]:
    was = before.standing.escalation.tier if before else Tier.CALM
    escalation = decision.assessment.escalation
    if escalation.tier == was:
        return []
    return [TierChanged(decision.conversation, escalation, int(was), at_of(decision))]


async def _tell_alert(voice: Voice, decision: Decision, late: tuple[str, ...] = ()) -> None:
    """The alert, or a reminder of it, to whom it calls now."""
    after = decision.conversation
    current = after.intervention
    alert = decision.alert or (None if current is None else current.alert)
    if alert is None or current is None:
        return
    failpoint("before_alert")
    newest = await voice.store.last_messages(after.shop, after.id, ALERT_MESSAGES)
    called = voice.calls.called(after)
    event = AlertRaised(alert, after, newest, at_of(decision), current.state.value, called.names, late)
    await voice.broadcaster.tell(after.shop, [event])
    failpoint("after_alert")
    voice.calls.raised(after)
