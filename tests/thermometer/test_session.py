"""Session heat: bounded, remembers, and what the model hears counts beside degrees."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from csassist.thermometer.model import Scored
from csassist.thermometer.session import session_heat

RANGE = st.floats(-100, 100)


def scored(heat: float) -> Scored:
    return Scored(heat, 0.0, 0.0, 0.0, 0.0, 0.0, heat)


def test_nothing_that_speaks_for_either_leaves_nought() -> None:
    assert session_heat(0.0, 0, scored(-1.3), 0.0, 0.0) == 0.0
    assert session_heat(0.0, 0, None, 0.0, 0.0) == 0.0


def test_thanks_at_the_end_weigh_more_than_anger_before_them_and_the_other_way_round() -> None:
    solved = session_heat(session_heat(0.0, 0, scored(1.5), 60.0, -0.9), 1, scored(-4.0), 0.0, 0.9)
    spoilt = session_heat(session_heat(0.0, 0, scored(-4.0), 0.0, 0.9), 1, scored(1.5), 60.0, -0.9)
    assert solved < 0 < spoilt


def test_a_long_chat_is_remembered_as_a_whole_and_a_short_one_by_its_end() -> None:
    short = session_heat(-60.0, 1, None, 40.0, -1.0)
    long = session_heat(-60.0, 30, None, 40.0, -1.0)
    assert long < 0 < short


@given(RANGE, st.integers(0, 1000), st.floats(-30, 30), st.floats(0, 100), st.floats(-1, 1))
def test_it_stays_in_bounds_and_more_heat_never_lowers_it(
    before: float, turns: int, heat: float, degrees: float, lean: float
) -> None:
    for model in (scored(heat), None):
        after = session_heat(before, turns, model, degrees, lean)
        assert -100 <= after <= 100
        assert session_heat(before, turns, model, min(100.0, degrees + 5), lean) >= after
        assert session_heat(min(100.0, before + 5), turns, model, degrees, lean) >= after
    hotter = session_heat(before, turns, scored(heat + 1), degrees, lean)
    assert hotter >= session_heat(before, turns, scored(heat), degrees, lean)
