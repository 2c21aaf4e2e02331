"""Text as recognisers want it: widths, circled and Chinese digits made plain, invisible characters dropped.

Knows where each plain character came from; knows nothing of what is personal.
"""

from __future__ import annotations

from csassist.frozen import frozen

# Invisible, or drawn around the character before it: the box of a keycap.
_UNSEEN = (0x00AD, 0x034F, 0x061C, 0x180E, 0x20E3, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
           *range(0xFE00, 0xFE10))  # fmt: skip
_NUMERALS = dict(zip("零〇○幺一二三四五六七八九壹贰叁肆伍陆柒捌玖两", "00011234567891234567892", strict=True))


def _table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for first in (0x2460, 0x2474, 0x2488, 0x24F5, 0x2776, 0x2780, 0x278A):  # ①…⑨ ⑴…⑼ ⒈…⒐ ⓵…⓽ ❶…❾ ➀…➈ ➊…➒
        table.update((first + n, str(1 + n)) for n in range(9))
    table.update({0x24EA: "0", 0x24FF: "0", 0x3000: " ", 0xA0: " ", 0x2014: "-", 0x2013: "-", 0x2212: "-"})
    for zero in (0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6):  # mathematical digits, which some keyboards type
        table.update((zero + n, str(n)) for n in range(10))
    return table


_PLAIN = _table()
_DROPPED = frozenset(_UNSEEN)
_DIGITS = {ord(word): digit for word, digit in _NUMERALS.items()}
_ODD = frozenset(map(chr, (*_PLAIN, *_DROPPED)))


@frozen
class Plain:
    """`text` and `digits` have one length; in `digits` Chinese numerals are digits too. `offsets` lead back."""

    text: str
    digits: str
    offsets: tuple[int, ...] | range

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Half-open span of the plain text -> of the text as given. Needs start < end."""
        return self.offsets[start], self.offsets[end - 1] + 1


def plain_of(text: str) -> Plain:
    """The plain form of `text`. Never raises."""
    offsets: tuple[int, ...] | range = range(len(text))
    if not _ODD.isdisjoint(text):
        offsets = tuple(place for place, char in enumerate(text) if ord(char) not in _DROPPED)
        text = "".join(_PLAIN.get(ord(text[place]), text[place]) for place in offsets)
    return Plain(text, text.translate(_DIGITS), offsets)
