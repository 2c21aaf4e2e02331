from __future__ import annotations

from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.dynamics import feed, measure_dynamics, remember
from csassist.lab.evaluation.sets import find_sets
from csassist.thermometer.spec import CurveSpec


def test_the_curve_heats_with_unhappy_turns_and_cools_with_happy_ones() -> None:
    def turn(polarity: int, role: str = "customer") -> dict[str, object]:
        return {"role": role, "polarity": polarity}

    points = feed(CurveSpec(), [turn(0), turn(-1), turn(1, "agent"), turn(-1), turn(1)])
    assert len(points) == 4
    assert points[0] < points[1] < points[2] > points[3] > 0


def test_praise_is_remembered_below_nought() -> None:
    def turns(*polarities: int) -> list[dict[str, object]]:
        return [{"role": "customer", "polarity": polarity} for polarity in polarities]

    assert remember(turns(1, 1, 0)) < remember(turns(0)) == 0 < remember(turns(1, -1))


def test_the_sour_dialogue_ends_hotter(bench: Bench) -> None:
    (dataset,) = (one for one in find_sets(bench.data) if one.name == "ssa_taobao_tea")
    figures = {figure.id: figure for figure in measure_dynamics(bench, dataset).figures}
    assert figures["ssa_taobao_tea.curve.spearman"].value == 1.0
    assert figures["ssa_taobao_tea.curve_peak.spearman"].n == 2
