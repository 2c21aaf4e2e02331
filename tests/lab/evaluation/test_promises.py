"""Promises against a panel of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from csassist.lab.evaluation import promises
from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.promises import measure_promises
from csassist.lab.evaluation.sets import find_sets
from csassist.lab.panel import Place, Spoken
from csassist.lab.panels.promises import REST, PromiseLabel

PANEL = (
    ("30分钟内给您回复", ((0, 9),)),
    ("明天发货", ((0, 4),)),
    ("那我回头弄一弄", ((1, 6),)),  # a promise in words that no rule knows
    ("您看是短信还是电话", ()),
)


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(data: Path, file: Path) -> Iterator[tuple[PromiseLabel, Spoken]]:
        rows = (("我帮您申请", ()),) if file == REST else PANEL
        for turn, (text, spans) in enumerate(rows):
            where = Place("jddc_sessions", "1", turn)
            yield PromiseLabel(where, bool(spans), spans), Spoken(where, text, ())

    monkeypatch.setattr(promises, "load_promises", load)


@pytest.mark.usefixtures("panel")
def test_precision_recall_and_the_natural_mixture(bench: Bench) -> None:
    dataset = next(one for one in find_sets(bench.data) if one.name == promises.SET)
    figures = {figure.id: figure for figure in measure_promises(bench, dataset).figures}
    assert (figures["promises.precision"].value, figures["promises.precision"].n) == (1.0, 2)
    assert (figures["promises.recall"].value, figures["promises.recall"].n) == (pytest.approx(2 / 3), 3)
    assert figures["promises.precision.natural"].value == pytest.approx(2 / 3)
    assert figures["promises.span"].value == 1.0
    assert figures["promises.precision"].goal is not None
