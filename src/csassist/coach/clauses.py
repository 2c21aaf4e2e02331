"""Where a clause or a sentence of a draft begins and ends. Positions are code points of the text given."""

from __future__ import annotations

_SENTENCE = frozenset("。！？!?；;\n…")
_CLAUSE = _SENTENCE | frozenset("，,：:~～ \u3000")  # many type a blank for a comma


def around(text: str, start: int, end: int, unit: str) -> tuple[int, int]:
    """The clause, sentence or draft around [start, end), without its closing stop and outer blanks."""
    if unit == "words":
        return start, end
    if unit == "draft":
        first, last = 0, len(text)
    else:
        stops = _CLAUSE if unit == "clause" else _SENTENCE
        first, last = start, end
        while first > 0 and text[first - 1] not in stops:
            first -= 1
        while last < len(text) and text[last] not in stops:
            last += 1
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last


def said(folded: str) -> str:
    """The letters and digits of a folded draft: what is left without symbols and blanks."""
    return "".join(char for char in folded if char.isalnum())
