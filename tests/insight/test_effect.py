"""Heat after a script against heat before it: shrunk, bounded, against what falls by itself."""

from __future__ import annotations

import pytest

from csassist.insight.effect import DOUBT, FULL, PEERS, Use, effects_of


def test_nothing_sent_or_nothing_answered_has_no_effect() -> None:
    assert effects_of([]) == ()
    assert effects_of([Use("a", 60.0, ())]) == ()


def test_change_is_the_mean_of_the_next_three_bursts_less_the_heat_before() -> None:
    (one,) = effects_of([Use("a", 60.0, (50.0, 40.0, 30.0, 0.0))])
    assert (one.uses, one.change, one.low, one.high, one.expected) == (1, -20.0, None, None, 0.0)


def test_few_uses_say_little_and_many_say_it_all() -> None:
    few, many = (effects_of([Use("a", 60.0, (60.0 - FULL,))] * n)[0].effect for n in (1, 90))
    assert few == pytest.approx(1 / (1 + DOUBT), abs=1e-3)
    assert many == pytest.approx(0.9, abs=1e-3)
    (worse,) = effects_of([Use("a", 20.0, (90.0,))] * 5)
    assert worse.effect == pytest.approx(-5 / 15, abs=1e-3)


def test_the_interval_is_students() -> None:
    (one,) = effects_of([Use("a", 50.0, (50.0 + d,)) for d in (-12.0, -10.0, -8.0)])
    assert one.change == -10.0
    assert (one.low, one.high) == (pytest.approx(-14.97, abs=0.01), pytest.approx(-5.03, abs=0.01))
    (wide,) = effects_of([Use("a", 50.0, (40.0 + n % 2,)) for n in range(200)])
    assert wide.low == pytest.approx(-9.57, abs=0.01)


def test_what_other_scripts_see_from_the_same_heat_is_not_this_ones_merit() -> None:
    others = [Use("b", 70.0, (60.0,))] * PEERS
    effects = {one.script_id: one for one in effects_of([*others, *[Use("a", 70.0, (60.0,))] * 30])}
    assert effects["a"].expected == -10.0
    assert effects["a"].effect == 0.0
    cold = {one.script_id: one for one in effects_of([*others, Use("a", 30.0, (20.0,))])}
    assert cold["a"].expected == 0.0, "another heat is another story"
    few = {one.script_id: one for one in effects_of([*others[1:], Use("a", 70.0, (60.0,))])}
    assert few["a"].expected == 0.0


def test_order_of_uses_does_not_matter_and_scripts_come_by_id() -> None:
    uses = [Use(name, 50.0, (45.0 - n,)) for n, name in enumerate("badc")]
    assert [one.script_id for one in effects_of(uses)] == ["a", "b", "c", "d"]
    assert effects_of(uses) == effects_of(reversed(uses))
