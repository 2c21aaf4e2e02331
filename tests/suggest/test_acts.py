"""What a card does, by script, by kind, by where it comes from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csassist.suggest.acts import card_act, script_act
from csassist.suggest.spec import Suggestion, When
from suggest.shop import LIBRARY, cards, script


@pytest.mark.parametrize(
    ("kind", "scene", "act"),
    [
        ("empathy", None, "soothe"),
        ("question", "shipping", "ask_order"),
        ("acknowledge", "closing", "close"),
        ("acknowledge", "shipping", "check"),
        ("faq", "presale", "answer_product"),
        ("faq", "refund", "explain"),
        ("handover", None, "handover"),
    ],
)
def test_without_a_word_of_the_author_the_kind_decides(kind: str, scene: str | None, act: str) -> None:
    assert script_act(script("a", kind, "甲", When(), scene=scene)) == act


def test_the_author_has_the_last_word() -> None:
    assert script_act(replace(script("a", "action", "甲", When()), act="time")) == "time"


def test_composed_cards_have_acts_too() -> None:
    (fabe,) = [card for card in cards("晚上开着噪音大吗") if card.kind == "fabe"]
    assert card_act(LIBRARY, fabe) == "answer_product"
    rescue = Suggestion("sg_1", "action", "rescue:action", "…", 0.5, ())
    assert card_act(LIBRARY, rescue) == "handover"
    assert card_act(LIBRARY, cards("还没发货")[0]) == "check"
