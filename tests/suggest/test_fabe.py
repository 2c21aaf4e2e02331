"""Answers from the product card: who gets them, and for what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csassist.catalogue.shelf import Shelf
from csassist.catalogue.spec import Evidence, Policy, ProductCard, SellingPoint
from csassist.conversation.message import Context, Customer
from csassist.conversation.reading import Reading
from csassist.conversation.tier import Tier
from csassist.suggest.choose import choose_scripts
from csassist.suggest.spec import Suggestion
from suggest.shop import CALM, LIBRARY, situation

QUIET = SellingPoint(
    ("噪音",), "无刷电机", "最低档26分贝", "睡得踏实", Evidence("实测26分贝", "检测报告"),
    personas=("宝妈",), scenes=(("学生", "宿舍里开整夜室友也不嫌"),), loss="夜里翻身都会被吵醒",
)  # fmt: skip
FAN = ProductCard("fan", "风扇", "家电", "goods", (QUIET,), versus="比塔扇贵在电机，只吹风普通款也够", upgrade="pro")
PRO = replace(
    FAN, id="pro", name="风扇Pro", upgrade="", points=(replace(QUIET, feature="七叶循环", benefit="整屋都凉"),)
)
SHELF = Shelf.build((FAN, PRO), Policy())


def cards(text: str, reading: Reading = CALM, tier: Tier = Tier.CALM, **more: object) -> dict[str, Suggestion]:
    """By kind."""
    found = choose_scripts(
        LIBRARY, SHELF, situation(text, reading, tier, **{"context": Context(product_id="fan"), **more})
    )
    return {card.kind: card for card in found}


def test_the_persona_of_the_notes_hears_a_benefit_from_its_own_day() -> None:
    card = cards("噪音大吗", customer=Customer(notes=("学生，住校",)))["fabe"]
    assert card.text.startswith("宿舍里开整夜室友也不嫌。")
    assert "使用者:学生" in card.why
    assert "先说好处" in card.why


def test_who_compares_gets_the_difference_and_the_pair() -> None:
    found = cards("这款和别的有什么区别")
    assert found["faq"].script_id == "versus:fan"
    assert found["faq"].text == "比塔扇贵在电机，只吹风普通款也够。"
    assert found["choice"].script_id == "pair:fan:pro"
    assert "风扇Pro" in found["choice"].text
    assert cards("这款和别的有什么区别", context=Context(product_id="pro"))["choice"].script_id == "pair:fan:pro"


def test_nobody_is_shown_the_same_pair_twice() -> None:
    assert "choice" not in cards("这款和别的有什么区别", offered=("pair:fan:pro",))


def test_what_going_without_costs_is_said_to_the_calm_who_waver_only() -> None:
    loss = "夜里翻身都会被吵醒"
    assert loss in cards("噪音大吗", customer_type="hesitant")["fabe"].text
    assert loss not in cards("噪音大吗", customer_type="hurried")["fabe"].text
    warm = replace(CALM, degrees=20.0)
    assert loss not in cards("噪音大吗", warm, Tier.WATCH, customer_type="hesitant")["fabe"].text


@pytest.mark.parametrize("text", ["噪音大吗", "这款和别的有什么区别"])
def test_nothing_is_sold_above_the_heat_gate_or_amid_trouble(text: str) -> None:
    for reading, tier in (
        (replace(CALM, degrees=30.0), Tier.WATCH),
        (CALM, Tier.ALERT),
        (replace(CALM, scenes=("refund",)), Tier.CALM),
    ):
        assert not {"fabe", "choice"} & set(cards(text, reading, tier))
