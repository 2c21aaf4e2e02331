"""Dataclasses to the dicts of contract section 3. Pure and on the hot path; refuses to know who may read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from csassist.assessment.assessment import Assessment
from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Intervention
from csassist.conversation.message import Context, Customer, Message
from csassist.conversation.reading import Reading
from csassist.conversation.tier import Escalation, Step
from csassist.desk.ports import CurvePoint, Snapshot
from csassist.suggest.spec import Suggestion
from csassist.wire.instant import instant, instant_or_none
from csassist.wire.intervention import handling_dict
from csassist.wire.position import Position
from csassist.wire.promise import promise_dict

Json = dict[str, Any]


def message_dict(message: Message) -> Json:
    """One bubble."""
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "seq": message.seq,
        "sender": message.sender.value,
        "text": message.text,
        "received_at": instant(message.received_at),
        "sent_at": instant_or_none(message.sent_at),
        "agent_id": message.agent_id,
    }


def reading_dict(reading: Reading) -> Json:
    """The reading with all that explains it: signals add up to message_degrees, contributions to degrees."""
    return {
        "degrees": reading.degrees,
        "message_degrees": reading.message_degrees,
        "stage": reading.stage.value,
        "emotion": reading.emotion.value,
        "confidence": reading.confidence,
        "polarity": reading.polarity,
        "triggers": [trigger.value for trigger in reading.triggers],
        "trend": reading.trend,
        "burst": None if reading.burst_id is None else {"id": reading.burst_id, "messages": [*reading.burst_messages]},
        "signals": [
            {
                "id": signal.id,
                "title": signal.title,
                "degrees": signal.degrees,
                "span": None if signal.span is None else [*signal.span],
                "text": signal.text,
                "message_id": signal.message_id,
            }
            for signal in reading.signals
        ],
        "contributions": [{"id": part.id, "degrees": part.degrees} for part in reading.contributions],
    }


def bare_reading_dict(reading: Reading) -> Json:
    """The reading without a word of the customer's."""
    return {
        "degrees": reading.degrees,
        "stage": reading.stage.value,
        "emotion": reading.emotion.value,
        "confidence": reading.confidence,
        "polarity": reading.polarity,
        "triggers": [trigger.value for trigger in reading.triggers],
        "trend": reading.trend,
    }


def escalation_dict(escalation: Escalation) -> Json:
    """The tier as it stands, with its checklist."""
    return {
        "id": escalation.id,
        "tier": int(escalation.tier),
        "name": escalation.tier.name,
        "changed": escalation.changed,
        "reasons": [*escalation.reasons],
        "steps": [step_dict(step) for step in escalation.steps],
    }


def step_dict(step: Step) -> Json:
    """One line of the checklist. `due_at` and `overdue` are there while its deadline counts."""
    line: Json = {"id": step.id, "text": step.text, "within_s": step.within_s, "done": step.done}
    if step.due_at is not None:
        line |= {"due_at": instant(step.due_at), "overdue": step.overdue}
    return line


def suggestion_dict(suggestion: Suggestion) -> Json:
    """One card. `version`, `approval` and `ahead` are there when they say something."""
    card: Json = {
        "id": suggestion.id,
        "kind": suggestion.kind,
        "script_id": suggestion.script_id,
        "text": suggestion.text,
        "score": suggestion.score,
        "why": [*suggestion.why],
        "missing_slots": [*suggestion.missing_slots],
        "arm": suggestion.arm,
    }
    more = {"version": suggestion.version, "approval": suggestion.approval, "ahead": [*suggestion.ahead]}
    return card | {name: said for name, said in more.items() if said}


def suggestion_dicts(cards: Iterable[Suggestion], current: Intervention | None) -> list[Json]:
    """The cards with what became of requests to approve them: approved = no `approval`, and `approved_by`."""
    asked = {} if current is None else {one.suggestion_id: one for one in current.approvals}
    told = []
    for card in cards:
        entry, request = suggestion_dict(card), asked.get(card.id)
        if request is not None:
            entry["approval_state"] = request.state
            if request.state == "approved":
                entry.pop("approval", None)
                entry["approved_by"] = request.decided_by
        told.append(entry)
    return told


def assessment_dict(assessment: Assessment) -> Json:
    """The answer to one message. `customer_type` and `effects_as_of` are there when there is something to say."""
    answer: Json = {
        "reading": reading_dict(assessment.reading),
        "escalation": escalation_dict(assessment.escalation),
        "suggestions": [suggestion_dict(suggestion) for suggestion in assessment.suggestions],
        "rules_hash": assessment.rules_hash,
        "degraded": [*assessment.degraded],
    }
    if assessment.effects_as_of:
        answer["effects_as_of"] = assessment.effects_as_of
    customer = assessment.customer
    if customer is not None:
        answer["customer_type"] = {"type": customer.id, "title": customer.title, "strategy": customer.strategy}
    return answer


