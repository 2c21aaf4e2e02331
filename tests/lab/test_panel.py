"""The heat panel: where a line points to, what is refused, and that the draw is the same for everybody."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from csassist.conversation.reading import Emotion, Trigger
from csassist.errors import InvalidInput, NotFound
from csassist.lab.panel import HEAT, Place, candidates, draw, load_panel, read_labels

TURNS = [
    {"role": "customer", "text": "杯子到了"},
    {"role": "agent", "text": "好呀"},
    {"role": "customer", "text": "  "},
    {"role": "customer", "text": "怎么是碎的？！退钱！"},
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder as the real one: one dialogue in each set."""
    for dataset, dialogue in (("stc3_cn", "7"), ("jddc_sessions", "a1")):
        with gzip.open(tmp_path / f"{dataset}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write(json.dumps({"id": dialogue, "turns": TURNS}) + "\n")
    return tmp_path


def panel(folder: Path, *rows: dict[str, Any]) -> Path:
    file = folder / "panel.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return file


def row(**changed: Any) -> dict[str, Any]:
    return {"set": "stc3_cn", "id": "7", "turn": 3, "level": 3} | changed


def test_a_line_leads_to_its_text_and_what_was_said_before(data: Path) -> None:
    file = panel(data, row(emotion="anger", trigger="product"), row(set="jddc_sessions", id="a1", turn=0, level=0))
    angry, calm = load_panel(data, file)
    assert (angry.text, angry.label.level) == ("怎么是碎的？！退钱！", 3)
    assert (angry.label.emotion, angry.label.trigger) == (Emotion.ANGER, Trigger.PRODUCT)
    assert angry.before == tuple((turn["role"], turn["text"]) for turn in TURNS[:3])
    assert (calm.text, calm.before, calm.label.emotion) == ("杯子到了", (), None)


def test_an_absent_data_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"stc3_cn\.jsonl\.gz is missing"):
        load_panel(tmp_path, panel(tmp_path, row()))
    with pytest.raises(NotFound, match=r"jddc_sessions\.jsonl\.gz is missing"):
        list(candidates(tmp_path, "jddc_sessions"))


def test_an_absent_panel_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"none\.jsonl is missing"):
        read_labels(tmp_path / "none.jsonl")


@pytest.mark.parametrize("changed", [{"turn": 4}, {"id": "8"}])
def test_a_place_that_is_not_there_is_not_found(data: Path, changed: dict[str, Any]) -> None:
    with pytest.raises(NotFound, match="holds no turn"):
        load_panel(data, panel(data, row(**changed)))


def test_an_agents_turn_is_refused(data: Path) -> None:
    with pytest.raises(InvalidInput, match="not the customer's"):
        load_panel(data, panel(data, row(turn=1)))


@pytest.mark.parametrize(
    "changed", [{"level": 4}, {"level": "3"}, {"turn": -1}, {"set": "cold"}, {"emotion": "joy"}, {"turn": None}]
)
def test_a_line_that_is_no_label_is_refused_with_its_number(tmp_path: Path, changed: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="line 2"):
        read_labels(panel(tmp_path, row(), row(**changed)))


def test_broken_json_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "panel.jsonl"
    file.write_text('{"set": ', "utf-8")
    with pytest.raises(InvalidInput, match="line 1"):
        read_labels(file)


def test_candidates_are_what_customers_said(data: Path) -> None:
    assert [place.turn for place in candidates(data, "stc3_cn")] == [0, 3]


def test_the_draw_does_not_depend_on_the_order_of_the_file() -> None:
    places = [Place("stc3_cn", str(number), 0) for number in range(40)]
    first = draw(places, 10)
    assert first == draw(reversed(places), 10)
    assert first == draw(places, 20)[:10]
    assert first != draw(places, 10, salt="another")
    # sha256 of "csassist-heat-v1/stc3_cn/N/0", smallest first: computed once by hand, fixed for ever.
    assert [int(place.id) for place in draw(places, 3)] == [23, 14, 13]


def test_the_shipped_panel_is_sorted_and_large_enough() -> None:
    labels = read_labels()
    places = [label.place for label in labels]
    assert places == sorted(set(places))
    levels = Counter(label.level for label in labels)
    assert levels[2] >= 200
    assert levels[3] >= 200
    assert all((label.emotion is None) == (label.level == 0) for label in labels)


def test_the_shipped_panel_holds_no_text() -> None:
    assert HEAT.read_text("utf-8").isascii()
