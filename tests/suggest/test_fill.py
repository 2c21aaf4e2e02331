"""The slot parser: what is a slot, what is text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from csassist.suggest.fill import fill, parse


def test_known_slots_are_filled_and_unknown_ones_reported_once() -> None:
    filled = fill("{a}您好，{b}，{b}", {"a": "张女士"})
    assert filled.text == "张女士您好，{b}，{b}"
    assert filled.missing == ("b",)


def test_what_is_no_lower_case_name_is_text() -> None:
    for text in ("{}", "{0}", "{A}", "{a.b}", "{a!r}", "{a:>9}", "{ a }", "}{", "{{", "%s", "{a"):
        assert fill(text, {"a": "x", "A": "x", "0": "x"}).text == text
        assert parse(text).slots == ()


def test_double_braces_are_no_escape() -> None:
    assert fill("{{a}}", {"a": "x"}).text == "{x}"


@given(st.text(), st.text())
def test_values_are_put_in_as_they_are(name: str, other: str) -> None:
    assert fill("甲{x}乙{y}丙", {"x": name, "y": other}).text == f"甲{name}乙{other}丙"


@given(st.text())
def test_without_values_the_text_stays(text: str) -> None:
    assert fill(text, {}).text == text
