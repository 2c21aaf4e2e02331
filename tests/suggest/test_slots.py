"""Slot values: where they come from, how times are spoken."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from csassist.catalogue.shelf import Shelf
from csassist.catalogue.spec import Policy, ProductCard
from csassist.conversation.message import Context, Customer, Order
from csassist.suggest.slots import clean, known_slots
from suggest.shop import NOW, SHELF, situation


def test_a_deadline_ahead_and_one_missed_are_two_slots() -> None:
    ahead = known_slots(situation("", context=Context(Order(promised_at=NOW + timedelta(hours=1)))), SHELF)
    missed = known_slots(situation("", context=Context(Order(promised_at=NOW - timedelta(days=1)))), SHELF)
    assert ahead["promised_at"] == "今天11点"
    assert "overdue_at" not in ahead
    assert missed["overdue_at"] == "昨天10点"
    assert "promised_at" not in missed


def test_what_is_not_known_is_not_there() -> None:
    assert known_slots(situation("", customer=None, context=None), SHELF) == {}
    blank = known_slots(situation("", customer=Customer(name=" \n "), context=Context(Order(), "nobody")), SHELF)
    assert blank == {}


def test_values_are_one_short_line() -> None:
    made = replace(situation(""), customer=Customer(name="张\n女士 " + "长" * 100))
    name = known_slots(made, SHELF)["customer_name"]
    assert name.startswith("张 女士 长")
    assert len(name) == 60


def test_facts_of_the_product_fill_what_a_tactic_needs() -> None:
    card = ProductCard(
        "fan", "静音风扇", "家电", "goods", (), facts=(("库存", "12件"), ("销量", "3,400件"), ("功率", "24瓦"))
    )
    slots = known_slots(situation(""), Shelf.build((card,), Policy()))
    assert (slots["stock"], slots["sold"]) == ("12件", "3,400件")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("张女士", "张女士"),
        ("\u202e张\u202c女\u2066士\u2069", "张女士"),  # bidirectional controls
        ("张\u200b女\ufeff士\u2060", "张女士"),  # nothing to see
        ("张\u2028女\r\n士", "张 女 士"),
        ("\x00张\x1b[31m", "张[31m"),
        ("\ud800张", "张"),
        ("A-1  2", "A-1 2"),
        ("\u200b\u200b", ""),
        ("长" * 59 + " 尾巴", "长" * 59),
    ],
)
def test_values_hide_nothing(value: str, said: str) -> None:
    assert clean(value) == said


def test_a_value_of_unseen_characters_is_no_value() -> None:
    assert known_slots(situation("", customer=Customer(name="\u200b\u202e"), context=None), SHELF) == {}