class _Newest:
    """The JSON of one assessment, by identity: the frame that tells of it and the answer follow each other at once."""

    __slots__ = ("_json", "_of")

    def __init__(self) -> None:
        self._of: Assessment | None = None
        self._json = orjson.Fragment(b"null")

    def __call__(self, assessment: Assessment) -> orjson.Fragment:
        if assessment is not self._of:
            self._of, self._json = assessment, orjson.Fragment(orjson.dumps(assessment_dict(assessment)))
        return self._json


assessment_json = _Newest()  # the same as JSON, to be put into a larger one; written once for frame and answer


def customer_dict(customer: Customer | None) -> Json | None:
    """What is known of the person. `notes` = the integrator's and the agents'."""
    return None if customer is None else person_dict(customer)


def person_dict(customer: Customer) -> Json:
    """The same of somebody who is known."""
    return {
        "id": customer.id,
        "name": customer.name,
        "value": customer.value,
        "orders": customer.orders,
        "notes": [*customer.all_notes],
        "hot_before": customer.hot_before,
    }


def context_dict(context: Context | None) -> Json | None:
    """What the conversation is about."""
    if context is None:
        return None
    order = context.order
    return {
        "order": None
        if order is None
        else {
            "id": order.id,
            "status": order.status,
            "logistics": order.logistics,
            "promised_at": instant_or_none(order.promised_at),
        },
        "product_id": context.product_id,
    }


def conversation_head(conversation: Conversation) -> Json:
    """Whose conversation it is and about what: a snapshot's `conversation`."""
    return {
        "id": conversation.id,
        "conversation_id": conversation.id,
        "agent_id": conversation.agent_id,
        "team_id": conversation.team_id,
        "channel": conversation.channel,
        "customer": customer_dict(conversation.customer),
        "context": context_dict(conversation.context),
        "opened_at": instant(conversation.opened_at),
        "seq": conversation.seq,
        "waiting_since": instant_or_none(conversation.waiting_since),
        "last_at": instant_or_none(conversation.last_at),
        "closed": conversation.closed,
        **_intervention(conversation),
    }


def conversation_item(conversation: Conversation) -> Json:
    """One line of GET /v1/conversations: the state after the newest decision, with the customer's last text."""
    standing = conversation.standing
    return {
        "conversation_id": conversation.id,
        "agent_id": conversation.agent_id,
        "team_id": conversation.team_id,
        "customer": customer_dict(conversation.customer),
        "reading": reading_dict(standing.reading),
        "escalation": escalation_dict(standing.escalation),
        "waiting_since": instant_or_none(conversation.waiting_since),
        "last_text": conversation.last_text,
        "seq": conversation.seq,
        "at": instant_or_none(conversation.last_at),
        "closed": conversation.closed,
        **_intervention(conversation),
    }


def wall_item(conversation: Conversation) -> Json:
    """One conversation on a team's or shop's wall, without any text."""
    standing = conversation.standing
    customer = conversation.customer
    return {
        "conversation_id": conversation.id,
        "agent_id": conversation.agent_id,
        "team_id": conversation.team_id,
        "customer": None if customer is None else _bare_customer(customer),
        "seq": conversation.seq,
        "at": instant_or_none(conversation.last_at),
        "reading": bare_reading_dict(standing.reading),
        "escalation": escalation_dict(standing.escalation),
        "waiting_since": instant_or_none(conversation.waiting_since),
        "closed": conversation.closed,
        **_intervention(conversation),
    }


def _intervention(conversation: Conversation) -> Json:
    """There while somebody is called, or was."""
    current = conversation.intervention
    return {} if current is None else {"intervention": handling_dict(current)}


def _bare_customer(customer: Customer) -> Json:
    return {"name": customer.name, "value": customer.value, "hot_before": customer.hot_before}


def point_dict(point: CurvePoint) -> Json:
    """One point of the emotion curve."""
    return {
        "seq": point.seq,
        "at": instant(point.at),
        "degrees": point.degrees,
        "tier": int(point.tier),
        "stage": str(point.stage),
    }


def snapshot_dict(snapshot: Snapshot, position: Position | None) -> Json:
    """A conversation as recorded: GET /v1/conversations/{id} and a snapshot frame's data."""
    assessment = assessment_dict(snapshot.assessment)
    conversation = snapshot.conversation
    state: Json = {
        "conversation": conversation_head(conversation),
        "as_of": instant(snapshot.as_of),
        "reading": assessment["reading"],
        "escalation": escalation_dict(conversation.standing.escalation),
        "curve": [point_dict(point) for point in snapshot.curve],
        "promises": [promise_dict(promise, conversation.id) for promise in snapshot.promises],
        "suggestions": suggestion_dicts(snapshot.assessment.suggestions, conversation.intervention),
        "messages": [message_dict(message) for message in snapshot.messages],
        "rules_hash": assessment["rules_hash"],
        "degraded": assessment["degraded"],
        "position": None if position is None else position.as_dict(),
    }
    if "customer_type" in assessment:
        state["customer_type"] = assessment["customer_type"]
    if snapshot.shadow:
        state["shadow"] = True
    return state
