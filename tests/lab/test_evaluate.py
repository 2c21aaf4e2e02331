from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from csassist.assessment.rulebook import Rulebook
from csassist.errors import InvalidInput, NotBuilt
from csassist.lab.evaluate import Options, run_eval
from csassist.lab.evaluation import bench as bench_module
from csassist.lab.evaluation.snow import Snow

REVIEWS = '{"text": "太差了，骗人的，再也不买了", "polarity": -1}\n{"text": "很满意，谢谢", "polarity": 1}\n'
DIALOGUE = '{"id": "1", "turns": [{"role": "customer", "text": "在吗"}], "satisfaction": 1.0}\n'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "sets"
    folder.mkdir()
    (folder / "reviews.jsonl").write_text(REVIEWS, "utf-8")
    (folder / "stc3_cn.jsonl").write_text(DIALOGUE, "utf-8")
    return folder


def test_it_prints_a_table_and_writes_json_and_a_page(
    data: Path, rulebook: Rulebook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = Options(snownlp=False, json=tmp_path / "e.json", report=tmp_path / "docs" / "e.md")
    (tmp_path / "docs").mkdir()
    found = run_eval(data, rulebook, options)
    assert "reviews: polarity, AUC" in capsys.readouterr().out
    said = orjson.loads((tmp_path / "e.json").read_bytes())
    assert said["rules"] == rulebook.hash
    assert {one["id"] for one in said["figures"]} == {figure.id for figure in found.figures}
    assert "reviews: polarity, AUC" in (tmp_path / "docs" / "e.md").read_text("utf-8")


def test_sets_are_chosen_by_the_beginning_of_their_names(data: Path, rulebook: Rulebook) -> None:
    found = run_eval(data, rulebook, Options(("rev",), snownlp=False))
    assert {figure.set for figure in found.figures} == {"reviews"}
    with pytest.raises(InvalidInput, match="no set 'jddc'"):
        run_eval(data, rulebook, Options(("jddc",), snownlp=False))


def test_a_seen_set_is_marked_until_folds_refit_it(data: Path, rulebook: Rulebook) -> None:
    seen = frozenset({"stc3_cn"})
    marked = run_eval(data, rulebook, Options(("stc3",), snownlp=False, seen=seen))
    assert all(figure.seen for figure in marked.figures)
    left_out: list[frozenset[str]] = []

    def train(without: frozenset[str], tick: Callable[[], None]) -> Rulebook:
        left_out.append(without)
        tick()
        return rulebook

    clean = run_eval(data, rulebook, Options(("stc3",), snownlp=False, seen=seen, folds=2, train=train))
    assert len(left_out) == 2
    run_eval(data, rulebook, Options(("rev",), snownlp=False, seen=seen, folds=2, train=train))
    assert len(left_out) == 2  # nothing that was seen is measured
    assert not any(figure.seen for figure in clean.figures)
    assert frozenset().union(*left_out) == {"1"}
    with pytest.raises(NotBuilt):
        run_eval(data, rulebook, Options(("stc3",), snownlp=False, seen=seen, folds=2))


def test_a_place_that_cannot_be_written_is_named(data: Path, rulebook: Rulebook, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot write"):
        run_eval(data, rulebook, Options(("rev",), snownlp=False, json=tmp_path / "none" / "e.json"))


@pytest.mark.slow
def test_the_yardstick_is_snownlp_itself() -> None:
    from csassist.lab.evaluation.snow import sentiments

    texts = ["质量太差了，很失望", "非常好，很喜欢", " "]
    snow = Snow()
    try:
        snow.ask(texts)
        assert snow.heat(texts[0]) == pytest.approx(1 - sentiments(texts)[0])
        assert snow.heat(texts[0]) > 0.5 > snow.heat(texts[1])
        assert snow.heat(" ") == 0.5
    finally:
        snow.close()


def test_a_sample_is_the_same_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_module, "SNOW_ROWS", 3)
    texts = [f"第{number}条" for number in range(9)]
    drawn = bench_module.sample(texts)
    assert len(drawn) == 3
    assert drawn == sorted(bench_module.sample(texts))
    assert bench_module.sample(texts[:2]) == [0, 1]
