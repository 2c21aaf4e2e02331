"""What a script does to the heat: degrees before it was sent against the customer's next messages. A dated table.

Knows numbers only: no text, no agent. Few uses say little, so they count little.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from csassist.frozen import frozen

BURSTS = 3  # customer bursts after the use that are looked at
BAND = 20.0  # degrees: uses that began equally hot are compared, for great heat falls by itself
PEERS = 20  # uses of other scripts in a band before their mean is taken for what falls by itself
FULL = 20.0  # degrees of change that are an effect of 1
DOUBT = 10.0  # uses at which half of what was seen is believed
# Two-sided 95 % quantiles of Student's t for 1 … 30 degrees of freedom; beyond, the normal one.
_T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
_NORMAL = 1.960


@frozen
class Use:
    """A script was sent. `before` = degrees read last before it; `after` = of the next customer bursts, at most 3."""

    script_id: str
    before: float
    after: tuple[float, ...]


@frozen
class Effect:
    """`change` = mean degrees after minus before; `low`, `high` = its 95 % interval (None below two uses).

    `expected` = what other scripts saw from the same heat; `effect` = -1 … 1, above 0 = cools, shrunk towards 0.
    """

    script_id: str
    uses: int
    change: float
    low: float | None
    high: float | None
    expected: float
    effect: float


def effects_of(uses: Iterable[Use]) -> tuple[Effect, ...]:
    """One effect for each script that was sent and answered, by id."""
    changes: dict[str, list[tuple[int, float]]] = defaultdict(list)
    bands: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])  # band -> uses, sum of changes
    own: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for use in uses:
        if not use.after:
            continue
        seen = use.after[:BURSTS]
        change = sum(seen) / len(seen) - use.before
        band = int(use.before // BAND)
        changes[use.script_id].append((band, change))
        for total in (bands[band], own[(use.script_id, band)]):
            total[0] += 1
            total[1] += change
    return tuple(_effect(name, changes[name], bands, own) for name in sorted(changes))


def _effect(
    script_id: str,
    seen: Sequence[tuple[int, float]],
    bands: dict[int, list[float]],
    own: dict[tuple[str, int], list[float]],
) -> Effect:
    many = len(seen)
    change = sum(value for _, value in seen) / many
    expected = sum(_by_itself(script_id, band, bands, own) for band, _ in seen) / many
    strength = max(-1.0, min(1.0, (expected - change) / FULL)) * many / (many + DOUBT)
    low, high = _interval([value for _, value in seen], change)
    return Effect(script_id, many, round(change, 2), low, high, round(expected, 2), round(strength, 3))


def _by_itself(
    script_id: str, band: int, bands: dict[int, list[float]], own: dict[tuple[str, int], list[float]]
) -> float:
    """The mean change that other scripts saw in a band; 0 while there are too few of them to tell."""
    uses, total = bands[band]
    mine, mine_total = own[(script_id, band)]
    others = uses - mine
    return (total - mine_total) / others if others >= PEERS else 0.0


def _interval(values: Sequence[float], mean: float) -> tuple[float | None, float | None]:
    many = len(values)
    if many < 2:
        return None, None
    variance = sum((value - mean) ** 2 for value in values) / (many - 1)
    quantile = _T[many - 2] if many - 2 < len(_T) else _NORMAL
    half = quantile * math.sqrt(variance / many)
    return round(mean - half, 2), round(mean + half, 2)
