"""Past-tense facts to frames: which channels hear of an event, in what words. Encoded once, whoever listens.

The words of a customer go to conversation:ID (and, with an alert, to those who may read them); team:T and shop get
numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson

from csassist.assessment.assessment import Assessment
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message, Sender
from csassist.conversation.promise import PromiseState
from csassist.desk.events import (
    ConversationAssigned,
    ConversationErased,
    Event,
    MessageRecorded,
    PresenceChanged,
    PromiseChanged,
    ProposalChanged,
    ReadingElapsed,
    TidingTold,
    TierChanged,
)
from csassist.wire.instant import instant
from csassist.wire.promise import promise_dict
from csassist.wire.render import (
    assessment_json,
    conversation_head,
    conversation_item,
    message_dict,
    wall_item,
)
from csassist.wire.script_body import proposal_dict
from csassist.wire.telling import Telling, Told, event_id, kept, wide
from csassist.wire.tiding import told_tiding
from csassist.wire.told_handling import HANDLING, escalation_data


def everybody(_: str) -> bool:
    """Every channel is wanted."""
    return True


def tellings(shop: str, event: Event, wanted: Callable[[str], bool] = everybody) -> list[Telling]:
    """Who hears of `event` and what, in the order it is to be told. Event ids are the same whenever it is told.

    A channel that is not `wanted` is left out; of a message its words are not even written then.
    """
    told = _recorded(shop, event, wanted) if type(event) is MessageRecorded else _TELL[type(event)](shop, event)
    heard = ((tuple(filter(wanted, names)), one) for names, one in told)
    return [(names, kept(one)) for names, one in heard if names]


def envelope(channel: str, epoch: str, offset: int, told: Told) -> bytes:
    """A pushed frame: the envelope around data that is encoded already."""
    head = {
        "type": told.type,
        "channel": channel,
        "position": {"epoch": epoch, "offset": offset},
        "id": told.id,
        "at": told.at,
        "data": orjson.Fragment(told.data),
    }
    return orjson.dumps(head)


def withheld(channel: str, epoch: str, offset: int, told: Told) -> bytes:
    """The same place in the channel, without what was told: for who may not hear it, but must not see a gap."""
    return envelope(channel, epoch, offset, Told("withheld", told.id, told.at, b"{}"))


def _recorded(shop: str, event: MessageRecorded, wanted: Callable[[str], bool]) -> list[Telling]:
    message, conversation = event.message, event.conversation
    key = event_id(shop, conversation.id, conversation.version, "reading")
    at = instant(message.received_at)
    told: list[Telling] = []
    name = f"conversation:{conversation.id}"
    if wanted(name):
        kind = "assessment" if message.sender is Sender.CUSTOMER else "message"
        told.append(((name,), Told(kind, key, at, orjson.dumps(_whole(event, at)))))
    walls = _overview(conversation, event.moved)
    if any(map(wanted, walls)):
        bare = {**wall_item(conversation), "sender": message.sender.value, "elapsed": False}
        told.append((walls, Told("assessment", key, at, orjson.dumps(bare))))
    return told


def _whole(event: MessageRecorded, at: str) -> dict[str, Any]:
    message, conversation = event.message, event.conversation
    burst = event.assessment.reading.burst_messages
    first = message.seq - len(burst) + 1 if message.id in burst else message.seq
    return {
        "message": message_dict(message),
        "assessment": assessment_json(event.assessment),
        "conversation": conversation_head(conversation),
        "curve": {"from": first, "point": _point(conversation, event.assessment, at)},
        "elapsed": False,
    }


def _elapsed(shop: str, event: ReadingElapsed) -> list[Telling]:
    conversation = event.conversation
    key = event_id(shop, conversation.id, conversation.version, "reading")
    at = instant(event.at)
    whole: dict[str, Any] = {
        "message": _message(event.last),
        "assessment": assessment_json(event.assessment),
        "conversation": conversation_head(conversation),
        "curve": {"from": None, "point": _point(conversation, event.assessment, at)},
        "elapsed": True,
    }
    bare = {**wall_item(conversation), "sender": None, "elapsed": True}
    return [
        ((f"conversation:{conversation.id}",), Told("assessment", key, at, orjson.dumps(whole))),
        (_overview(conversation, event.moved), Told("assessment", key, at, orjson.dumps(bare))),
    ]


def _overview(conversation: Conversation, moved: bool) -> tuple[str, ...]:
    """Who sees many conversations at once: the walls always, the agent when the heat moved."""
    names = wide(conversation)
    return (f"agent:{conversation.agent_id}", *names) if moved and conversation.agent_id is not None else names


def _message(message: Message | None) -> dict[str, Any] | None:
    return None if message is None else message_dict(message)


def _point(conversation: Conversation, assessment: Assessment, at: str) -> dict[str, Any]:
    reading = assessment.reading
    return {
        "seq": conversation.seq,
        "at": at,
        "degrees": reading.degrees,
        "tier": int(assessment.escalation.tier),
        "stage": reading.stage.value,
    }


def _tier_changed(shop: str, event: TierChanged) -> list[Telling]:
    conversation = event.conversation
    data = escalation_data(conversation, event.escalation, event.before, conversation.intervention)
    key = event_id(shop, conversation.id, conversation.version, "tier")
    told = Told("escalation", key, instant(event.at), orjson.dumps(data))
    return [((f"conversation:{conversation.id}", *wide(conversation)), told)]


def _assigned(shop: str, event: ConversationAssigned) -> list[Telling]:
    conversation = event.conversation
    key = event_id(shop, conversation.id, conversation.version, "assigned")
    at = instant(event.at)
    told: list[Telling] = []
    for agent_id, gone in ((event.before, True), (conversation.agent_id, False)):
        if agent_id is not None:
            data = orjson.dumps({"conversation": conversation_item(conversation), "gone": gone})
            told.append(((f"agent:{agent_id}",), Told("assignment", key, at, data)))
    return told


def _promised(shop: str, event: PromiseChanged) -> list[Telling]:
    """To the conversation; to the agent too when the clock, not he himself, changed it: there it means due."""
    conversation, promise = event.conversation, event.promise
    key = event_id(shop, conversation.id, conversation.version, "promise", promise.id)
    data = orjson.dumps({"promise": promise_dict(promise, conversation.id)})
    names: tuple[str, ...] = (f"conversation:{conversation.id}",)
    agent = conversation.agent_id or promise.agent_id
    if promise.state in (PromiseState.WARNED, PromiseState.OVERDUE) and agent is not None:
        names = (*names, f"agent:{agent}")
    return [(names, Told("promise", key, instant(event.at), data))]


def _proposed(shop: str, event: ProposalChanged) -> list[Telling]:
    """To those who decide about it, and to whose it is."""
    proposal = event.proposal
    key = event_id(shop, proposal.id, proposal.state)
    agent = () if proposal.agent_id is None else (f"agent:{proposal.agent_id}",)
    names = (*agent, *(f"team:{team}" for team in proposal.teams), "shop")
    data = orjson.dumps({"proposal": proposal_dict(proposal)})
    return [(names, Told("proposal", key, instant(event.at), data))]


def _presence(shop: str, event: PresenceChanged) -> list[Telling]:
    at: datetime = event.at
    data = orjson.dumps({"agent_id": event.agent_id, "teams": [*event.teams], "online": event.online})
    key = event_id(shop, event.agent_id, event.online, at.isoformat())
    channels = (f"agent:{event.agent_id}", *(f"team:{team}" for team in event.teams), "shop")
    return [(channels, Told("presence", key, instant(at), data))]


def _erased(shop: str, event: ConversationErased) -> list[Telling]:
    """To everybody who may show something of it: what it was is not said."""
    key = event_id(shop, event.conversation_id, "erased", event.at.isoformat())
    agent = () if event.agent_id is None else (f"agent:{event.agent_id}",)
    team = () if event.team_id is None else (f"team:{event.team_id}",)
    data = orjson.dumps({"conversation_id": event.conversation_id, "customer_id": None})
    return [
        ((f"conversation:{event.conversation_id}", *agent, *team, "shop"), Told("erased", key, instant(event.at), data))
    ]


_TELL: dict[type, Callable[[str, Any], list[Telling]]] = {
    ReadingElapsed: _elapsed,
    TierChanged: _tier_changed,
    **HANDLING,
    ConversationAssigned: _assigned,
    PromiseChanged: _promised,
    ProposalChanged: _proposed,
    PresenceChanged: _presence,
    TidingTold: told_tiding,
    ConversationErased: _erased,
}
