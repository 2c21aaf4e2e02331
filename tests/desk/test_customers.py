"""Who comes back, and what the memory takes from a decision: the least that keeps it right."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from csassist.assessment.assessment import Decision
from csassist.conversation.choosing import Choosing
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Customer, Message, Sender
from csassist.conversation.tier import Tier
from csassist.desk.customers import REFRESH, SESSION_GAP, newcomer, seen
from csassist.desk.experience import Seen
from records import START, commit_of, new_conversation

U1 = Customer("u1", "张女士", "regular", 2, ("优先发顺丰",))


def message(customer: Customer | None, seconds: float = 0) -> Message:
    return Message(
        "s1", "c-1", "m-1", 1, Sender.CUSTOMER, "在吗", START + timedelta(seconds=seconds), customer=customer
    )


def test_somebody_comes_with_an_id_that_was_not_there_or_after_a_long_time() -> None:
    before = Conversation("s1", "c-1", START, customer=U1, last_at=START)
    assert newcomer(message(None), None) is None
    assert newcomer(message(Customer(name="张女士")), None) is None
    assert newcomer(message(U1), None) == "u1"
    assert newcomer(message(U1), before) is None
    assert newcomer(message(None), before) is None
    assert newcomer(message(Customer("u2")), before) == "u2"
    assert newcomer(message(U1), replace(before, customer=None)) == "u1"
    assert newcomer(message(None, SESSION_GAP.total_seconds()), before) == "u1"


def decided(before: Conversation, degrees: float = 10.0) -> Decision:
    """What a desk would decide of the next message."""
    commit = commit_of(before, f"m-{before.seq}", degrees=degrees)
    return Decision(commit.assessment, commit.conversation, None, commit.at)


def test_nothing_new_is_not_written_again() -> None:
    first = decided(new_conversation())
    assert seen(None, first, came=True) == Seen(first.conversation.customer, "c-1", first.at, hot=False)  # type: ignore[arg-type]
    second = decided(first.conversation)
    assert seen(first.conversation, second, came=False) is None
    assert seen(first.conversation, second, came=True) is not None


def test_somebody_without_an_id_is_not_remembered() -> None:
    nobody = replace(new_conversation(), customer=Customer(name="张女士"))
    assert seen(None, decided(nobody), came=False) is None
    assert seen(None, decided(replace(nobody, customer=None)), came=False) is None


def test_news_heat_and_type_are_written_when_they_come() -> None:
    first = decided(new_conversation()).conversation
    told = decided(replace(first, customer=replace(U1, notes=("放门卫",))))
    assert seen(first, told, came=False) is not None
    hot = decided(first, 60.0)
    assert hot.conversation.standing.escalation.tier >= Tier.ALERT
    noted = seen(first, hot, came=False)
    assert noted is not None
    assert noted.hot
    assert seen(hot.conversation, decided(hot.conversation, 65.0), came=False) is None, "it is on record that it is hot"
    choosing = Choosing(customer_type="hurried")
    standing = replace(first.standing, choosing=choosing)
    typed = decided(first)
    typed = replace(typed, conversation=replace(typed.conversation, standing=standing))
    assert seen(first, typed, came=False) is not None


def test_last_seen_is_right_to_within_ten_minutes() -> None:
    first = decided(new_conversation()).conversation
    second = decided(first)
    moved = replace(second.conversation, last_at=START + REFRESH)
    assert seen(first, replace(second, conversation=moved), came=False) is not None
