"""A fold's model never saw what it judges: what only the left-out dialogues say means nothing to it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from csassist.assessment.rulebook import Rulebook
from csassist.errors import NotFound
from csassist.lab.evaluate import Options, run_eval
from csassist.lab.refit import SEEN, STEPS, Refitting
from csassist.lab.training import shipped
from csassist.lab.training.recipe import Recipe
from csassist.thermometer.learnt import score

SMALL = Recipe(least=1, grams=2_000)
MARK = "茄茄茄"  # what nobody says but the dialogues of one fold


def dialogue(name: str, text: str, vote: int) -> str:
    turns = [{"role": "customer", "text": text}, {"role": "agent", "text": "您好"}]
    return json.dumps({"id": name, "satisfaction": float(vote), "satisfaction_votes": [vote] * 3, "turns": turns})


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twenty dialogues; the reviews and our own lines are left out, so that a fit takes no time."""
    monkeypatch.setattr(shipped, "reviews", lambda fold: iter(()))
    monkeypatch.setattr(shipped, "calm_lines", lambda fold, rules: iter(()))
    monkeypatch.setattr(shipped, "own_lines", lambda fold: iter(_own(fold)))
    rows = [dialogue(f"bad{n}", f"{MARK}没人管{n}", -2) for n in range(10)]
    rows += [dialogue(f"good{n}", f"谢谢好了{n}", 2) for n in range(10)]
    with gzip.open(tmp_path / "stc3_cn.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.write("\n".join(rows))
    return tmp_path


def _own(fold: shipped.Fold) -> list[shipped.Example]:
    lines = (("真气人", 0.98, 0.0, "anger"), ("真满意", 0.02, 1.0, "positive"), ("几号发货", 0.02, None, "neutral"))
    return [shipped.Example(fold(text), "own", 1.0, heat, lean, kind) for text, heat, lean, kind in lines]


def heat(book: Rulebook, text: str) -> float:
    model = book.thermometer.model
    assert model is not None
    return score(model, book.thermometer.folder.fold(text)).heat


def test_what_is_left_out_is_not_learnt(data: Path, rulebook: Rulebook) -> None:
    refit, ticks = Refitting(data, rulebook, SMALL), list[int]()
    bad = frozenset(f"bad{n}" for n in range(10))
    with_them = refit(frozenset(), lambda: ticks.append(1))
    assert len(ticks) == STEPS
    without = refit(bad, lambda: ticks.append(1))
    model = without.thermometer.model
    assert model is not None
    assert heat(with_them, MARK) > heat(with_them, "谢谢") + 0.5
    assert heat(without, MARK) == heat(without, "龘")  # as any text that nobody taught it
    assert with_them.hash != rulebook.hash != without.hash


def test_eval_refits_on_a_folder_of_dialogues_and_marks_nothing(data: Path, rulebook: Rulebook) -> None:
    options = Options(snownlp=False, folds=2, train=Refitting(data, rulebook, SMALL), steps=STEPS, seen=SEEN)
    found = run_eval(data, rulebook, options)
    figures = {figure.id: figure for figure in found.figures}
    assert figures["stc3_cn.heat.spearman"].n == 20
    assert not any(figure.seen for figure in found.figures)
    assert any(figure.seen for figure in run_eval(data, rulebook, Options(snownlp=False, seen=SEEN)).figures)


def test_a_missing_source_is_named(tmp_path: Path, rulebook: Rulebook) -> None:
    with pytest.raises(NotFound, match="stc3_cn"):
        Refitting(tmp_path, rulebook)(frozenset(), lambda: None)
