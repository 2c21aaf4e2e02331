"""Plays one past chat through assess and elapse, on the chat's own clock. Knows no file and prints nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from csassist.assessment.assess import NO_EVIDENCE, assess, elapse
from csassist.assessment.assessment import Assessment, Decision
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message
from csassist.conversation.tier import Alert
from csassist.frozen import frozen
from csassist.lab.transcripts import Chat, Turn
from csassist.privacy.mask import mask

SHOP = "replay"
START = datetime(2026, 1, 1, 1, tzinfo=UTC)  # 09:00 in Shanghai: chats without times begin when a desk opens


@frozen
class Point:
    """What stood after one turn, or after a silence (`turn` None)."""

    at: datetime
    turn: int | None
    assessment: Assessment


@dataclass(slots=True)
class Rehearsed:
    """A chat played to its end. `alerts` by id with the first trigger at the time; `points` in order of time."""

    id: str
    turns: list[dict[str, Any]] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    alerts: dict[str, tuple[Alert, str]] = field(default_factory=dict)
    session_heat: float = 0.0

    def line(self) -> dict[str, Any]:
        """The output line of the contract; beside it how the talk left the customer, −100 happy … 100 unhappy."""
        return {
            "id": self.id,
            "turns": self.turns,
            "peak_degrees": max((p.assessment.reading.degrees for p in self.points), default=0.0),
            "peak_tier": self.peak_tier,
            "alerts": len(self.alerts),
            "session_heat": self.session_heat,
        }

    @property
    def peak_tier(self) -> int:
        """The highest tier at any time."""
        return max((int(p.assessment.escalation.tier) for p in self.points), default=0)


def rehearse(chat: Chat, rulebook: Rulebook, gap_s: float) -> Rehearsed:
    """Every turn in order; between two turns whatever falls due happens at its own time."""
    played = Rehearsed(chat.id)
    now = (chat.turns[0].at if chat.turns else None) or START
    conversation = Conversation(SHOP, chat.id, opened_at=now)
    shown = Assessment(conversation.standing.reading, conversation.standing.escalation)
    for number, turn in enumerate(chat.turns):
        now = now if number == 0 else _when(turn, now, gap_s)
        conversation, shown = _let_elapse(conversation, shown, now, rulebook, played)
        if turn.text.strip():
            decision = assess(_message(conversation, chat, number, now), conversation, NO_EVIDENCE, rulebook, now)
            conversation, shown = decision.conversation, decision.assessment
            _note(played, decision)
        played.points.append(Point(now, number, shown))
        played.turns.append(_entry(shown))
    played.session_heat = conversation.standing.session_heat
    return played


def _when(turn: Turn, before: datetime, gap_s: float) -> datetime:
    """Its own time, but never before the turn that stands above it."""
    return before + timedelta(seconds=gap_s) if turn.at is None else max(turn.at, before)


def _let_elapse(
    conversation: Conversation, shown: Assessment, until: datetime, rulebook: Rulebook, played: Rehearsed
) -> tuple[Conversation, Assessment]:
    while conversation.due_at is not None and conversation.due_at <= until:
        due = conversation.due_at
        decision = elapse(conversation, rulebook, due, shown.suggestions)
        if decision is None:
            break
        conversation, shown = decision.conversation, decision.assessment
        _note(played, decision)
        played.points.append(Point(due, None, shown))
        if conversation.due_at is not None and conversation.due_at <= due:
            break  # a silence must lie ahead, else the clock would stand still
    return conversation, shown


def _message(conversation: Conversation, chat: Chat, number: int, now: datetime) -> Message:
    """The first message brings what is known of customer and order."""
    seq, turn = conversation.seq + 1, chat.turns[number]
    customer, context = (chat.customer, chat.context) if seq == 1 else (None, None)
    return Message(
        SHOP, conversation.id, f"m-{seq}", seq, turn.sender, turn.text, now, customer=customer, context=context
    )


def _note(played: Rehearsed, decision: Decision) -> None:
    if decision.alert is not None:
        triggers = decision.assessment.reading.triggers
        first = played.alerts.get(decision.alert.id)
        trigger = first[1] if first is not None else (triggers[0].value if triggers else "other")
        played.alerts[decision.alert.id] = (decision.alert, trigger)


def _entry(after: Assessment) -> dict[str, Any]:
    reading = after.reading
    return {
        "degrees": reading.degrees,
        "message_degrees": reading.message_degrees,
        "tier": int(after.escalation.tier),
        "emotion": reading.emotion.value,
        "triggers": [trigger.value for trigger in reading.triggers],
        "stage": reading.stage.value,
        "suggestions": [{"kind": c.kind, "script_id": c.script_id, "text": mask(c.text)} for c in after.suggestions],
    }
