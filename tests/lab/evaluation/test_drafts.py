"""The draft coach against a panel of our own: right families, the conversation before the draft, no figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from csassist.lab.evaluation import drafts
from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.drafts import measure_coach
from csassist.lab.evaluation.sets import find_sets
from csassist.lab.panel import Place, Spoken
from csassist.lab.panels.coach import DraftLabel
from lab.evaluation.small_sets import ANGRY, turn, write

ROWS = (
    ("请您耐心等待", ("vague",)),
    ("么么哒", ()),
    ("支持30天无理由退货，我帮您登记", ()),  # another shop's policy is no fault here
    ("快递这几天都慢一些", ("no_action",)),
)


@pytest.fixture
def panel(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = [turn(ANGRY), turn("我在看", "agent"), turn("你们就是骗子！！！退钱！")]
    write(bench.data, drafts.SET, {"id": "1", "turns": chat + [turn(text, "agent") for text, _ in ROWS]})

    def load(data: Path) -> Iterator[tuple[DraftLabel, Spoken]]:
        for place, (text, allowed) in enumerate(ROWS, 3):
            where = Place(drafts.SET, "1", place)
            yield DraftLabel(where, allowed), Spoken(where, text, ())  # type: ignore[arg-type]

    monkeypatch.setattr(drafts, "load_drafts", load)


@pytest.mark.usefixtures("panel")
def test_findings_are_counted_by_family_in_their_conversation(bench: Bench) -> None:
    dataset = next(one for one in find_sets(bench.data) if one.name == drafts.SET)
    found = measure_coach(bench, dataset)
    figures = {figure.id: figure for figure in found.figures}
    assert (figures["coach.precision"].value, figures["coach.precision"].n) == (pytest.approx(2 / 3), 3)
    assert figures["coach.recall"].value == 1.0
    assert figures["coach.touched"].value == 0.75
    assert ("casual-cute", "too_casual", "1", "0") in found.breakdowns[0].rows
    assert "快递" not in repr(found)
