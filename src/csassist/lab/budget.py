"""What alerts a configuration would have raised over past chats: counted per tier, rule, trigger and supervisor-hour.

Counts only; plays nothing and prints nothing. The assumptions stand beside the figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from csassist.conversation.message import Sender
from csassist.conversation.reading import Reading
from csassist.conversation.tier import Alert, Tier
from csassist.frozen import frozen
from csassist.insight.raised import strongest
from csassist.lab.rehearse import Rehearsed
from csassist.lab.transcripts import Chat

WATCHED = 30  # conversations that one supervisor watches over at a time: ten agents with three chats each
IDLE_S = 1800.0  # a longer pause is no work: at most this much of it counts
DISSATISFIED = -0.5  # mean vote at or below it; as in docs/evaluation.md
TOLD = (Tier.ALERT, Tier.SUPERVISOR)  # tiers that somebody hears of


@frozen
class Plan:
    """What is assumed. `hours` = supervisor-hours that the file stands for; None: from the chats' own length."""

    gap_s: float = 30.0
    per_supervisor: float = WATCHED
    hours: float | None = None


@dataclass(slots=True)
class Labelled:
    """Chats whose customers were asked (or voted upon) afterwards."""

    chats: int = 0
    dissatisfied: int = 0
    alerted: int = 0  # dissatisfied ones with an alert at any time
    in_time: int = 0  # … before their last customer turn
    could_be: int = 0  # dissatisfied ones with two customer turns or more: the others cannot be alerted in time
    content_alerted: int = 0  # the others, with an alert

    def add(self, chat: Chat, played: Rehearsed) -> None:
        """Counts one chat; one without a label does not count."""
        if chat.satisfaction is None:
            return
        self.chats += 1
        if chat.satisfaction > DISSATISFIED:
            self.content_alerted += bool(played.alerts)
            return
        asked = [p.at for p in played.points if p.turn is not None and _asks(chat, p.turn)]
        self.dissatisfied += 1
        self.could_be += len(asked) > 1
        self.alerted += bool(played.alerts)
        self.in_time += any(alert.at < asked[-1] for alert, _ in played.alerts.values()) if asked else 0


@dataclass(slots=True)
class Budget:
    """One configuration over all chats."""

    name: str
    rules_hash: str
    conversations: int = 0
    alerted: int = 0  # conversations with an alert
    seconds: float = 0.0  # of conversations
    timed: int = 0  # conversations whose turns all have a time of their own
    by_tier: Counter[Tier] = field(default_factory=Counter)
    by_rule: Counter[str] = field(default_factory=Counter)
    by_trigger: Counter[str] = field(default_factory=Counter)
    labelled: Labelled = field(default_factory=Labelled)

    def add(self, chat: Chat, played: Rehearsed) -> None:
        """Counts one chat."""
        self.conversations += 1
        self.alerted += bool(played.alerts)
        self.timed += all(turn.at is not None for turn in chat.turns)
        times = [point.at for point in played.points]
        self.seconds += sum(min((b - a).total_seconds(), IDLE_S) for a, b in pairwise(times))
        for alert, trigger in played.alerts.values():
            self.by_tier[alert.tier] += 1
            self.by_trigger[trigger] += 1
            self.by_rule[strongest(_reading_of(played, alert))] += 1
        self.labelled.add(chat, played)

    @property
    def alerts(self) -> int:
        """Of all tiers."""
        return sum(self.by_tier.values())

    def per_hundred(self, tier: Tier) -> float:
        """Alerts of a tier per 100 conversations."""
        return 100 * self.by_tier[tier] / self.conversations if self.conversations else 0.0

    def supervisor_hours(self, plan: Plan) -> float:
        """As given, else the hours of all conversations shared by so many at a time."""
        return plan.hours if plan.hours is not None else self.seconds / 3600 / plan.per_supervisor

    def per_supervisor_hour(self, plan: Plan) -> float:
        """Alerts that one supervisor hears in an hour."""
        hours = self.supervisor_hours(plan)
        return self.alerts / hours if hours > 0 else 0.0


def budget_json(budgets: Iterable[Budget], plan: Plan) -> dict[str, Any]:
    """The figures with what was assumed, one entry a configuration."""
    found = [*budgets]
    return {
        "assumptions": {
            "gap_s": plan.gap_s,
            "idle_s": IDLE_S,
            "conversations_per_supervisor": plan.per_supervisor,
            "supervisor_hours_given": plan.hours,
            "dissatisfied_at_or_below": DISSATISFIED,
        },
        "configurations": [_entry(one, plan) for one in found],
    }


def _entry(one: Budget, plan: Plan) -> dict[str, Any]:
    told = {tier.name: round(one.per_hundred(tier), 2) for tier in TOLD}
    entry: dict[str, Any] = {
        "name": one.name,
        "rules_hash": one.rules_hash,
        "conversations": one.conversations,
        "conversations_with_times": one.timed,
        "conversations_alerted": one.alerted,
        "conversation_hours": round(one.seconds / 3600, 3),
        "supervisor_hours": round(one.supervisor_hours(plan), 3),
        "alerts": one.alerts,
        "per_hundred": told | {"all": round(sum(one.per_hundred(tier) for tier in Tier), 2)},
        "per_supervisor_hour": round(one.per_supervisor_hour(plan), 2),
        "by_rule": dict(one.by_rule.most_common()),
        "by_trigger": dict(one.by_trigger.most_common()),
    }
    labels = one.labelled
    if labels.chats:
        entry["satisfaction"] = {
            "labelled": labels.chats,
            "dissatisfied": labels.dissatisfied,
            "dissatisfied_alerted": labels.alerted,
            "dissatisfied_alerted_before_last_turn": labels.in_time,
            "dissatisfied_with_two_turns": labels.could_be,
            "content_alerted": labels.content_alerted,
        }
    return entry


def _asks(chat: Chat, turn: int) -> bool:
    said = chat.turns[turn]
    return said.sender is Sender.CUSTOMER and bool(said.text.strip())


def _reading_of(played: Rehearsed, alert: Alert) -> Reading:
    """What was read when it rose: the last point of that moment."""
    at = [point for point in played.points if point.at == alert.at]
    return at[-1].assessment.reading if at else Reading()
