"""Folding: many ways of typing become one, spans lead back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassist.rulepack.vocabulary import build_folder
from csassist.thermometer.text import Folder

ANY_TEXT = st.text(st.characters(), max_size=80)  # lone surrogates included


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("怎麼還沒發貨", "怎么还没发货"),
        ("ＡＢＣ１２３！？～", "abc123!?~"),
        ("好\u200b吗\ufeff", "好吗"),
        ("退\u200d款", "退款"),
        ("骗骗骗骗子", "骗骗子"),
        ("！！！！", "!!!!"),
        ("66666", "66666"),
    ],
)
def test_one_form_for_many_ways_of_typing(folder: Folder, typed: str, folded: str) -> None:
    assert folder.fold(typed).text == folded


@pytest.mark.parametrize(
    "mask",
    ["[订单x]", "[ORDERID_10001]", "&nbsp;", "&#160;", "https://a.example/x?y=1", "13800001111", "#E-s[微笑x]", "#e-s"],
)
def test_boilerplate_is_blank_and_keeps_its_place(folder: Folder, mask: str) -> None:
    folded = folder.fold(f"你好{mask} 在吗")
    assert folded.text.split() == ["你好", "在吗"]
    assert folded.span(folded.text.index("在"), len(folded.text)) == (len(mask) + 3, len(mask) + 5)


def test_order_card_is_blank_but_the_words_after_it_stay(folder: Folder) -> None:
    card = "[订单编号：[订单x]，订单金额：[金额x]，下单时间：[时间x]]"
    assert folder.fold(card).text.replace(",", "").strip(" ]") == ""
    assert "怎么还不发货" in folder.fold("咨询订单号:[订单x] 怎么还不发货").text


def test_a_masked_number_stays_a_number(folder: Folder) -> None:
    assert folder.fold("已经[数字x]天").text.replace(" ", "") == "已经0天"


def test_emoticons_are_no_masks(folder: Folder) -> None:
    assert folder.fold("[微笑][怒]").text == "[微笑][怒]"


def test_span_covers_a_whole_run(folder: Folder) -> None:
    text = "你好好好好好吗"
    folded = folder.fold(text)
    start = folded.text.index("好好")
    assert folded.span(start, start + 2) == (1, 6)


@given(ANY_TEXT)
def test_never_raises_and_offsets_stay_inside(text: str) -> None:
    folded = build_folder().fold(text)
    assert len(folded.offsets) == len(folded.text)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert all(0 <= offset < len(text) for offset in folded.offsets)
    folded.text.encode("utf-8")


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=60))
def test_full_width_equals_half_width(text: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) for char in text)
    assert build_folder().fold(wide).text == build_folder().fold(text).text


@given(st.lists(st.one_of(st.sampled_from("好好好aA1:#&.[微笑]数字x!！退款　回覆\u200b"), ANY_TEXT)).map("".join))
def test_a_word_alone_folds_as_it_does_with_offsets(word: str) -> None:
    assert build_folder().fold_word(word) == build_folder().fold(word).text
