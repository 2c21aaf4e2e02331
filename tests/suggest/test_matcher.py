"""Words and words with gaps in folded text."""

from __future__ import annotations

import pytest

from csassist.suggest.matcher import Matcher

MATCHER = Matcher.build(("发货", "没发货", "什么时候…发", "多久…能…到", "…", ""))


def found(text: str) -> dict[str, str]:
    return {MATCHER.words[number]: text[slice(*span)] for number, span in MATCHER.find(text).items()}


def test_overlapping_words_are_all_found_at_their_first_place() -> None:
    assert found("还没发货，没发货") == {"发货": "发货", "没发货": "没发货"}
    assert MATCHER.find("没发货没发货")[MATCHER.words.index("没发货")] == (0, 3)


@pytest.mark.parametrize("text", ["什么时候发", "什么时候会给我发货", "问下什么时候能发"])
def test_gaps_are_bridged(text: str) -> None:
    assert "什么时候…发" in found(text)


@pytest.mark.parametrize("text", ["发什么时候", "什么时候", "什么时候我的那一个大包裹发货"])
def test_order_and_nearness_matter(text: str) -> None:
    assert "什么时候…发" not in found(text)


def test_several_gaps() -> None:
    assert found("多久才能送到啊") == {"多久…能…到": "多久才能送到"}
    assert "多久…能…到" not in found("多久到，能吗")


def test_a_later_opening_may_succeed_where_the_first_did_not() -> None:
    text = "什么时候，我想问问你们到底什么时候发"
    assert found(text)["什么时候…发"] == "什么时候发"


def test_words_of_gaps_only_are_left_out() -> None:
    assert MATCHER.words == ("什么时候…发", "发货", "多久…能…到", "没发货")
    assert Matcher.build(()).find("发货") == {}


def test_lone_surrogates_do_not_move_spans() -> None:
    assert MATCHER.find("\ud800发货")[MATCHER.words.index("发货")] == (1, 3)
