"""What supervisors and agents hear of alerts and their handling, as frames. A whisper goes to one agent alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Intervention
from csassist.conversation.tier import Escalation
from csassist.desk.events import AlertRaised, CardsChanged, EscalationHandled, StepChanged, WhisperSent
from csassist.wire.alert import alert_dict
from csassist.wire.instant import instant
from csassist.wire.intervention import handling_dict, whisper_dict
from csassist.wire.render import escalation_dict, step_dict, suggestion_dicts
from csassist.wire.telling import Telling, Told, event_id, wide


def escalation_data(
    conversation: Conversation, escalation: Escalation, before: int, told: Intervention | None
) -> dict[str, Any]:
    """An escalation frame's data. `told` = the handling that it speaks of; the conversation's own stands beside it."""
    customer = conversation.customer
    return {
        "conversation_id": conversation.id,
        "agent_id": conversation.agent_id,
        "team_id": conversation.team_id,
        "customer": None if customer is None else {"name": customer.name, "value": customer.value},
        "escalation": escalation_dict(escalation),
        "before": before,
        "escalation_id": None if told is None else told.escalation_id,
        "state": None if told is None else told.state.value,
        "owner": None if told is None else told.owner,
        "taken_over_by": None if told is None else told.taken_over_by,
        "intervention": handling_dict(conversation.intervention),
        "closed": conversation.closed,
    }


def _alerted(shop: str, event: AlertRaised) -> list[Telling]:
    conversation = event.conversation
    data = alert_dict(event.alert, conversation, event.state, event.last_messages)
    data |= {"recipients": [*event.called], "overdue": [*event.late]}
    key = event_id(shop, conversation.id, conversation.version, "alert", event.alert.id)
    return [((*_agents(conversation), *wide(conversation)), Told("alert", key, instant(event.at), orjson.dumps(data)))]


def _handled(shop: str, event: EscalationHandled) -> list[Telling]:
    conversation, one = event.conversation, event.intervention
    escalation = conversation.standing.escalation
    data = escalation_data(conversation, escalation, int(escalation.tier), one)
    about = "" if one is None else one.escalation_id
    key = event_id(shop, conversation.id, conversation.version, "handled", about)
    names = (f"conversation:{conversation.id}", *_agents(conversation), *wide(conversation))
    return [(names, Told("escalation", key, instant(event.at), orjson.dumps(data)))]


def _stepped(shop: str, event: StepChanged) -> list[Telling]:
    conversation = event.conversation
    escalation, current = conversation.standing.escalation, conversation.intervention
    step = next((step for step in escalation.steps if step.id == event.step), None)
    names = _agents(conversation)
    if step is None or current is None or not names:
        return []
    data = {"conversation_id": conversation.id, "escalation_id": current.escalation_id, "step": step_dict(step)}
    key = event_id(shop, conversation.id, conversation.version, "step", step.id)
    return [(names, Told("step", key, instant(event.at), orjson.dumps(data)))]


def _cards(shop: str, event: CardsChanged) -> list[Telling]:
    conversation = event.conversation
    data = {"suggestions": suggestion_dicts(event.cards, conversation.intervention)}
    key = event_id(shop, conversation.id, conversation.version, "cards")
    return [((f"conversation:{conversation.id}",), Told("suggestion", key, instant(event.at), orjson.dumps(data)))]


def _whispered(shop: str, event: WhisperSent) -> list[Telling]:
    whisper = event.whisper
    key = event_id(shop, whisper.id)
    told = Told("whisper", key, instant(whisper.at), orjson.dumps({"whisper": whisper_dict(whisper)}))
    return [((f"agent:{whisper.agent_id}",), told)]


def _agents(conversation: Conversation) -> tuple[str, ...]:
    """Whose it is, and whose it was before a supervisor took it over."""
    current = conversation.intervention
    names = (conversation.agent_id, None if current is None else current.taken_from)
    return tuple(f"agent:{name}" for name in dict.fromkeys(names) if name is not None)


HANDLING: dict[type, Callable[[str, Any], list[Telling]]] = {
    AlertRaised: _alerted,
    EscalationHandled: _handled,
    StepChanged: _stepped,
    CardsChanged: _cards,
    WhisperSent: _whispered,
}
