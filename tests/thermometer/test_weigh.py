"""Caps, dampers, compression, hard floor; everything adds up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from csassist.conversation.reading import Signal
from csassist.thermometer.spec import Adds, CurveSpec, LookFor
from csassist.thermometer.weigh import Worth, weigh
from thermometer.making import make_rule

RULES = {
    "hot": make_rule("hot", LookFor(any=("x",)), adds=Adds(20, 4, 30)),
    "mild": make_rule("mild", LookFor(any=("y",)), adds=Adds(6)),
    "cool": make_rule("cool", LookFor(any=("z",)), adds=Adds(-8, -2, -11)),
}
WORTHS = {name: Worth.of(rule) for name, rule in RULES.items()}
CURVE = CurveSpec(hard_floor=60, soft_from=55)


def raw(*names: str) -> list[Signal]:
    return [Signal(name, name, RULES[name].adds.degrees, (i, i + 1), name, "m") for i, name in enumerate(names)]


def test_further_hits_count_per_extra_up_to_the_cap() -> None:
    weighed = weigh(raw("hot", "hot", "hot", "hot", "hot"), [], False, WORTHS, CURVE)
    assert [signal.degrees for signal in weighed.signals] == [20.0, 4.0, 4.0, 2.0]


def test_a_damper_is_clipped_to_the_heat_and_the_rest_is_relief() -> None:
    weighed = weigh(raw("mild", "cool", "cool"), [], False, WORTHS, CURVE)
    assert weighed.tenths == 0
    assert [signal.degrees for signal in weighed.signals] == [6.0, -6.0]
    assert weighed.relief == 40


def test_a_hard_trigger_has_a_floor_with_its_own_signal() -> None:
    weighed = weigh(raw("mild"), [], True, WORTHS, CURVE)
    assert weighed.tenths == 600
    assert weighed.signals[-1].id == "hard-floor"


def test_the_cap_is_a_negative_signal() -> None:
    extra = [Signal("repeat", "r", 90.0)]
    weighed = weigh(raw("hot"), extra, False, WORTHS, CURVE)
    assert weighed.signals[-1].id == "cap"
    assert weighed.signals[-1].degrees < 0
    assert weighed.tenths < 1000


@given(st.lists(st.sampled_from(sorted(RULES)), max_size=30), st.floats(0, 200), st.booleans())
def test_signals_add_up_and_stay_in_range(names: list[str], more: float, hard: bool) -> None:
    extra = [Signal("repeat", "r", round(more, 1))] if more else []
    weighed = weigh(raw(*names), extra, hard, WORTHS, CURVE)
    assert sum(round(signal.degrees * 10) for signal in weighed.signals) == weighed.tenths
    assert 0 <= weighed.tenths <= 1000


@given(st.lists(st.sampled_from(["hot", "mild"]), max_size=8))
def test_one_more_hot_signal_never_cools(names: list[str]) -> None:
    less = weigh(raw(*names), [], False, WORTHS, CURVE).tenths
    assert weigh(raw(*names, "hot"), [], False, WORTHS, CURVE).tenths >= less
