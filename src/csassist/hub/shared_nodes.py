"""What nodes tell each other, as a channel of the broker that no socket can hear: in order, without holes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

import orjson
import structlog

from csassist.desk.access import Reach
from csassist.desk.nodes import Listeners
from csassist.desk.ports import Heard
from csassist.hub.broker import Broker, Channel
from csassist.hub.history import Entry
from csassist.wire.telling import Told

log = structlog.get_logger("csassist.nodes")

CHANNEL: Channel = ("", "nodes")  # no shop has an empty name


class SharedNodes:
    """Implements desk.ports.Nodes, and hub.broker.Ears for its one channel."""

    def __init__(self, name: str, broker: Broker) -> None:
        self.name = name
        self._broker = broker
        self._listeners = Listeners()
        self._heard: asyncio.Queue[Told | None] = asyncio.Queue()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Hears from now on; what was spread before is not heard."""
        self._broker.hold(CHANNEL)
        await self._broker.since(CHANNEL, None)
        acting = asyncio.create_task(self._act())
        try:
            yield
        finally:
            acting.cancel()
            with suppress(asyncio.CancelledError):
                await acting

    def listen(self, kind: str, then: Heard) -> None:
        """See desk.ports.Nodes."""
        self._listeners.add(kind, then)

    async def spread(self, kind: str, facts: Mapping[str, str]) -> None:
        """Handed to the broker before this returns."""
        self._broker.publish(CHANNEL, Told(kind, self.name, "", orjson.dumps(dict(facts))))

    def arrived(self, channel: Channel, epoch: str, entry: Entry, reach: Reach | None) -> None:
        """One thing that was spread."""
        del channel, epoch, reach
        self._heard.put_nowait(entry.told)

    def moved(self, channel: Channel) -> None:
        """Something may have been missed."""
        del channel
        self._heard.put_nowait(None)

    lost = moved

    def narrowed(self) -> None:
        """Who depends on the broker hears of it elsewhere."""

    async def _act(self) -> None:
        while True:
            told = await self._heard.get()
            if told is not None:
                await self._listeners.hear(told.type, orjson.loads(told.data))
                continue
            log.info("looking at everything", reason="what other nodes said may have been missed")
            for kind in self._listeners.kinds():
                await self._listeners.hear(kind, {})
