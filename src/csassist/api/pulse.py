"""How late the event loop wakes up who sleeps: the first sign that more comes in than gets done. Knows no request."""

from __future__ import annotations

import asyncio
import time
from collections import deque

from csassist.api.metrics import Metrics

BEAT_S = 0.1
REMEMBERED = 10  # beats: lateness of the last second counts


class Pulse:
    """Beats while `run` runs."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._late: deque[float] = deque(maxlen=REMEMBERED)

    def worst(self) -> float:
        """The latest beat of the last second, in seconds; 0 before the first."""
        return max(self._late, default=0.0)

    def beat(self, late_s: float) -> None:
        """One beat that came so late."""
        self._late.append(late_s)
        self._metrics.lag.observe(late_s)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            due = time.perf_counter() + BEAT_S
            await asyncio.sleep(BEAT_S)
            self.beat(max(0.0, time.perf_counter() - due))
