"""The recognisers keep what was set as their goal: on the fixed set, and on another draw of the same sentences."""

from __future__ import annotations

import pytest

from csassist.lab.personal.cases import SEED, Case, all_cases
from csassist.lab.personal.measure import GOALS, measure, milliseconds, right


@pytest.mark.parametrize("seed", [SEED, 7, 1913])
def test_every_goal_is_met(seed: int) -> None:
    lines = measure(all_cases(seed))
    assert {line.kind for line in lines if line.hidden and line.goal} == {*GOALS}
    missed = [(line.kind, line.share, [case.text for case in line.wrong]) for line in lines if line.met is False]
    assert missed == []


def test_half_a_number_is_not_hidden() -> None:
    assert right(Case("a", "mobile", "打13800138000", (1, 12)))
    assert not right(Case("a", "mobile", "打13800138000转8", (1, 14)))


def test_what_is_masked_in_vain_counts() -> None:
    line = measure([Case("a", "order", "13800138000"), Case("b", "order", "订单1234")])[0]
    assert (line.share, line.met, line.wrong[0].id) == (0.5, None, "a")


def test_time_is_a_time() -> None:
    assert 0 < milliseconds(["13800138000"], rounds=1) < 1000
