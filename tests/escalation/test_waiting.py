"""The desk is silent while the customer is warm: one tier more, once a wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from csassist.conversation.conversation import Ladder
from csassist.conversation.reading import Reading
from csassist.conversation.tier import Tier
from csassist.escalation.ladder import Climb, decide_tier
from csassist.escalation.spec import LadderSpec, StepSpec
from csassist.escalation.waiting import rise_by_waiting

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
STEPS = ((StepSpec("w", "看", 60),), (StepSpec("a", "办", 60),), (StepSpec("s", "管", 60),))
SPEC = LadderSpec(steps=STEPS, wait_rise_s=300)
WATCHED = Ladder(Tier.WATCH, NOW, "es_1")


def waited(ladder: Ladder, seconds: int, degrees: float = 35.0, spec: LadderSpec = SPEC) -> Climb:
    """The decision of a silence, `seconds` after the customer began to wait (at NOW)."""
    now = NOW + timedelta(seconds=seconds)
    climb = decide_tier(spec, Reading(degrees=degrees), ladder, None, now, "k")
    return rise_by_waiting(spec, climb, ladder, NOW, now)


def test_it_steps_up_once_and_says_why() -> None:
    first = waited(WATCHED, 300)
    assert (first.escalation.tier, first.escalation.changed, first.alert) == (Tier.ALERT, True, True)
    assert first.escalation.reasons[0] == "等了5分钟仍无人回复，升一档"
    assert [step.id for step in first.escalation.steps] == ["a"]
    assert first.escalation.id == first.ladder.escalation_id == "es_1"
    again = waited(first.ladder, 900, degrees=40.0)
    assert again.escalation.tier is Tier.ALERT
    assert not again.alert


def test_the_next_wait_may_lift_again() -> None:
    first = waited(WATCHED, 300).ladder
    later = NOW + timedelta(hours=1)
    now = later + timedelta(seconds=300)
    climb = decide_tier(SPEC, Reading(degrees=60.0), first, None, now, "k")
    assert rise_by_waiting(SPEC, climb, first, later, now).escalation.tier is Tier.SUPERVISOR


@pytest.mark.parametrize(
    ("ladder", "seconds", "degrees"),
    [
        (WATCHED, 299, 35.0),  # not yet
        (Ladder(), 300, 20.0),  # calm customers may wait
        (Ladder(Tier.SUPERVISOR, NOW, "es_1"), 300, 90.0),  # nothing is higher
    ],
)
def test_what_is_not_lifted(ladder: Ladder, seconds: int, degrees: float) -> None:
    assert waited(ladder, seconds, degrees).escalation.tier is ladder.tier


def test_nobody_waits_or_the_pack_has_it_off() -> None:
    now = NOW + timedelta(seconds=900)
    climb = decide_tier(SPEC, Reading(degrees=35.0), WATCHED, None, now, "k")
    assert rise_by_waiting(SPEC, climb, WATCHED, None, now) == climb
    assert waited(WATCHED, 900, spec=LadderSpec(steps=STEPS)).escalation.tier is Tier.WATCH


def test_a_rise_by_the_heat_of_waiting_is_the_rise_of_this_wait() -> None:
    risen = waited(WATCHED, 300, degrees=55.0)
    assert risen.escalation.tier is Tier.ALERT
    assert risen.escalation.reasons != ()
    assert "升一档" not in risen.escalation.reasons[0]
    assert waited(risen.ladder, 900, degrees=60.0).escalation.tier is Tier.ALERT
    early = waited(WATCHED, 180, degrees=55.0)  # long before the limit
    assert waited(early.ladder, 300, degrees=60.0).escalation.tier is Tier.ALERT


def test_the_cool_down_holds_the_alert_back() -> None:
    lately = Ladder(Tier.WATCH, NOW, "es_1", alerted_at=NOW + timedelta(seconds=100), alerted_tier=Tier.ALERT)
    held = waited(lately, 300)
    assert (held.escalation.tier, held.alert) == (Tier.ALERT, False)
