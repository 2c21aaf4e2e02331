"""Cards against labels of our own: right among, right first, rightly silent; what may never be shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from csassist.lab.evaluation import suggestions
from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.sets import find_sets
from csassist.lab.evaluation.suggestions import Shown, measure_suggestions
from csassist.lab.panel import Place, Spoken
from csassist.lab.panels.acts import ActLabel, NextAct
from lab.evaluation.small_sets import turn, write

TURNS = ("过敏了，脸上又红又肿，怎么办", "嗯", "我去楼下便利店买瓶水")


def label(place: int, act: NextAct, *also: NextAct) -> ActLabel:
    return ActLabel(Place(suggestions.SET, "1", place), act, also)


@pytest.mark.parametrize(
    ("shown", "among", "first"),
    [
        (Shown(label(0, "check", "time"), ("soothe", "time")), True, False),
        (Shown(label(0, "check", "time"), ("check",)), True, True),
        (Shown(label(0, "check"), ("soothe",)), False, False),
        (Shown(label(0, "check"), ()), False, False),
        (Shown(label(0, "close", "none"), ()), True, True),
        (Shown(label(0, "none"), ("check",)), False, False),
    ],
)
def test_what_counts_as_right(shown: Shown, among: bool, first: bool) -> None:
    assert (shown.among, shown.first) == (among, first)


@pytest.fixture
def panel(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    write(bench.data, suggestions.SET, {"id": "1", "turns": [turn(text) for text in TURNS]})
    labels = (label(0, "offer", "soothe"), label(1, "none"), label(2, "handover"))

    def load(data: Path) -> Iterator[tuple[ActLabel, Spoken]]:
        for one in labels:
            yield one, Spoken(one.place, TURNS[one.place.turn], ())

    monkeypatch.setattr(suggestions, "load_acts", load)


@pytest.mark.usefixtures("panel")
def test_figures_of_a_small_panel(bench: Bench) -> None:
    dataset = next(one for one in find_sets(bench.data) if one.name == suggestions.SET)
    found = measure_suggestions(bench, dataset)
    figures = {figure.id: figure for figure in found.figures}
    assert figures["suggestions.among"].n == 3
    assert figures["suggestions.among"].value >= 2 / 3 - 0.01  # the rash is answered, 嗯 is left alone
    assert figures["suggestions.never_say"].value == 0
    assert figures["suggestions.insertable_open"].value == 0
    assert figures["suggestions.sold_hot"].value == 0
    assert figures["suggestions.shown.all"].n == 3
    assert figures["suggestions.among"].goal is not None
    assert "便利店" not in repr(found)
