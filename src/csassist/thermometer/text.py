"""Text folding with offsets kept: many ways of typing become one, and every span leads back to the posted text.

Knows characters, masks and runs; knows nothing about feelings. Never raises, whatever the str holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from csassist.frozen import frozen

# Zero-width and joining characters, variation selectors, bidi controls, soft hyphen: seen by nobody.
_DROPPED = (0x00AD, 0x034F, 0x061C, 0x180E, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
            *range(0x2061, 0x2070), *range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400))  # fmt: skip
_ALIKE = {
    "!": "！﹗︕❗❕‼",
    "?": "？﹖︖❓❔⁇⁉",
    "~": "～〜∼˜",
    "…": "⋯",
    "。": "｡",
    "[": "【",
    "]": "】",
    ",": "﹐、",
    " ": "\u3000\xa0",
    "着": "著",  # traditional forms that have a meaning in simplified Chinese too, so no table turns them
    "复": "覆",  # 回覆
    "你": "妳",
}
_NUMBER_MASK = "[数字x]"
_BOILERPLATE = re.compile(
    r"\[数字x\]"
    r"|\[?(?:咨询|查询)?(?:订单(?:编号|号|金额)|商品(?:id|号|编号)|下单时间) ?:"
    r"(?: ?\[[^\[\]\n]{0,12}\]|[0-9a-z\-¥￥.: ]{1,40})*\]?"
    r"|\[[^\[\]\s]{1,8}x\]|\[orderid_[^\]\s]{0,40}\]"
    r"|#e-s(?:\[[^\]\s]{0,16}\])?"
    r"|&(?:[a-z]{2,8}|#[0-9]{1,7}|#x[0-9a-f]{1,6});"
    r"|(?:https?://|www\.)[\x21-\x7e]+"
    r"|[0-9][0-9\-]{6,}"
)
_BOILERPLATE_MARKS = frozenset("[:#&.0123456789")  # without one of these there is no boilerplate
_REPEAT = re.compile(r"([a-z㐀-鿿])\1{2,}")
_new = tuple.__new__  # a named tuple at half the price of calling its class: every text is folded
LATELY = 8  # texts: an agent's message is read for promises, questions and the card it was sent from, one after another
_KEPT = 2  # a longer run of one character is kept at two: 好好好好好 still holds 好好


@frozen
class Run:
    """One character typed `count` times in a row; start and end are positions in the folded text."""

    start: int
    end: int
    count: int


class Folded(NamedTuple):
    """`text` is what rules are matched on; `offsets[i]` = code point of the posted text that folded i came from.

    `chars` = the characters of `text`: whoever looks for symbols or numbers asks here first whether there are any.
    """

    text: str
    offsets: Sequence[int]
    chars: Set[str]
    runs: tuple[Run, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Half-open span of the folded text -> half-open span of the text as posted. Needs start < end."""
        return self.offsets[start], self.offsets[end - 1] + 1


class Folder:
    """Folds text. `to_simplified` maps a traditional code point to its simplified one, one to one."""

    def __init__(self, to_simplified: Mapping[int, str]) -> None:
        table: dict[int, int | str | None] = {code: code for code in range(0x4E00, 0xA000)}
        table.update((code, code) for code in range(0x80))
        for code in range(0x250):
            low = chr(code).lower()
            if len(low) == 1:
                table[code] = low
        table.update((code, chr(code - 0xFEE0).lower()) for code in range(0xFF01, 0xFF5F))
        table.update((code, simple) for code, simple in to_simplified.items() if len(simple) == 1)
        table.update((ord(one), symbol) for symbol, others in _ALIKE.items() for one in others)
        table.update((code, "\ufffd") for code in range(0xD800, 0xE000))  # lone surrogates cannot leave Python
        table.update((code, None) for code in _DROPPED)
        table.update((code, " ") for code in (*range(0x20), 0x7F, 0x85, 0x2028, 0x2029))
        table[0x0A] = "\n"
        self._table = table
        self._dropped = frozenset(chr(code) for code in _DROPPED)
        self._changed = frozenset(chr(code) for code, to in table.items() if to != code and to != chr(code))

        self._lately = lru_cache(maxsize=LATELY)(self._fold)

    def fold(self, text: str) -> Folded:
        """The folded text with offsets. Masks, order cards, links and long digit runs become blanks of equal length."""
        return self._lately(text)

    def fold_word(self, word: str) -> str:
        """The folded text alone. Most of the 19 000 words of a rule pack are folded already, which is seen at once."""
        alike = len(word) - len(set(word)) >= _KEPT
        if not alike and self._changed.isdisjoint(word) and _BOILERPLATE_MARKS.isdisjoint(word):
            return word
        return self.fold(word).text

    def _fold(self, text: str) -> Folded:
        chars = set(text)
        folded = text
        if not self._changed.isdisjoint(chars):
            folded = text.translate(self._table)
            chars = set(folded)
        offsets: Sequence[int] = range(len(text))
        if len(folded) != len(text):
            offsets = [place for place, char in enumerate(text) if char not in self._dropped]
        if not _BOILERPLATE_MARKS.isdisjoint(chars):
            folded = _BOILERPLATE.sub(_blank, folded)
            chars = set(folded)
        if len(folded) - len(chars) < _KEPT or _REPEAT.search(folded) is None:  # three alike are two characters less
            return _new(Folded, (folded, offsets, chars, ()))
        return _cap_runs(folded, offsets, chars)


def _blank(found: re.Match[str]) -> str:
    """Blanks of the same length; a masked number stays a digit, so that 已经[数字x]天 is still a duration."""
    text = found.group()
    return "0".ljust(len(text)) if text == _NUMBER_MASK else " " * len(text)


def _cap_runs(folded: str, offsets: Sequence[int], chars: Set[str]) -> Folded:
    pieces: list[str] = []
    places: list[int] = []
    runs: list[Run] = []
    done = 0
    for found in _REPEAT.finditer(folded):
        start, end = found.span()
        pieces.append(folded[done : start + _KEPT])
        places.extend(offsets[done : start + _KEPT])
        places[-1] = offsets[end - 1]  # the second one kept stands for the rest: a span over it covers the whole run
        runs.append(Run(len(places) - _KEPT, len(places), end - start))
        done = end
    pieces.append(folded[done:])
    places.extend(offsets[done:])
    return Folded("".join(pieces), places, chars, tuple(runs))
