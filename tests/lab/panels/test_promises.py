"""The panel of promises: where spans point to, what is refused, what is shipped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csassist.errors import InvalidInput
from csassist.lab.panel import draw
from csassist.lab.panels.promises import PROMISES, REST, SALT, draw_agent_turns, load_promises, read_promises

Writer = Callable[..., Path]
MADE = {"turn": 1, "promise": True, "spans": [[0, 7], [8, 17]], "due": "today 18:00"}


def test_spans_cut_the_committing_words_out_of_the_text(data: Path, panel: Writer) -> None:
    (made, first), (idle, second) = load_promises(data, panel(MADE, {"turn": 4, "promise": False}))
    assert [first.text[start:end] for start, end in made.spans] == ["帮您催一下仓库", "今天18点前回复您"]
    assert (made.promise, made.due) == (True, "today 18:00")
    assert (idle.promise, idle.spans, idle.due) == (False, (), "none")
    assert (second.text, len(second.before)) == ("嗯", 4)


@pytest.mark.parametrize(
    "changed",
    [
        {"promise": None},
        {"promise": 1},
        {"spans": []},
        {"spans": [[3, 3]]},
        {"spans": [[-1, 3]]},
        {"spans": [[8, 9], [0, 7]]},
        {"spans": [[0]]},
        {"spans": 5},
        {"due": "soon"},
        {"promise": False},
        {"promise": False, "spans": []},
    ],
)
def test_a_line_that_is_no_label_is_refused_with_its_number(panel: Writer, changed: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="line 2"):
        read_promises(panel(MADE, MADE | changed))


def test_a_span_outside_of_its_text_is_refused(data: Path, panel: Writer) -> None:
    with pytest.raises(InvalidInput, match="outside"):
        list(load_promises(data, panel(MADE | {"spans": [[0, 99]]})))


def test_a_customers_turn_promises_nothing(data: Path, panel: Writer) -> None:
    with pytest.raises(InvalidInput, match="not the agent's"):
        list(load_promises(data, panel({"turn": 0, "promise": False})))


def test_the_draw_takes_agent_turns_with_words_by_the_salt(data: Path) -> None:
    places = draw_agent_turns(data, 9)
    assert sorted(place.turn for place in places) == [1, 4]
    assert places == draw(places, 9, SALT)


def test_the_shipped_panels_are_sorted_apart_and_without_text() -> None:
    half, rest = read_promises(), read_promises(REST)
    assert sum(label.promise for label in half) == 75
    assert len(half) == 150
    assert not any(label.promise for label in rest)
    for labels in (half, rest):
        places = [label.place for label in labels]
        assert places == sorted(set(places))
    assert not {label.place for label in half} & {label.place for label in rest}
    assert (PROMISES.read_text("utf-8") + REST.read_text("utf-8")).isascii()
