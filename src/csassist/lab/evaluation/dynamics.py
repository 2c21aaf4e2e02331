"""The memory by itself: gold polarities of customer turns instead of readings. Judges no reading of text.

Two curves are fed. Session heat takes the polarity as it is. Degrees, which stop at nought: an unhappy turn is a
message of 30, a neutral one the 3 of a plain turn's base, a happy one relief of 10, through thermometer.curve.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from csassist.conversation.conversation import Standing
from csassist.conversation.reading import Reading
from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.figure import Figure, Findings
from csassist.lab.evaluation.judge import GAP_S
from csassist.lab.evaluation.measures import spearman
from csassist.lab.evaluation.sets import DataSet
from csassist.lab.rehearse import START
from csassist.thermometer.curve import decayed, next_point
from csassist.thermometer.session import session_heat
from csassist.thermometer.spec import CurveSpec

TENTHS = {-1: (300, 0), 0: (30, 0), 1: (0, 100)}  # polarity -> message and relief, tenths of a degree


def measure_dynamics(bench: Bench, dataset: DataSet) -> Findings:
    """Spearman of session heat at the end, and of the degrees' end, mean and peak, with dissatisfaction."""
    curve = bench.judge.rulebook.thermometer.curve
    found = Findings()
    curves = []
    for row in dataset.rows():
        curves.append((remember(row["turns"]), feed(curve, row["turns"]), -float(row["satisfaction"])))
        bench.tick()
    name = dataset.name
    asked = (
        ("curve", "curve on gold polarities: session heat against satisfaction, Spearman", _remembered),
        ("curve_degrees", "… last degrees", _last),
        ("curve_mean", "… mean of running degrees", _mean),
        ("curve_peak", "… peak", _peak),
    )
    for short, title, summary in asked:
        rows = [(summary(heat, points), dissatisfaction) for heat, points, dissatisfaction in curves]
        found.figures.append(bench.of_rows(Figure(f"{name}.{short}.spearman", name, title, 0.0), rows, spearman))
    return found


def remember(turns: list[dict[str, Any]]) -> float:
    """Session heat after the last turn; a turn's polarity is all that is known of it."""
    heat, bursts = 0.0, 0
    for turn in turns:
        if turn["role"] == "customer":
            heat = session_heat(heat, bursts, None, 0.0, turn["polarity"])
            bursts += 1
    return heat


def feed(curve: CurveSpec, turns: list[dict[str, Any]]) -> tuple[float, ...]:
    """Running degrees after every customer turn; turns stand GAP_S apart, agents' answers cool as they do in life."""
    standing, now = Standing(), START
    points = []
    for turn in turns:
        now += timedelta(seconds=GAP_S)
        if turn["role"] == "customer":
            standing = _after_customer(curve, standing, turn["polarity"], now)
            points.append(standing.degrees)
        elif turn["role"] == "agent":
            tenths, _ = decayed(curve, standing, curve.agent_keep, now)
            quiet = Reading(tenths / 10, 0.0)
            standing = replace(standing, degrees=tenths / 10, at=now, reading=quiet)
    return tuple(points)


def _after_customer(curve: CurveSpec, standing: Standing, polarity: int, now: Any) -> Standing:
    message, relief = TENTHS[polarity]
    point = next_point(curve, standing, message, relief, now)
    degrees = point.tenths / 10
    return replace(
        standing,
        degrees=degrees,
        at=now,
        turns=standing.turns + 1,
        momentum=point.momentum,
        reading=Reading(degrees, message / 10),
    )


def _remembered(heat: float, _points: tuple[float, ...]) -> float:
    return heat


def _last(_heat: float, points: tuple[float, ...]) -> float:
    return points[-1] if points else 0.0


def _mean(_heat: float, points: tuple[float, ...]) -> float:
    return round(sum(points) / len(points), 3) if points else 0.0


def _peak(_heat: float, points: tuple[float, ...]) -> float:
    return max(points, default=0.0)
