"""One clock for all sockets: calls back at a time, to the twentieth of a second. Knows the event loop, no socket.

A timer of its own for each of 5 000 sockets wakes the loop a thousand times a second; this one twenty times.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

STEP_S = 0.05


class Rounds:
    """A wheel of slots, one for each twentieth of a second; it stands still while nothing is due."""

    __slots__ = ("_done", "_slots", "_timer")

    def __init__(self) -> None:
        self._slots: dict[int, dict[Callable[[], None], None]] = {}
        self._done = 0  # the last slot whose time has come
        self._timer: asyncio.TimerHandle | None = None

    def later(self, delay_s: float, call: Callable[[], None]) -> int:
        """Calls back in `delay_s` seconds or up to a step later; returns what `forget` takes."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        if self._timer is None:
            self._done = int(now / STEP_S)
            self._timer = loop.call_at((self._done + 1) * STEP_S, self._step)
        slot = max(int((now + delay_s) / STEP_S), self._done) + 1
        self._slots.setdefault(slot, {})[call] = None
        return slot

    def forget(self, slot: int, call: Callable[[], None]) -> None:
        """Does not call back, if it has not yet."""
        calls = self._slots.get(slot)
        if calls is not None:
            calls.pop(call, None)

    def _step(self) -> None:
        loop = asyncio.get_running_loop()
        now = int(loop.time() / STEP_S)
        for slot in range(self._done + 1, now + 1):
            for call in self._slots.pop(slot, ()):
                loop.call_soon(call)
        self._done = max(self._done, now)
        self._timer = loop.call_at((self._done + 1) * STEP_S, self._step) if self._slots else None
