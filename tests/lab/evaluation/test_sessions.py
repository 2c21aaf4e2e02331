from __future__ import annotations

from pathlib import Path

import pytest

from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.sessions import Session, heat_of, measure_sessions
from csassist.lab.evaluation.sets import find_sets
from lab.evaluation.small_sets import Ticks, turn, write


def test_session_heat_is_what_replay_says_of_the_chat() -> None:
    assert heat_of(Session((10.0, 40.0, 20.0), (10.0, 35.0, 0.0), 0.0, 40.0, 12.5)) == 12.5
    assert heat_of(Session((), (), 0.0, 0.0)) == 0.0


def test_the_unhappy_dialogue_is_the_hottest(bench: Bench) -> None:
    (dataset,) = (one for one in find_sets(bench.data) if one.name == "stc3_cn")
    found = measure_sessions(bench, dataset)
    values = {figure.id: figure.value for figure in found.figures}
    assert values["stc3_cn.heat.spearman"] > 0.8
    assert values["stc3_cn.dissatisfied.auc"] == 1.0
    assert {"stc3_cn.mean.spearman", "stc3_cn.peak.spearman", "stc3_cn.message.dissatisfied.auc"} <= values.keys()
    assert found.figures[0].goal is not None
    assert sum(one.n for one in found.plots[0].bins) == 3
    assert isinstance(bench.tick, Ticks)
    assert bench.tick.count == 3


def test_the_ceiling_is_voters_against_voters(bench: Bench, data: Path) -> None:
    rows = [
        {"id": str(mark), "turns": [turn("在吗")], "satisfaction": mark, "satisfaction_votes": [mark, mark, mark]}
        for mark in (-1, 0, 2)
    ]
    write(data, "voted", *rows)
    (dataset,) = (one for one in find_sets(data) if one.name == "voted")
    figures = {figure.id: figure for figure in measure_sessions(bench, dataset).figures}
    assert figures["voted.ceiling.spearman"].value == pytest.approx(1.0)
