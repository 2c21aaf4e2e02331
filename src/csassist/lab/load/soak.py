"""Whether memory grows: an open loop for a long time; memory and descriptors of the service are looked at again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

from csassist.frozen import frozen
from csassist.lab.load.paced import Load, Pace
from csassist.lab.load.process import descriptors, rss_kb
from csassist.lab.load.target import Target
from csassist.lab.load.words import Spoken

LOOK_S = 20.0
# Warm-up: half of the time. Histories are kept for fifteen minutes, and until the first ones have gone and their room
# is used again something new is still added: so twenty minutes of a long run, but never more than two thirds of it.
WARM_SHARE, WARM_S, WARM_MOST = 1 / 2, 1_200.0, 2 / 3


@frozen
class Look:
    """One look: seconds since the start, resident KiB, open descriptors, slowest push in seconds."""

    at: float
    rss_kb: float
    descriptors: float
    slowest: float


@frozen
class Soak:
    """All looks, messages sent, and those refused or not pushed."""

    looks: tuple[Look, ...]
    messages: int
    refused: int
    missing: int

    @property
    def warm(self) -> tuple[Look, ...]:
        """Looks after the warm-up."""
        whole = self.looks[-1].at
        warm_up = min(max(whole * WARM_SHARE, WARM_S), whole * WARM_MOST)
        return tuple(look for look in self.looks if look.at >= warm_up)

    @property
    def slope_mb_h(self) -> float:
        """MiB an hour after the warm-up, by least squares."""
        return slope([(look.at, look.rss_kb) for look in self.warm]) * 3600 / 1024


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The least-squares slope; 0 for fewer than two different places."""
    middle_x = sum(x for x, _ in points) / len(points)
    middle_y = sum(y for _, y in points) / len(points)
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / spread if spread else 0.0


async def soak(target: Target, pace: Pace, chats: Sequence[Sequence[Spoken]], told: Callable[[Look], None]) -> Soak:
    """Loads the same conversations for `pace.seconds` with their sidebars open all the time; tells every look."""
    looks: list[Look] = []
    start, messages, refused, missing = perf_counter(), 0, 0, 0
    load = Load(target, pace, chats, "s")
    await load.open()
    try:
        while (past := perf_counter() - start) < pace.seconds:
            found = await load.run(min(LOOK_S, max(1.0, pace.seconds - past)))
            messages += len(found.acks)
            refused += sum(found.refused.values())
            missing += found.missing
            slowest = max(found.pushes, default=0.0)
            looks.append(Look(perf_counter() - start, rss_kb(target.pid), descriptors(target.pid), slowest))
            told(looks[-1])
    finally:
        load.close()
    return Soak(tuple(looks), messages, refused, missing)
