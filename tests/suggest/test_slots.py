"""Slot values: where they come from, how times are spoken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from csassist.conversation.message import Context, Customer, Order
from csassist.suggest.slots import known_slots, spoken_time
from suggest.shop import NOW, SHELF, situation


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ((2026, 11, 22, 10, 0), "今天18点"),
        ((2026, 11, 22, 10, 30), "今天18点30分"),
        ((2026, 11, 22, 15, 59), "今天24点"),
        ((2026, 11, 22, 16, 0), "明天0点"),
        ((2026, 11, 24, 4, 0), "后天12点"),
        ((2026, 11, 25, 4, 0), "11月25日12点"),
        ((2027, 1, 3, 10, 0), "2027年1月3日18点"),
        ((2026, 11, 21, 10, 0), "昨天18点"),
        ((2026, 11, 20, 10, 0), "前天18点"),
    ],
)
def test_times_are_spoken_in_the_shops_time(at: tuple[int, int, int, int, int], said: str) -> None:
    assert spoken_time(datetime(*at, tzinfo=UTC), NOW) == said


def test_a_deadline_ahead_and_one_missed_are_two_slots() -> None:
    ahead = known_slots(situation("", context=Context(Order(promised_at=NOW + timedelta(hours=1)))), SHELF)
    missed = known_slots(situation("", context=Context(Order(promised_at=NOW - timedelta(days=1)))), SHELF)
    assert ahead["promised_at"] == "今天11点"
    assert "overdue_at" not in ahead
    assert missed["overdue_at"] == "昨天10点"
    assert "promised_at" not in missed


def test_what_is_not_known_is_not_there() -> None:
    assert known_slots(situation("", customer=None, context=None), SHELF) == dict(SHELF.policy)
    blank = known_slots(situation("", customer=Customer(name=" \n "), context=Context(Order(), "nobody")), SHELF)
    assert blank == dict(SHELF.policy)


def test_values_are_one_short_line() -> None:
    made = replace(situation(""), customer=Customer(name="张\n女士 " + "长" * 100))
    name = known_slots(made, SHELF)["customer_name"]
    assert name.startswith("张 女士 长")
    assert len(name) == 60
