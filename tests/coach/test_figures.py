"""Numbers with units, and which of them contradict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassist.coach.figures import contradicts, find_figures


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("容量1.5升", [(1.5, 1.5, "l")]),
        ("七天内", [(7.0, 7.0, "day")]),
        ("十五天", [(15.0, 15.0, "day")]),
        ("1到3个工作日", [(1.0, 3.0, "workday")]),
        ("2-3天", [(2.0, 3.0, "day")]),
        ("5000mah和20w", [(5000.0, 5000.0, "mah"), (20.0, 20.0, "w")]),
        ("0     天", []),
        ("没有数字", []),
    ],
)
def test_a_figure_is_a_number_with_its_unit(text: str, figures: list[tuple[float, float, str]]) -> None:
    assert [(one.least, one.most, one.unit) for one in find_figures(text)] == figures


def test_only_the_same_unit_contradicts_and_a_range_allows_what_lies_in_it() -> None:
    (known,) = find_figures("1到3个工作日")
    said = {text: find_figures(text)[0] for text in ("2个工作日", "5个工作日", "2天")}
    assert contradicts(said["2个工作日"], [known]) is None
    assert contradicts(said["5个工作日"], [known]) == known
    assert contradicts(said["2天"], [known]) is None


@given(st.text("0123456789.一二十百升ml天个工作日元到- 半两", max_size=40))
def test_any_text_gives_figures_inside_of_it(text: str) -> None:
    for one in find_figures(text):
        assert 0 <= one.start < one.end <= len(text)
        assert one.most > 0
        assert one.least <= one.most
