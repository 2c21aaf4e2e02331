"""A folded text cut into clauses, each with the known words that stand in it. Knows places, decides nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

# A blank behind a digit belongs to a masked number or to a sloppy "18 点"; it ends no clause.
_STOP = re.compile(
    r"[。!?;\n…]+|(?<![0-9 ])[~,]+|(?<![0-9]):|:(?![0-9])|(?<![0-9 ]) +"
    r"|(?<=[0-9]) +(?![ 0-9小分个天日点号时周年月元h~到至左之以内前-])"
)
_HARD = frozenset("。!?;\n…")


class Mark(NamedTuple):
    """A word of the automaton at its place in the folded text; `roles` are bits of book.Role."""

    start: int
    end: int
    roles: int
    word: str


class Clause(NamedTuple):
    """[start, end) of the folded text with its marks in order. `first` of its sentence; `asked`: a ? follows."""

    start: int
    end: int
    marks: tuple[Mark, ...]
    first: bool
    asked: bool
    bits: int  # roles of all its marks

    def has(self, roles: int) -> bool:
        """True when a word of one of these roles stands in it."""
        return bool(self.bits & roles)


def cut_clauses(text: str, marks: Sequence[Mark]) -> list[Clause]:
    """The clauses of a folded text in order; `marks` are sorted."""
    starts = [mark.start for mark in marks]
    clauses: list[Clause] = []
    start, first = 0, True
    for stop in [*_STOP.finditer(text), None]:
        end = stop.start() if stop is not None else len(text)
        sign = stop.group() if stop is not None else ""
        ends = not _HARD.isdisjoint(sign)
        if end > start:
            inside = marks[bisect_right(starts, start - 1) : bisect_right(starts, end - 1)]
            whole = tuple([mark for mark in inside if mark.end <= end])
            bits = 0
            for mark in whole:
                bits |= mark.roles
            clauses.append(Clause(start, end, whole, first, "?" in sign, bits))
            first = ends
        else:
            first = first or ends
        start = stop.end() if stop is not None else end
    return clauses
