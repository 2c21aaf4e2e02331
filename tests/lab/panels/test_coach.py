"""The panel of the draft coach: where a line points to, what is refused, what is shipped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csassist.errors import InvalidInput
from csassist.lab.panel import draw
from csassist.lab.panels.coach import COACH, SALT, draw_drafts, load_drafts, read_drafts

Writer = Callable[..., Path]


def test_a_line_leads_to_the_draft_and_its_faults(data: Path, panel: Writer) -> None:
    rows = load_drafts(data, panel({"turn": 1, "allowed": []}, {"turn": 4, "allowed": ["cold", "vague"]}))
    (fine, first), (curt, second) = rows
    assert (fine.allowed, first.text) == ((), "帮您催一下仓库，今天18点前回复您")
    assert (curt.allowed, second.text) == (("cold", "vague"), "嗯")


@pytest.mark.parametrize("allowed", [None, "cold", ["rude"], ["cold", "cold"], [["cold"]], [5]])
def test_a_line_that_is_no_label_is_refused_with_its_number(panel: Writer, allowed: Any) -> None:
    with pytest.raises(InvalidInput, match="line 2"):
        read_drafts(panel({"turn": 1, "allowed": []}, {"turn": 4, "allowed": allowed}))


def test_a_customers_turn_is_no_draft(data: Path, panel: Writer) -> None:
    with pytest.raises(InvalidInput, match="not the agent's"):
        list(load_drafts(data, panel({"turn": 0, "allowed": []})))


def test_the_draw_takes_agent_turns_with_words_by_the_salt(data: Path) -> None:
    places = draw_drafts(data)
    assert sorted(place.turn for place in places) == [1, 4]
    assert places == draw(places, 2, SALT)


def test_the_shipped_panel_is_sorted_complete_and_without_text() -> None:
    labels = read_drafts()
    places = [label.place for label in labels]
    assert len(places) == 300
    assert places == sorted(set(places))
    assert sum(not label.allowed for label in labels) > 150
    assert COACH.read_text("utf-8").isascii()
