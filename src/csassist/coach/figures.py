"""Figures in a draft against figures that are known: a number with its unit, and which of them contradict."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
# Units as typed -> one name each. What measures goods stands apart: there a figure alone names its fact.
_GOODS = {
    "毫升": "ml", "ml": "ml", "升": "l", "l": "l", "瓦": "w", "w": "w", "千瓦": "kw", "kw": "kw", "毫安时": "mah",
    "毫安": "mah", "mah": "mah", "千克": "kg", "公斤": "kg", "kg": "kg", "克": "g", "g": "g", "厘米": "cm", "cm": "cm",
    "毫米": "mm", "mm": "mm", "米": "m", "英寸": "寸", "寸": "寸", "匹": "匹", "伏": "v", "v": "v", "分贝": "db",
    "db": "db", "支": "支", "粒": "粒",
}  # fmt: skip
_OTHER = {
    "个工作日": "workday", "工作日": "workday", "天": "day", "日": "day", "小时": "hour", "分钟": "minute",
    "年": "year", "个月": "month", "元": "yuan", "块": "yuan", "度": "度", "档": "档",
}  # fmt: skip
_UNITS = {**_GOODS, **_OTHER}
MEASURES = frozenset(_GOODS.values())
_FIGURE = re.compile(
    r"(?<![0-9.])([0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
    rf"(?:(?: *(?:到|至|-|~) *)([0-9]+(?:\.[0-9]+)?))? *({'|'.join(sorted(_UNITS, key=len, reverse=True))})(?![a-z])"
)


class Figure(NamedTuple):
    """A number with its unit at [start, end) of a folded text; a range has `least` below `most`."""

    start: int
    end: int
    least: float
    most: float
    unit: str


def find_figures(text: str) -> list[Figure]:
    """Every number with a unit in a folded text. Masked numbers (0) are none."""
    found = []
    for hit in _FIGURE.finditer(text):
        least = _number(hit[1])
        most = float(hit[2]) if hit[2] else least
        if most > 0:
            found.append(Figure(hit.start(), hit.end(), min(least, most), most, _UNITS[hit[3]]))
    return found


def contradicts(said: Figure, known: Sequence[Figure]) -> Figure | None:
    """The known figure of the same unit that `said` contradicts; None when one of them allows it, or none compares."""
    same = [one for one in known if one.unit == said.unit]
    if not same or any(one.least <= said.least and said.most <= one.most for one in same):
        return None
    return same[0]


def _number(text: str) -> float:
    if text[0].isascii():
        return float(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return float(_DIGITS[text])
    return float(10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0))
