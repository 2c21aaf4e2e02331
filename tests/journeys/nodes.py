"""Two nodes over one Redis and one PostgreSQL, and sidebars that fold what they hear and come back by themselves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from csassist.wire.fold import fold, new_state
from fakes.postgres import PostgresServer, postgres_server
from fakes.redis_server import RedisServer, redis_server
from journeys.service import Service, in_process

TERMINAL = range(4400, 4500)


@dataclass(frozen=True)
class Engines:
    """What nodes share."""

    redis: RedisServer
    postgres: PostgresServer
    database: str

    @property
    def settings(self) -> dict[str, str]:
        return {"store": self.postgres.url(self.database), "broker": self.redis.url}

    @property
    def environment(self) -> dict[str, str]:
        return {f"CSASSIST_{name.upper()}": value for name, value in self.settings.items()}


@contextmanager
def engines() -> Iterator[Callable[[], Engines]]:
    """Both servers; every call gives an empty database and an empty Redis."""
    with redis_server() as redis, postgres_server() as postgres:

        def fresh() -> Engines:
            redis.say("FLUSHALL")
            return Engines(redis, postgres, postgres.new_database())

        yield fresh


@asynccontextmanager
async def two_nodes(shared: Engines, folder: Path, **settings: Any) -> AsyncIterator[tuple[Service, Service]]:
    """Both in this process: they share nothing but the engines."""
    async with AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(in_process(folder / name, **shared.settings, **settings))
            for name in ("one", "two")
        ]
        yield opened[0], opened[1]


@dataclass
class Sidebar:
    """A screen: its channels folded, the frames it applied, the codes it was closed with."""

    key: str
    channels: tuple[str, ...]
    states: dict[str, dict[str, Any]] = field(default_factory=dict)
    applied: list[dict[str, Any]] = field(default_factory=list)
    others: list[dict[str, Any]] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    live: bool = False
    homes: list[str] = field(default_factory=list)  # addresses, tried in turn

    def position(self, channel: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.states.get(channel, {}).get("position")
        return found

    def data(self, channel: str) -> Any:
        return self.states[channel]["data"]

    def seen(self, channel: str, kind: str = "") -> list[dict[str, Any]]:
        """Frames that were applied on a channel, in order."""
        return [frame for frame in self.applied if frame["channel"] == channel and kind in ("", frame["type"])]

    def offsets(self, channel: str) -> list[tuple[str, int]]:
        return [(frame["position"]["epoch"], frame["position"]["offset"]) for frame in self.seen(channel)]

    async def run(self) -> None:
        """Until cancelled, or closed for good."""
        turn = 0
        while True:
            with suppress(OSError, EOFError, TimeoutError, ConnectionClosed):
                await self._once(self.homes[turn % len(self.homes)])
            self.live = False
            if self.codes and self.codes[-1] in TERMINAL:
                return
            turn += 1
            await asyncio.sleep(0.02)

    async def _once(self, home: str) -> None:
        async with connect(home, open_timeout=30, close_timeout=0.1) as socket:
            known = {name: place for name in self.channels if (place := self.position(name)) is not None}
            await socket.send(
                json.dumps({"type": "hello", "key": self.key, "channels": [*self.channels], "resume": known})
            )
            try:
                async for raw in socket:
                    await self._take(json.loads(raw), socket.send)
            finally:
                if socket.close_code is not None:
                    self.codes.append(socket.close_code)

    async def _take(self, frame: dict[str, Any], send: Callable[[str], Any]) -> None:
        channel = frame.get("channel")
        if channel not in self.channels or "position" not in frame:
            self.others.append(frame)
            return
        before = self.states.get(channel) or new_state(channel)
        after = self.states[channel] = fold(before, frame)
        if frame["type"] in ("resumed", "snapshot"):
            self.live = all(name in self.states for name in self.channels)
        elif after["position"] != before["position"]:
            self.applied.append(frame)
        if after["needs_resume"] and not before["needs_resume"]:
            known = {channel: after["position"]} if after["position"] else {}
            await send(json.dumps({"type": "subscribe", "data": {"channels": [channel], "resume": known}}))


@asynccontextmanager
async def watching(*sidebars: Sidebar) -> AsyncIterator[None]:
    """They are connected, and stay so."""
    tasks = [asyncio.create_task(sidebar.run()) for sidebar in sidebars]
    try:
        async with asyncio.timeout(90):
            while not all(sidebar.live for sidebar in sidebars):
                await asyncio.sleep(0.01)
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


BOTH = ("conversation:c-1", "agent:a1")


def sidebar(*homes: Service, key: str = "k-a1", channels: tuple[str, ...] = BOTH) -> Sidebar:
    """One that goes to the first of these first."""
    return Sidebar(key, channels, homes=[home.ws for home in homes])
