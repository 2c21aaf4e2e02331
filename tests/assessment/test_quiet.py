"""Decisions without a reading."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessment.played import after, new, raised
from csassist.assessment.intervene import Actor, close_conversation
from csassist.assessment.quiet import Changes, renew_customer, soonest, stand_still
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.message import Customer
from csassist.rulepack.place import default_directory
from csassist.rulepack.reload import RulebookHolder


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return RulebookHolder(default_directory()).current()


def test_what_stood_stands_with_one_version_more(rulebook: Rulebook) -> None:
    before = raised()
    decision = stand_still(Changes(before), rulebook, after(9))
    assert decision.quiet
    assert decision.conversation.version == before.version + 1
    assert decision.assessment.reading == before.standing.reading
    assert decision.assessment.escalation.changed is False
    assert decision.conversation.due_at == after(30), "the reminder is due"


def test_a_closed_conversation_waits_for_nothing(rulebook: Rulebook) -> None:
    changes = close_conversation(replace(raised(), waiting_since=after(0)), Actor("boss", "supervisor"), "", after(5))
    assert changes is not None
    assert stand_still(changes, rulebook, after(5)).conversation.due_at is None


def test_the_soonest_of_all() -> None:
    hot = raised()
    assert soonest((), hot.intervention, after(10)) == after(10)
    assert soonest((), hot.intervention, after(50)) == after(30)
    assert soonest((), None, None) is None


def test_more_is_known_of_the_customer(rulebook: Rulebook) -> None:
    known = Customer("u1", "王女士")
    assert renew_customer(new(), known, rulebook, after(1)).conversation.customer == known
