"""A token bucket: so many a second, with a burst. Takes the time as an argument."""

from __future__ import annotations


class Throttle:
    """Allows `rate` a second on average and `burst` at once."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._left = burst
        self._at: float | None = None

    def take(self, now: float) -> float:
        """Takes one at `now` (monotonic seconds). Returns 0 when allowed, else the seconds until one is free."""
        if self._at is not None:
            self._left = min(self._burst, self._left + max(0.0, now - self._at) * self._rate)
        self._at = now
        if self._left >= 1.0:
            self._left -= 1.0
            return 0.0
        return (1.0 - self._left) / self._rate
