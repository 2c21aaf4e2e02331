"""The panel of next acts: where a line points to, what is refused, what is shipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csassist.errors import InvalidInput, NotFound
from csassist.lab.panel import draw
from csassist.lab.panels.acts import ACTS, NEXT_ACTS, SALT, draw_acts, load_acts, read_acts

Writer = Callable[..., Path]


def test_a_line_leads_to_its_text_and_what_was_said_before(data: Path, panel: Writer) -> None:
    file = panel({"turn": 0, "act": "check", "also": ["time"]}, {"turn": 2, "act": "none"})
    (asked, first), (idle, second) = load_acts(data, file)
    assert (asked.act, asked.also, asked.silence_fits) == ("check", ("time",), False)
    assert (idle.act, idle.also, idle.silence_fits) == ("none", (), True)
    assert (first.text, first.before) == ("我的伞什么时候发货", ())
    assert [role for role, _ in second.before] == ["customer", "agent"]


def test_silence_may_be_the_second_best(panel: Writer) -> None:
    (label,) = read_acts(panel({"turn": 2, "act": "close", "also": ["none"]}))
    assert label.silence_fits


@pytest.mark.parametrize(
    "changed",
    [
        {"act": "sing"},
        {"act": None},
        {"also": ["sing"]},
        {"also": ["check"]},
        {"also": ["time", "time"]},
        {"also": ["time", "soothe", "explain"]},
        {"also": "time"},
        {"turn": -1},
        {"set": "cold"},
        {"turn": None},
    ],
)
def test_a_line_that_is_no_label_is_refused_with_its_number(panel: Writer, changed: dict[str, Any]) -> None:
    row = {"turn": 0, "act": "check"}
    with pytest.raises(InvalidInput, match="line 2"):
        read_acts(panel(row, row | changed))


def test_an_absent_panel_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"none\.jsonl is missing"):
        read_acts(tmp_path / "none.jsonl")


def test_an_agents_turn_has_no_next_act(data: Path, panel: Writer) -> None:
    with pytest.raises(InvalidInput, match="not the customer's"):
        list(load_acts(data, panel({"turn": 1, "act": "check"})))


def test_the_draw_takes_customer_turns_by_the_salt(data: Path) -> None:
    places = draw_acts(data)
    assert sorted(place.turn for place in places) == [0, 2]
    assert places == draw(places, 2, SALT)


def test_the_shipped_panel_is_sorted_complete_and_without_text() -> None:
    labels = read_acts()
    places = [label.place for label in labels]
    assert len(places) == 300
    assert places == sorted(set(places))
    assert {place.dataset for place in places} == {"jddc_sessions"}
    counts = Counter(label.act for label in labels)
    assert set(counts) == set(NEXT_ACTS)
    assert ACTS.read_text("utf-8").isascii()
