"""One lane per conversation keeps its messages in order between load and hand-over. Knows nothing of messages."""

from __future__ import annotations

import asyncio

Key = tuple[str, str]


class Lanes:
    """First come, first served per key; lanes that nobody uses are forgotten."""

    def __init__(self) -> None:
        self._locks: dict[Key, tuple[asyncio.Lock, int]] = {}

    def enter(self, key: Key) -> Lane:
        """Holds the lane of `key`. Whoever leaves it may go on without a pause before the next one enters."""
        return Lane(self._locks, key)


class Lane:
    """One visit. A class of its own costs a message half of what a generator does."""

    __slots__ = ("_key", "_lock", "_locks")

    def __init__(self, locks: dict[Key, tuple[asyncio.Lock, int]], key: Key) -> None:
        self._locks = locks
        self._key = key

    async def __aenter__(self) -> None:
        lock, users = self._locks.get(self._key) or (asyncio.Lock(), 0)
        self._locks[self._key] = (lock, users + 1)
        self._lock = lock
        try:
            await lock.acquire()
        except BaseException:
            self._gone()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()
        self._gone()

    def _gone(self) -> None:
        lock, users = self._locks[self._key]
        if users == 1:
            del self._locks[self._key]
        else:
            self._locks[self._key] = (lock, users - 1)
