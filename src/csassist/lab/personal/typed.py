"""How people type a number: in groups, wide, in rings, in words, with something invisible between. Knows no number."""

from __future__ import annotations

from collections.abc import Callable

_PLAIN = "0123456789"
_WIDE = str.maketrans(_PLAIN, "０１２３４５６７８９")
_RINGED = str.maketrans(_PLAIN, "⓪①②③④⑤⑥⑦⑧⑨")
_SPOKEN = str.maketrans(_PLAIN, "零幺二三四五六七八九")
_FORMAL = str.maketrans(_PLAIN, "零壹贰叁肆伍陆柒捌玖")
_DOUBLE = str.maketrans(_PLAIN, "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡")
Groups = tuple[int, ...]
Way = Callable[[str, Groups], str]


def grouped(number: str, by: str, groups: Groups) -> str:
    """`number` in groups of these sizes, the rest behind, with `by` between."""
    pieces, done = [], 0
    for size in groups:
        pieces.append(number[done : done + size])
        done += size
    pieces.append(number[done:])
    return by.join(piece for piece in pieces if piece)


def _keycaps(number: str, _: Groups) -> str:
    return "".join(f"{char}\ufe0f\u20e3" if char.isdigit() else char for char in number)


def _half_spoken(number: str, groups: Groups) -> str:
    first = groups[0]
    return number[:first] + number[first:].translate(_SPOKEN)


WAYS: dict[str, Way] = {
    "plain": lambda number, _: number,
    "plain-again": lambda number, _: number,
    "spaces": lambda number, groups: grouped(number, " ", groups),
    "dashes": lambda number, groups: grouped(number, "-", groups),
    "dots": lambda number, groups: grouped(number, ".", groups),
    "wide-dashes": lambda number, groups: grouped(number, "－", groups),
    "single": lambda number, _: " ".join(number),
    "wide": lambda number, _: number.translate(_WIDE),
    "ringed": lambda number, _: number.translate(_RINGED),
    "spoken": lambda number, _: number.translate(_SPOKEN),
    "spoken-groups": lambda number, groups: grouped(number.translate(_SPOKEN), " ", groups),
    "half-spoken": _half_spoken,
    "formal": lambda number, _: number.translate(_FORMAL),
    "double": lambda number, _: number.translate(_DOUBLE),
    "keycaps": _keycaps,
    "unseen": lambda number, groups: grouped(number, "\u200b", groups),
    "unseen-each": lambda number, _: "\u200d".join(number),
}
