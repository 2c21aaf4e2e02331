"""Durations, counts and sums of money in folded text, so that a rule can say <时长> instead of listing numbers."""

from __future__ import annotations

import re
from collections.abc import Set

DURATION, COUNT, MONEY = "<时长>", "<次数>", "<金额>"
QUANTITIES = frozenset({DURATION, COUNT, MONEY})

_QUANTITY = re.compile(
    r"第?(?:(?<!\d)\d{1,3}(?:[.~\-]\d{1,3})?|[零一二两三四五六七八九十百几半好多]{1,4})[\s多来几]*"
    r"(?:(?P<time>个?多?(?:天|小时|钟头|星期|礼拜|年|分钟|周|个半?月)半?|个多月)(?![猫气花才])"
    r"|(?P<times>(?:次|遍|回|个(?:电话|客服|人工))(?!性|答|复|数|品|元))"
    r"|(?P<money>块钱?|元|毛钱?|rmb|万))"
)
_UNITS = frozenset("天时头期拜年钟周月次遍回个块元毛b万")  # every quantity holds one of these
_KINDS = {"time": DURATION, "times": COUNT, "money": MONEY}


def may_hold_quantities(chars: Set[str]) -> bool:
    """Whether a text of these characters is worth a search."""
    return not _UNITS.isdisjoint(chars)


def find_quantities(text: str) -> list[tuple[str, int, int]]:
    """(kind, start, end) of every quantity, in order of appearance."""
    return [(_KINDS[str(match.lastgroup)], *match.span()) for match in _QUANTITY.finditer(text)]
