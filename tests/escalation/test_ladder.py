"""Thresholds, dwell, hysteresis, release, cool-down, vip offset, hard triggers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassist.conversation.conversation import Ladder
from csassist.conversation.reading import Emotion, Reading
from csassist.conversation.tier import Tier
from csassist.escalation.ladder import Climb, decide_tier
from csassist.escalation.spec import LadderSpec, StepSpec

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
STEPS = ((StepSpec("w", "看", 60),), (StepSpec("a", "办", 60),), (StepSpec("s", "管", 60),))
SPEC = LadderSpec(steps=STEPS)


def climb(degrees: list[float], *, value: str | None = None, hard: str | None = None, gap: int = 30) -> list[Climb]:
    """One climb per reading; `hard` goes with the last one."""
    ladder, climbs = Ladder(), []
    for number, one in enumerate(degrees):
        reading = Reading(degrees=one, hard=hard if number == len(degrees) - 1 else None)
        climbs.append(decide_tier(SPEC, reading, ladder, value, NOW + timedelta(seconds=gap * number), f"k{number}"))
        ladder = climbs[-1].ladder
    return climbs


def tiers(degrees: list[float], value: str | None = None) -> list[int]:
    return [int(one.escalation.tier) for one in climb(degrees, value=value)]


@pytest.mark.parametrize(
    ("degrees", "expected"),
    [
        ([29.9, 30.0], [0, 1]),
        ([50.0], [2]),
        ([99.0], [2]),  # SUPERVISOR needs two readings
        ([80.0, 80.0], [2, 3]),
        ([80.0, 60.0, 80.0, 80.0], [2, 2, 2, 3]),
        ([30.0, 25.0, 25.0, 25.0], [1, 1, 1, 1]),  # between leave and enter nothing moves
        ([30.0, 19.0, 19.0], [1, 1, 0]),
        ([60.0, 5.0, 5.0, 5.0, 5.0], [2, 2, 1, 0, 0]),  # one tier a reading, once it falls
        ([60.0, 5.0, 45.0, 5.0, 5.0], [2, 2, 2, 2, 1]),  # the release starts anew
    ],
)
def test_ups_and_downs(degrees: list[float], expected: list[int]) -> None:
    assert tiers(degrees) == expected


def test_a_vip_rises_earlier() -> None:
    assert tiers([26.0], "vip") == [1]
    assert tiers([26.0], "regular") == [0]


def test_a_hard_trigger_needs_no_dwell_and_no_degrees() -> None:
    (only,) = climb([0.0], hard="safety")
    assert (only.escalation.tier, only.alert) == (Tier.SUPERVISOR, True)


def test_one_id_from_leaving_calm_until_calm_again() -> None:
    climbs = climb([40.0, 60.0, 5.0, 5.0, 5.0, 40.0])
    names = [one.escalation.id for one in climbs]
    assert names[0] == names[1] == names[3]
    assert names[0] is not None
    assert names[0].startswith("es_")
    assert len(names[0]) == 19
    assert names[4] is None
    assert names[5] not in (None, names[0])


@pytest.mark.parametrize(
    ("before", "degrees", "emotion", "after"),
    [
        (Tier.ALERT, 2.0, Emotion.SATISFIED, Tier.CALM),
        (Tier.ALERT, 2.0, Emotion.NEUTRAL, Tier.WATCH),
        (Tier.ALERT, 25.0, Emotion.SATISFIED, Tier.WATCH),
        (Tier.SUPERVISOR, 2.0, Emotion.SATISFIED, Tier.ALERT),
        (Tier.WATCH, 2.0, Emotion.SATISFIED, Tier.CALM),
    ],
)
def test_whoever_says_that_all_is_well_is_not_watched_any_more(
    before: Tier, degrees: float, emotion: Emotion, after: Tier
) -> None:
    spec = LadderSpec(release=1)
    reading = Reading(degrees=degrees, emotion=emotion)
    now = datetime(2026, 11, 22, tzinfo=UTC)
    stood = Ladder(before, now, "es_1")
    assert decide_tier(spec, reading, stood, None, now, "k").ladder.tier is after


def test_a_rise_to_alert_alerts_once_within_the_cool_down() -> None:
    falls_and_rises = [60.0, 5.0, 5.0, 60.0]
    assert [one.alert for one in climb(falls_and_rises)] == [True, False, False, False]
    assert [one.alert for one in climb(falls_and_rises, gap=200)] == [True, False, False, True]


def test_a_higher_tier_is_let_through_the_cool_down() -> None:
    assert [one.alert for one in climb([60.0, 80.0, 80.0])] == [True, False, True]


def test_watch_raises_no_alert_and_shows_its_steps() -> None:
    (only,) = climb([35.0])
    assert not only.alert
    assert [step.id for step in only.escalation.steps] == ["w"]
    assert only.escalation.changed
    assert only.escalation.reasons


def test_calm_shows_nothing() -> None:
    (only,) = climb([0.0])
    assert (only.escalation.id, only.escalation.steps, only.escalation.reasons) == (None, (), ())
    assert not only.escalation.changed


@given(st.lists(st.floats(0, 100), max_size=30))
def test_a_fall_is_one_tier_and_ids_follow_the_tier(degrees: list[float]) -> None:
    before = Tier.CALM
    for one in climb(degrees):
        tier = one.escalation.tier
        assert tier >= before - 1
        assert one.escalation.changed == (tier != before)
        assert (one.escalation.id is None) == (tier is Tier.CALM)
        assert not one.alert or tier >= Tier.ALERT
        before = tier


@given(st.lists(st.sampled_from([0.0, 15.0, 33.0, 45.0, 57.0, 80.0, 99.0]), min_size=60, max_size=180))
def test_whoever_flaps_for_an_hour_alerts_no_more_than_the_cool_down_allows(degrees: list[float]) -> None:
    gap = 3600 // len(degrees)
    raised: dict[Tier, list[datetime]] = {}
    for number, one in enumerate(climb(degrees, gap=gap)):
        if one.alert:
            raised.setdefault(one.escalation.tier, []).append(NOW + timedelta(seconds=gap * number))
    for times in raised.values():
        apart = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
        assert all(seconds >= SPEC.cool_down_s for seconds in apart)
        assert len(times) <= 3600 / SPEC.cool_down_s + 1
