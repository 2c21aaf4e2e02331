"""One lane per conversation keeps its messages in order between load and hand-over. Knows nothing of messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Lanes:
    """First come, first served per key; lanes that nobody uses are forgotten."""

    def __init__(self) -> None:
        self._locks: dict[tuple[str, str], tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def enter(self, key: tuple[str, str]) -> AsyncIterator[None]:
        """Holds the lane of `key`. Whoever leaves it may go on without a pause before the next one enters."""
        lock, users = self._locks.get(key, (None, 0))
        if lock is None:
            lock = asyncio.Lock()
        self._locks[key] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks[key]
            if users == 1:
                del self._locks[key]
            else:
                self._locks[key] = (lock, users - 1)
