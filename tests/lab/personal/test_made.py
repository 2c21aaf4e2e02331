"""Made numbers are right in form and check digit."""

from __future__ import annotations

import re
from random import Random

import pytest

from csassist.lab.personal import made
from csassist.privacy.numbers import luhn

CHANCE = Random(7)


@pytest.mark.parametrize(
    ("make", "form"),
    [
        (made.mobile, r"1[3-9]\d{9}"),
        (made.identity, r"\d{17}[\dX]"),
        (made.old_identity, r"\d{15}"),
        (made.card, r"\d{16,19}"),
        (made.qq, r"[1-9]\d{4,10}"),
        (made.account, r"[a-z][a-z0-9_-]{5,19}"),
        (made.email, r"[\w.+-]+@[\w.-]+\.\w+"),
        (made.passport, r"[EG]\d{8}"),
        (made.plate, r"[一-鿿][A-H][A-Z\d]{5,6}"),
        (made.name, r"[一-鿿]{2,3}"),
    ],
)
def test_forms(make, form: str) -> None:
    assert all(re.fullmatch(form, make(CHANCE)) for _ in range(50))


def test_cards_pass_luhn_and_another_last_digit_does_not() -> None:
    number = made.card(CHANCE)
    assert luhn(number)
    assert not luhn(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_the_check_character_of_the_standards_example() -> None:
    assert made.luhn_digit("7992739871") == "3"


def test_addresses_orders_and_parcels_hold_numbers() -> None:
    assert all(any(char.isdigit() for char in made.house(CHANCE)) for _ in range(50))
    assert all(any(char.isdigit() for char in make(CHANCE)) for make in (made.order, made.parcel, made.twin))
    assert made.region(CHANCE)
