"""The running curve."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csassist.conversation.conversation import Standing
from csassist.conversation.reading import Stage
from csassist.thermometer.curve import decayed, next_point, stage_of
from csassist.thermometer.spec import CurveSpec
from thermometer.chat import START

CURVE = CurveSpec(keep=0.5, half_life_s=600, momentum=0.0)


def test_a_share_is_carried_and_time_lets_it_decay() -> None:
    before = Standing(degrees=40.0, at=START, turns=1)
    soon = next_point(CURVE, before, 100, 0, START)
    assert (soon.tenths, soon.carried) == (300, 20.0)
    later = next_point(CURVE, before, 100, 0, START + timedelta(seconds=600))
    assert later.tenths == 200


def test_praise_cools_what_was_carried_but_never_below_nothing() -> None:
    before = Standing(degrees=40.0, at=START, turns=1)
    assert next_point(CURVE, before, 0, 150, START).tenths == 50
    assert next_point(CURVE, before, 0, 900, START).tenths == 0


def test_never_above_a_hundred_and_contributions_add_up() -> None:
    point = next_point(CURVE, Standing(degrees=100.0, at=START, turns=3), 900, 0, START)
    assert point.tenths == 1000
    assert sum(round(part.degrees * 10) for part in point.contributions) == 1000
    assert point.contributions[-1].id == "cap"


def test_momentum_needs_a_rise_before_and_something_said() -> None:
    curve = CurveSpec(keep=0.5, momentum=0.5)
    rising = Standing(degrees=0.0, at=START, turns=2, momentum=10.0)
    assert next_point(curve, rising, 200, 0, START).tenths == 250
    assert next_point(curve, rising, 0, 0, START).tenths == 0


def test_quiet_decay_is_explained() -> None:
    tenths, parts = decayed(CURVE, Standing(degrees=40.0, at=START), 0.5, START)
    assert tenths == 200
    assert [(part.id, part.degrees) for part in parts] == [("carried", 40.0), ("relief", -20.0)]


@pytest.mark.parametrize(
    ("degrees", "before", "peak", "stage"),
    [
        (11.9, 0.0, 11.9, Stage.CALM),
        (12.0, 0.0, 12.0, Stage.SUPPRESSED),
        (30.0, 0.0, 30.0, Stage.HEATING),
        (58.0, 30.0, 58.0, Stage.OUTBURST),
        (40.0, 60.0, 60.0, Stage.COOLING),
        (5.0, 60.0, 60.0, Stage.CALM),
        (14.0, 22.0, 22.0, Stage.SUPPRESSED),
    ],
)
def test_stages(degrees: float, before: float, peak: float, stage: Stage) -> None:
    assert stage_of(CURVE, degrees, before, peak, Stage.CALM) is stage
