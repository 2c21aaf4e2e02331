"""Durations, counts and sums of money."""

from __future__ import annotations

import pytest

from csassist.thermometer.quantity import COUNT, DURATION, MONEY, find_quantities, may_hold_quantities


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("等了三天", DURATION, "三天"),
        ("等了2个小时", DURATION, "2个小时"),
        ("拖了一个多月", DURATION, "一个多月"),
        ("都半个月了", DURATION, "半个月"),
        ("0    天了", DURATION, "0    天"),
        ("第三次了", COUNT, "第三次"),
        ("好几遍", COUNT, "好几遍"),
        ("打了5个电话", COUNT, "5个电话"),
        ("少了50块钱", MONEY, "50块钱"),
    ],
)
def test_found(text: str, kind: str, words: str) -> None:
    start = text.index(words)
    assert (kind, start, start + len(words)) in find_quantities(text)
    assert may_hold_quantities(set(text))


@pytest.mark.parametrize("text", ["今天到吗", "2024年产", "5月3日", "天猫", "一次性杯子", "三天猫眼"])
def test_not_a_quantity(text: str) -> None:
    assert find_quantities(text) == []
