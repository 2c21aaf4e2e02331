"""Snapshots on their way to many readers: one read of the record per channel, however many come back at once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from csassist.hub.broker import Broker, Channel
from csassist.hub.position import Position

TakeSnapshot = Callable[[], Awaitable[bytes]]
FRESH_S = 5.0  # a taken snapshot serves so long, if nothing was told on its channel since
MOST_KEPT = 64


class Taken(NamedTuple):
    """A snapshot's data, and the position that it holds at least."""

    position: Position
    data: bytes
    at: float


class Shelf:
    """Keeps snapshots for some seconds. The position is taken before the record is read: an overlap, never a gap."""

    def __init__(self, broker: Broker, monotonic: Callable[[], float]) -> None:
        self._broker = broker
        self._monotonic = monotonic
        self._kept: OrderedDict[Channel, Taken] = OrderedDict()
        self._reading: dict[Channel, asyncio.Task[Taken]] = {}
        self.reads = 0

    async def take(self, channel: Channel, read: TakeSnapshot) -> Taken:
        """A snapshot as of now, or of a read that is under way. Raises what `read` raises."""
        kept = self._kept.get(channel)
        if kept is not None and await self._serves(channel, kept):
            return kept
        task = self._reading.get(channel)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._read(channel, read))
            self._reading[channel] = task
            task.add_done_callback(lambda done: self._done(channel, done))
        return await asyncio.shield(task)

    def drop(self, channel: Channel) -> None:
        """The snapshot kept for a channel is not handed out any more."""
        self._kept.pop(channel, None)

    async def _serves(self, channel: Channel, kept: Taken) -> bool:
        return self._monotonic() - kept.at < FRESH_S and kept.position == await self._broker.position(channel)

    async def _read(self, channel: Channel, read: TakeSnapshot) -> Taken:
        self.reads += 1
        position = await self._broker.position(channel)
        at = self._monotonic()
        return Taken(position, await read(), at)

    def _done(self, channel: Channel, task: asyncio.Task[Taken]) -> None:
        del self._reading[channel]
        if task.cancelled() or task.exception() is not None:
            return
        self._kept[channel] = task.result()
        self._kept.move_to_end(channel)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
