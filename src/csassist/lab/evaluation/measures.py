"""Statistics on tallies: how often each row occurs. Plain Python, ties counted half; knows no text and no file.

A tally keeps a bootstrap cheap: most rows are alike, so a resample of 30 000 rows is a few hundred keys.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from csassist.lab.evaluation.figure import Bin

Row = TypeVar("Row", bound=Hashable)
RESAMPLES = 400
_Z = 1.959964  # standard normal, two-sided 95 %


def auc(tally: Mapping[tuple[float, bool], int]) -> float:
    """Chance that a positive row scores above a negative one; (score, positive) -> count; nan without both kinds."""
    below = wins = 0.0
    groups: dict[float, list[int]] = {}
    for (score, positive), count in tally.items():
        groups.setdefault(score, [0, 0])[positive] += count
    for score in sorted(groups):
        negatives, positives = groups[score]
        wins += positives * (below + negatives / 2)
        below += negatives
    total = sum(pair[1] for pair in groups.values())
    return wins / (below * total) if below and total else math.nan


def spearman(tally: Mapping[tuple[float, float], int]) -> float:
    """Rank correlation of (x, y) -> count, ties at their mid-rank; nan when a side is constant."""
    size = sum(tally.values())
    left, right = _midranks(tally, 0), _midranks(tally, 1)
    middle = (size + 1) / 2
    both = spread_x = spread_y = 0.0
    for (x, y), count in tally.items():
        dx, dy = left[x] - middle, right[y] - middle
        both += count * dx * dy
        spread_x += count * dx * dx
        spread_y += count * dy * dy
    return both / math.sqrt(spread_x * spread_y) if spread_x and spread_y else math.nan


def share(tally: Mapping[bool, int]) -> float:
    """Share of True."""
    total = tally.get(True, 0) + tally.get(False, 0)
    return tally.get(True, 0) / total if total else math.nan


def mean(tally: Mapping[float, int]) -> float:
    """Mean of value -> count."""
    total = sum(tally.values())
    return sum(value * count for value, count in tally.items()) / total if total else math.nan


def macro_f1(tally: Mapping[tuple[str, str], int]) -> float:
    """Mean F1 over the classes that occur in the gold; (gold, said) -> count."""
    scores = f1_by_class(tally)
    return sum(scores.values()) / len(scores) if scores else math.nan


def f1_by_class(tally: Mapping[tuple[str, str], int]) -> dict[str, float]:
    """F1 of every gold class; 0 for one that is never hit."""
    gold: Counter[str] = Counter()
    said: Counter[str] = Counter()
    for (right, guess), count in tally.items():
        gold[right] += count
        said[guess] += count
    return {name: 2 * tally.get((name, name), 0) / (gold[name] + said[name]) for name in sorted(gold)}


def kappa(tally: Mapping[tuple[int, int], int]) -> float:
    """Quadratic kappa of two ordinal judgements; (a, b) -> count."""
    size = sum(tally.values())
    a: Counter[int] = Counter()
    b: Counter[int] = Counter()
    for (x, y), count in tally.items():
        a[x] += count
        b[y] += count
    seen = sum(count * (x - y) ** 2 for (x, y), count in tally.items())
    chance = sum(m * n * (x - y) ** 2 for x, m in a.items() for y, n in b.items()) / size if size else 0.0
    return 1 - seen / chance if chance else math.nan


def interval(
    rows: Sequence[Row], statistic: Callable[[Mapping[Row, int]], float], seed: str, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """Percentile bootstrap 95 % of a statistic over single rows; the same `seed`, the same interval."""
    rng = random.Random(seed)
    return _middle(statistic(Counter(rng.choices(rows, k=len(rows)))) for _ in range(resamples if rows else 0))


def interval_of_groups(
    groups: Sequence[Sequence[Row]],
    statistic: Callable[[Mapping[Row, int]], float],
    seed: str,
    resamples: int = RESAMPLES,
) -> tuple[float, float]:
    """The same when rows of a group belong together (turns of a dialogue): whole groups are drawn."""
    rng = random.Random(seed)
    drawn = (rng.choices(groups, k=len(groups)) for _ in range(resamples if groups else 0))
    return _middle(statistic(Counter(chain.from_iterable(draw))) for draw in drawn)


def wilson(hits: int, size: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not size:
        return math.nan, math.nan
    rate = hits / size
    spread = _Z * math.sqrt(rate * (1 - rate) / size + _Z**2 / (4 * size**2))
    scale = 1 + _Z**2 / size
    middle = rate + _Z**2 / (2 * size)
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def bins(rows: Iterable[tuple[float, bool]], edges: Sequence[float]) -> tuple[Bin, ...]:
    """Reliability: rows (x, hit) in half-open bands between `edges` (the last one closed); empty bands are left out."""
    bands: list[list[tuple[float, bool]]] = [[] for _ in range(len(edges) - 1)]
    for x, hit in rows:
        place = sum(1 for edge in edges[1:-1] if x >= edge)
        bands[place].append((x, hit))
    found = []
    for band in bands:
        if band:
            hits = sum(hit for _, hit in band)
            low, high = wilson(hits, len(band))
            found.append(Bin(sum(x for x, _ in band) / len(band), hits / len(band), low, high, len(band)))
    return tuple(found)


def _midranks(tally: Mapping[tuple[float, float], int], side: int) -> dict[float, float]:
    counts: Counter[float] = Counter()
    for pair, count in tally.items():
        counts[pair[side]] += count
    ranks: dict[float, float] = {}
    before = 0
    for value in sorted(counts):
        ranks[value] = before + (counts[value] + 1) / 2
        before += counts[value]
    return ranks


def _middle(values: Iterable[float]) -> tuple[float, float]:
    """The central 95 %; resamples in which the statistic is undefined are left out."""
    known = sorted(value for value in values if not math.isnan(value))
    if not known:
        return math.nan, math.nan
    last = len(known) - 1
    return known[round(0.025 * last)], known[round(0.975 * last)]
