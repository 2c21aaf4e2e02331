"""The word table's lean, and what was asked."""

from __future__ import annotations

from csassist.rulepack.vocabulary import segmenter
from csassist.thermometer.spec import WordLists
from csassist.thermometer.tokens import LONGEST, Tokens, Words

LISTS = WordLists(fillers=("请问", "什么", "时候", "怎么", "还", "没"), synonyms=("发货 寄出",), service=("退货",))
POLARITY = {"难看": -2.5, "漂亮": 2.0, "退货": -3.0}
TOKENS = Tokens(LISTS, segmenter("rjieba"), POLARITY, str)


def test_lean_and_the_worst_word() -> None:
    words = TOKENS.read("手机难看", [])
    assert words.lean < -0.4
    assert words.worst == (2, 4)
    assert TOKENS.read("颜色漂亮", []).lean > 0.4


def test_service_words_do_not_count() -> None:
    assert TOKENS.read("退货", []) == Words()


def test_only_questions_are_asked_and_synonyms_are_one_intent() -> None:
    (one,) = TOKENS.read("请问什么时候发货", [2]).asked
    (other,) = TOKENS.read("怎么还没寄出", [0]).asked
    assert one == other == "发货"
    assert TOKENS.read("昨天发货", []).asked == ()
    assert TOKENS.read("发货?", []).asked == ("发货",)


def test_each_clause_is_asked_for_itself() -> None:
    assert TOKENS.read("发货?颜色?", []).asked == ("发货", "颜色")


def test_empty_and_endless_texts() -> None:
    assert TOKENS.read("", []) == Words()
    assert TOKENS.read("难看," * LONGEST, []).weight <= 2.5 * LONGEST
