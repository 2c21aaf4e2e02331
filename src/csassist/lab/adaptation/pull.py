"""The pull: the least change of the heat weights that keeps calm lines cool, hot ones hot, and our own lines where they
were. Plain Python on the n-grams that the model has; knows nothing of where the lines come from.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from csassist.frozen import frozen
from csassist.thermometer.model import BIGGEST, EDGE, LONGEST, ModelTable

ROUNDS = 12
_TRIM_FROM = 4  # rounds before the hottest doubtful lines are first left out; again after each later round
_STILL = 1e-7  # a change of a dual value below this is none
_BIAS_EASE = 0.1  # how easily the bias moves beside an n-gram that stands in one line only


class Want(Enum):
    """What a line asks of the heat (log-odds)."""

    BELOW = "below"  # `at` or less
    ABOVE = "above"  # `at` or more
    STAY = "stay"  # not less than it was


@frozen
class Line:
    """A text as the model hears it; `weight` = how many ordinary lines it counts for; `doubtful` = nobody judged it, so
    that it may be left out as probably not calm at all.
    """

    text: str
    want: Want
    at: float = 0.0
    weight: float = 1.0
    doubtful: bool = False


@frozen
class Strength:
    """`ridge` = how strongly the shipped weights hold; `hold` = how strongly a STAY line does; `trim` = share of the
    doubtful lines, the hottest, that are left out.
    """

    ridge: float = 8.0
    hold: float = 2.0
    trim: float = 0.02


class Pulled(NamedTuple):
    """The table after the pull; `trimmed` = doubtful lines that were left out in the end."""

    table: ModelTable
    trimmed: int


@dataclass(slots=True)
class _Row:
    grams: tuple[int, ...]
    unit: float  # by which a sum of weights becomes log-odds
    heat: float  # before the pull
    line: Line
    give: float = 0.0  # log-odds by which the line's heat gives way to a pull of one, times the ridge
    dual: float = 0.0  # ≥ 0: how hard the line pulls
    out: bool = False


def pull(table: ModelTable, lines: Sequence[Line], strength: Strength, tick: Callable[[], None]) -> Pulled:
    """Dual coordinate ascent (Hsieh and others 2008) on ridge x |change|² / 2 + the losses; `tick` after a round.

    A line that has what it wants does not pull, and none but those of STAY pulls harder than its weight. Lines are
    taken in their order: the same lines give the same table.
    """
    rows = Reader(table).rows(lines)
    state = _State([0.0] * len(table.grams), _eases(rows, len(table.grams)), strength)
    for row in rows:
        row.give = row.unit * row.unit * sum(map(state.ease.__getitem__, row.grams)) + _BIAS_EASE
    for number in range(ROUNDS):
        for row in rows:
            if not row.out:
                state.step(row)
        if number >= _TRIM_FROM:
            _trim(rows, state)
        tick()
    pairs = zip(table.weights["heat"], state.change, strict=True)
    heat = tuple(_whole(old, moved * table.scale) for old, moved in pairs)
    bias = {**table.bias, "heat": table.bias["heat"] + round(state.shift * table.scale)}
    return Pulled(replace(table, weights={**table.weights, "heat": heat}, bias=bias), sum(row.out for row in rows))


class Reader:
    """Which n-grams of a table stand in a text, and what they weigh together: as TextModel.score, with the places."""

    def __init__(self, table: ModelTable) -> None:
        self._table = table
        self._heat = table.weights["heat"]
        self._automaton = AhoCorasick(table.grams, matchkind=MatchKind.Standard, store_patterns=False)

    def grams(self, text: str) -> tuple[int, ...]:
        """Numbers of the n-grams in a text, each once, ascending."""
        found = self._automaton.find_matches_as_indexes(f"{EDGE}{text[:LONGEST]}{EDGE}", overlapping=True)
        return tuple(sorted({match[0] for match in found}))

    def rows(self, lines: Sequence[Line]) -> list[_Row]:
        """Lines with an n-gram that the model knows; the others move nothing."""
        found = []
        for line in lines:
            grams = self.grams(line.text)
            if grams:
                unit = self._unit(len(grams))
                heat = self._table.bias["heat"] / self._table.scale
                heat += sum(map(self._heat.__getitem__, grams)) * unit / self._table.scale
                held = replace(line, at=heat) if line.want is Want.STAY else line
                found.append(_Row(grams, unit, heat, held))
        return found

    def _unit(self, count: int) -> float:
        dilute = self._table.dilute
        return 1.0 / math.sqrt(1.0 + count / dilute) if dilute else 1.0


@dataclass(slots=True)
class _State:
    """How far every weight and the bias have moved, in log-odds; `ease` = how easily an n-gram moves, 0–1."""

    change: list[float]
    ease: list[float]
    strength: Strength
    shift: float = 0.0

    def heat(self, row: _Row) -> float:
        """Of a line, as far as the pull has come."""
        return row.heat + row.unit * sum(map(self.change.__getitem__, row.grams)) + self.shift

    def step(self, row: _Row) -> None:
        """Lets one line pull as hard as its loss asks for.

        The loss rises from nothing, squared over one unit of log-odds and then straight (a smoothed hinge); that of
        STAY stays a square. The best dual value has a closed form: d = weight x (over - (d - dual) x give), cut.
        """
        line = row.line
        sign = 1.0 if line.want is Want.BELOW else -1.0
        over = sign * (self.heat(row) - line.at)
        give = row.give / self.strength.ridge
        weight = line.weight * (self.strength.hold if line.want is Want.STAY else 1.0)
        dual = max(0.0, weight * (over + row.dual * give) / (1.0 + weight * give))
        self.move(row, dual if line.want is Want.STAY else min(weight, dual))

    def move(self, row: _Row, dual: float) -> None:
        """Gives a line this dual value, and the weights what it is worth."""
        more = dual - row.dual
        if abs(more) < _STILL:
            return
        row.dual = dual
        push = (-more if row.line.want is Want.BELOW else more) / self.strength.ridge
        each = push * row.unit
        change, ease = self.change, self.ease
        for gram in row.grams:
            change[gram] += each * ease[gram]
        self.shift += push * _BIAS_EASE


def _eases(rows: Sequence[_Row], size: int) -> list[float]:
    """(log of 1 / share of lines that hold an n-gram, 1 for one line)²: what stands everywhere, says little."""
    counts = [0] * size
    for row in rows:
        for gram in row.grams:
            counts[gram] += 1
    most = math.log(max(2, len(rows)))
    return [(math.log(max(2, len(rows)) / count) / most) ** 2 if count else 0.0 for count in counts]


def _trim(rows: Sequence[_Row], state: _State) -> None:
    """Leaves the hottest doubtful lines out from here on and lets those in again that are no longer among them."""
    calm = [(state.heat(row), place) for place, row in enumerate(rows) if row.line.doubtful]
    calm.sort(key=lambda pair: (-pair[0], pair[1]))
    hottest = {place for _, place in calm[: int(state.strength.trim * len(calm))]}
    for place, row in enumerate(rows):
        if row.line.doubtful:
            row.out = place in hottest
            if row.out:
                state.move(row, 0.0)


def _whole(old: int, moved: float) -> int:
    return max(1 - BIGGEST, min(BIGGEST - 1, old + round(moved)))
