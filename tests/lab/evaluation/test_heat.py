from __future__ import annotations

from pathlib import Path

import pytest

from csassist.conversation.reading import Emotion, Trigger
from csassist.lab.evaluation import heat
from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.heat import measure_heat
from csassist.lab.panel import Label, Labelled, Place
from lab.evaluation.small_sets import ANGRY, CALM


def labelled(part: str, identity: str, turn: int, level: int, text: str) -> Labelled:
    before = tuple(("customer", CALM) for _ in range(turn))
    kind = (Emotion.ANGER, Trigger.LOGISTICS) if level else (None, None)
    return Labelled(Label(Place(part, identity, turn), level, *kind), text, before)


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (
        labelled("stc3_cn", "1", 0, 0, CALM),
        labelled("stc3_cn", "1", 1, 3, ANGRY),
        labelled("jddc_sessions", "2", 0, 0, CALM),
        labelled("jddc_sessions", "2", 1, 1, "好慢"),
        labelled("jddc_sessions", "2", 2, 2, ANGRY),
        labelled("jddc_sessions", "3", 0, 2, "行吧"),
    )

    def load(data: Path) -> tuple[Labelled, ...]:
        assert data.is_dir()
        return lines

    monkeypatch.setattr(heat, "load_panel", load)


@pytest.mark.usefixtures("panel")
def test_hot_turns_are_counted_by_level_tier_and_part(bench: Bench) -> None:
    figures = {figure.id: figure for figure in measure_heat(bench).figures}
    assert (figures["panel.strong.alert"].value, figures["panel.strong.alert"].n) == (1.0, 1)
    assert (figures["panel.clear.watch"].value, figures["panel.clear.watch"].n) == (0.5, 2)
    assert figures["panel.jd.clear.watch.running"].value == 0.5
    assert figures["panel.calm.watch"].value == 0.0
    assert figures["panel.jd.clear.auc"].n == 3  # the slight turn is on neither side
    assert figures["panel.jd.level.spearman"].n == 4
    assert figures["panel.jd.clear.auc"].goal is not None


@pytest.mark.usefixtures("panel")
def test_the_report_names_misses_by_place_and_never_quotes(bench: Bench) -> None:
    found = measure_heat(bench)
    tables = {table.title: table for table in found.breakdowns}
    misses = tables["Heat panel: the worst misses, by place"].rows
    assert misses[0][:4] == ("jddc_sessions", "3", "0", "clear")
    assert ANGRY not in repr(found)
    assert {plot.name for plot in found.plots} == {"panel-clear", "panel-strong", "panel-clear-running"}


def test_a_length_of_text_is_measured_as_the_bar_to_clear(bench: Bench, panel: None) -> None:
    figures = {figure.id: figure for figure in measure_heat(bench).figures}
    assert figures["panel.jd.clear.auc.length"].value > 0
