"""The learnt text model at run time: a table of character n-grams with whole-number weights for a few heads.

Knows sums and where they come from; knows nothing of degrees, rules or training. Weights are whole numbers, so sums are
exact and the same on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from struct import Struct
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from csassist.frozen import frozen

HEADS = ("heat", "polarity", "anger", "anxiety", "sadness", "positive")
EDGE = "\n"  # stands before and after a text, so that an n-gram may say "at the start"
LONGEST = 1_000  # code points that are scored
MOST_TERMS = 6
_FIELD = 32  # bits per head in a packed sum; LONGEST characters hold < 2**12 n-grams of < 2**11 each
_HALF = 1 << (_FIELD - 1)
_LIFT = sum(_HALF << (_FIELD * place) for place in range(len(HEADS)))  # makes every field of a sum positive
_FIELDS = Struct(f"<{len(HEADS)}I")
_MOST_GRAMS = 4_096
_LONGEST_GRAM = 16
BIGGEST = 1 << 11  # no weight is as big as this
_SHARES = 60  # parts of a unit in which a weight is spread over the characters of its n-gram
_FAINT = 0.15  # log-odds per character below which a character is no part of a term
_TERM = 0.45  # log-odds that a term must hold to be shown
_TERM_LONGEST = 14  # characters; a longer stretch is no reason that one can read

Span = tuple[int, int]


@frozen
class ModelTable:
    """What a model file holds. `weights[head][i]` belongs to `grams[i]`; a weight of `scale` is one of log-odds.

    A sum over n n-grams is divided by the square root of 1 + n / `dilute` (0 = it is not): much text is not much heat.
    """

    name: str
    grams: tuple[str, ...]
    weights: dict[str, tuple[int, ...]]
    bias: dict[str, int]
    scale: int = 256
    dilute: int = 0


class Term(NamedTuple):
    """A stretch of the folded text, half-open, and its share of the heat in log-odds."""

    start: int
    end: int
    share: float


class Scored(NamedTuple):
    """Log-odds of each head. `heat` = `base` + the shares of `terms` (at most six, strongest first, apart)."""

    heat: float
    polarity: float
    anger: float
    anxiety: float
    sadness: float
    positive: float
    base: float
    terms: tuple[Term, ...] = ()


class TextModel:
    """Build with `TextModel.build`; immutable then. `name` tells which model this is."""

    def __init__(self, table: ModelTable, packed: tuple[int, ...] | None = None) -> None:
        self.name = table.name
        self.scale = table.scale
        self._table = table
        self._automaton = AhoCorasick(table.grams, matchkind=MatchKind.Standard, store_patterns=True)
        self._heat = table.weights["heat"]
        packed = packed or tuple(_pack(row) for row in zip(*(table.weights[h] for h in HEADS), strict=True))
        self._packed = dict(zip(table.grams, packed, strict=True))
        self._bias = tuple(table.bias[head] / table.scale for head in HEADS)
        self._least = self._bias[0] + _TERM
        self._units = tuple(_unit(table, count) for count in range(_MOST_GRAMS))

    def __reduce__(self) -> tuple[type[TextModel], tuple[ModelTable, tuple[int, ...]]]:
        """What another process needs to have the same model: everything but the automaton, which is built again."""
        return TextModel, (self._table, tuple(self._packed.values()))

    @classmethod
    def build(cls, table: ModelTable) -> TextModel:
        """Compiles `table`. Raises ValueError when it is not sound: see `faults_of`."""
        faults = faults_of(table)
        if faults:
            raise ValueError("; ".join(faults))
        return cls(table)

    def score(self, text: str, terms: bool = True) -> Scored:
        """Scores folded `text`; each n-gram counts once. Never raises. `terms` = False leaves the stretches out."""
        text = f"{EDGE}{text[:LONGEST]}{EDGE}"
        # Which n-grams there are is asked first, for that is cheap; where they stand only when a term may be shown.
        grams = set(self._automaton.find_matches_as_strings(text, overlapping=True))
        unit = self._units[len(grams)] if len(grams) < _MOST_GRAMS else self._units[-1]
        sums = _FIELDS.unpack((sum(map(self._packed.__getitem__, grams)) + _LIFT).to_bytes(_FIELDS.size, "little"))
        values = [bias + (lifted - _HALF) / unit for bias, lifted in zip(self._bias, sums, strict=True)]
        heat = values[0]
        stretches = self._terms(text, unit) if terms and heat > self._least else ()
        base = heat - sum([term.share for term in stretches]) if stretches else heat
        return tuple.__new__(Scored, (*values, base, stretches))

    def _terms(self, text: str, unit: float) -> tuple[Term, ...]:
        shares = self._shares(self._automaton.find_matches_as_indexes(text, overlapping=True), len(text))
        stretches = _stretches(shares, round(_FAINT * unit * _SHARES))
        strongest = sorted(stretches, key=lambda span: (-sum(shares[span[0] : span[1]]), span))
        terms = (Term(start, end, sum(shares[start:end]) / (unit * _SHARES)) for start, end in strongest[:MOST_TERMS])
        return tuple(term for term in terms if term.share >= _TERM)

    def _shares(self, found: Sequence[tuple[int, int, int]], length: int) -> list[int]:
        """The heat of every character: each n-gram's weight spread over its characters where it stands first.

        `length` counts the two edges, the shares do not.
        """
        heat, seen = self._heat, set[int]()
        spread = [0] * length
        for gram, start, end in found:
            if gram not in seen:
                seen.add(gram)
                if weight := heat[gram]:
                    share = weight * _SHARES // (end - start)
                    for place in range(start, end):
                        spread[place] += share
        return spread[1:-1]


def _stretches(shares: Sequence[int], faint: int) -> list[Span]:
    """Runs of characters of which each is hot or stands between hot ones; cut at `_TERM_LONGEST`."""
    found: list[Span] = []
    start: int | None = None
    last = 0
    for place, share in enumerate(shares):
        if share < faint:
            if start is not None and place - last > 1:
                found.append((start, last + 1))
                start = None
            continue
        if start is not None and place - start >= _TERM_LONGEST:
            found.append((start, last + 1))
            start = None
        start, last = (place if start is None else start), place
    if start is not None:
        found.append((start, last + 1))
    return found


def faults_of(table: ModelTable) -> list[str]:
    """What is wrong with a table, in words; empty when it is sound."""
    faults = []
    if table.scale <= 0 or table.dilute < 0:
        faults.append("scale is not positive, or dilute is below nought")
    if not table.grams or any(not 0 < len(gram) <= _LONGEST_GRAM for gram in table.grams):
        faults.append("an n-gram is empty or too long, or there is none")
    if len(set(table.grams)) != len(table.grams):
        faults.append("an n-gram stands twice")
    for head in HEADS:
        weights = table.weights.get(head, ())
        if len(weights) != len(table.grams):
            faults.append(f"{head} has {len(weights)} weights for {len(table.grams)} n-grams")
        if any(abs(weight) >= BIGGEST for weight in (*weights, table.bias.get(head, 16 * BIGGEST) // 16)):
            faults.append(f"{head} has a weight or a bias that is missing or too big")
    return faults


def _unit(table: ModelTable, count: int) -> float:
    """How much weight makes one unit of log-odds in a text of `count` n-grams. A square root is exact everywhere."""
    return table.scale * math.sqrt(1.0 + count / table.dilute) if table.dilute else float(table.scale)


def _pack(row: Sequence[int]) -> int:
    return sum(weight << (_FIELD * place) for place, weight in enumerate(row))
