"""What a configuration would have raised: counts, hours, labels."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from csassist.assessment.rulebook import Rulebook
from csassist.conversation.message import Sender
from csassist.conversation.tier import Tier
from csassist.lab.budget import Budget, Plan, budget_json
from csassist.lab.rehearse import rehearse
from csassist.lab.transcripts import Chat, Turn

HOT = "你们就这样敷衍人吗？？？已经三天了还不发货，再不发我就投诉"
NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)


def count(rulebook: Rulebook, *chats: Chat) -> Budget:
    budget = Budget("a", rulebook.hash)
    for chat in chats:
        budget.add(chat, rehearse(chat, rulebook, 30.0))
    return budget


def chat(*texts: str, satisfaction: float | None = None) -> Chat:
    return Chat("c", tuple(Turn(Sender.CUSTOMER, text) for text in texts), satisfaction=satisfaction)


def test_alerts_are_counted_by_tier_rule_and_trigger(rulebook: Rulebook) -> None:
    budget = count(rulebook, chat("在吗", HOT), chat("在吗", "好的"))
    assert (budget.conversations, budget.alerts, budget.alerted) == (2, 1, 1)
    assert budget.per_hundred(Tier.ALERT) == 50.0
    assert sum(budget.by_rule.values()) == sum(budget.by_trigger.values()) == 1
    assert budget.by_trigger.total() == 1


def test_supervisor_hours_come_from_the_chats_or_as_given(rulebook: Rulebook) -> None:
    later = NINE + timedelta(seconds=600)
    budget = count(rulebook, Chat("c", (Turn(Sender.CUSTOMER, HOT, NINE), Turn(Sender.AGENT, "在查", later))))
    assert budget.timed == 1
    assert budget.seconds == 600
    assert budget.supervisor_hours(Plan(per_supervisor=2)) == pytest.approx(600 / 3600 / 2)
    assert budget.per_supervisor_hour(Plan(hours=0.5)) == budget.alerts / 0.5 > 0


def test_a_night_between_two_turns_is_no_work(rulebook: Rulebook) -> None:
    turns = (Turn(Sender.CUSTOMER, "你好", NINE), Turn(Sender.AGENT, "您好", NINE + timedelta(hours=20)))
    assert count(rulebook, Chat("c", turns)).seconds <= 2 * 1800


def test_labels_tell_who_was_alerted_in_time(rulebook: Rulebook) -> None:
    labels = count(
        rulebook,
        chat(HOT, "算了", satisfaction=-1.0),  # in time
        chat("在吗", HOT, satisfaction=-0.5),  # with the last turn: too late
        chat("你好", satisfaction=-1.0),  # never
        chat("你好", satisfaction=1.0),
        chat(HOT, "好的", satisfaction=0.5),
        chat(HOT),  # nobody asked
    ).labelled
    assert (labels.chats, labels.dissatisfied, labels.alerted, labels.in_time) == (5, 3, 2, 1)
    assert (labels.could_be, labels.content_alerted) == (2, 1)


def test_the_json_holds_the_assumptions_beside_the_figures(rulebook: Rulebook) -> None:
    found = budget_json([count(rulebook, chat(HOT, satisfaction=-1.0)), count(rulebook)], Plan(gap_s=45))
    assert found["assumptions"]["gap_s"] == 45
    first, empty = found["configurations"]
    assert first["per_hundred"] == {"ALERT": 100.0, "SUPERVISOR": 0.0, "all": 100.0}
    assert first["satisfaction"]["dissatisfied_alerted"] == 1
    assert empty["alerts"] == 0
    assert "satisfaction" not in empty
