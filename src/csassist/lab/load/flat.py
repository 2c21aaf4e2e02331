"""Whether a message costs the same on a busy desk with years of record as on a quiet, empty one: processor time a
message at the same pace, taken in turns, so that what else the machine does hits both.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from statistics import median

from csassist.frozen import frozen
from csassist.lab.load.paced import Load, Pace
from csassist.lab.load.target import Target
from csassist.lab.load.words import Spoken

ROUNDS = 5
WARM_S = 3.0


@frozen
class Flat:
    """Processor microseconds a message on the small and on the big side, medians of the rounds."""

    small: float
    big: float

    @property
    def ratio(self) -> float:
        """Big over small."""
        return self.big / self.small


@frozen
class Side:
    """One side: a service, how many conversations are live on it, and in how many of them somebody speaks (0: all)."""

    target: Target
    sidebars: int
    speaking: int = 0


async def compare(small: Side, big: Side, pace: Pace, chats: Sequence[Sequence[Spoken]]) -> Flat:
    """`pace.seconds` a round on each side, five rounds."""
    costs: tuple[list[float], list[float]] = ([], [])
    async with AsyncExitStack() as stack:
        loads = []
        for side in (small, big):
            pace_here = Pace(pace.rate, pace.seconds, side.sidebars, speaking=side.speaking)
            load = Load(side.target, pace_here, chats, "f")
            stack.callback(load.close)
            await load.open()
            await load.run(WARM_S)
            loads.append(load)
        for _ in range(ROUNDS):
            for load, cost in zip(loads, costs, strict=True):
                found = await load.run(pace.seconds)
                cost.append(found.cpu_us)
    return Flat(median(costs[0]), median(costs[1]))
