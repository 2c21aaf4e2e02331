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
    assert session_heat(0.0, scored(-1.3), 0.0, 0.0) == 0.0
    assert session_heat(0.0, None, 0.0, 0.0) == 0.0


def test_thanks_at_the_end_weigh_more_than_anger_before_them_and_the_other_way_round() -> None:
    solved = session_heat(session_heat(0.0, scored(1.5), 60.0, -0.9), scored(-4.0), 0.0, 0.9)
    spoilt = session_heat(session_heat(0.0, scored(-4.0), 0.0, 0.9), scored(1.5), 60.0, -0.9)
    assert solved < 0 < spoilt


@given(RANGE, st.floats(-30, 30), st.floats(0, 100), st.floats(-1, 1))
def test_it_stays_in_bounds_and_more_heat_never_lowers_it(
    before: float, heat: float, degrees: float, lean: float
) -> None:
    for model in (scored(heat), None):
        after = session_heat(before, model, degrees, lean)
        assert -100 <= after <= 100
        assert session_heat(before, model, min(100.0, degrees + 5), lean) >= after
        assert session_heat(min(100.0, before + 5), model, degrees, lean) >= after
    assert session_heat(before, scored(heat + 1), degrees, lean) >= session_heat(before, scored(heat), degrees, lean)
