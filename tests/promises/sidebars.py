"""Sidebars as a browser would be: they fold, notice when a line is dead, come back from where they were."""

from __future__ import annotations

import asyncio
import json
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from csassist.wire.fold import State, fold, new_state
from faults.history import History, Seen

GONE = (ConnectionClosed, InvalidHandshake, InvalidMessage, OSError, TimeoutError, EOFError)
PING_S = 1.0
DEAD_S = 4.0  # without any frame although asked; a page waits 30 s, a test has less time
TERMINAL = range(4400, 4500)


@dataclass
class Truth:
    """Which event stood at which place of which stream, as anybody saw it."""

    places: dict[tuple[str, str, int], str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def see(self, frame: dict[str, Any]) -> None:
        """A frame that two viewers see differently is noted."""
        position = frame["position"]
        place = (frame["channel"], position["epoch"], position["offset"])
        if self.places.setdefault(place, frame["id"]) != frame["id"]:
            self.broken.append(f"{place}: {self.places[place]} and {frame['id']}")


@dataclass
class Sidebar:
    """One channel on one screen."""

    name: str
    key: str
    channel: str
    port: int
    history: History
    truth: Truth
    rng: random.Random
    state: State = field(default_factory=dict)
    live: bool = False
    stopping: bool = False
    degraded: list[tuple[float, tuple[str, ...]]] = field(default_factory=list)  # when it was told what is missing
    catch_ups: list[float] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("cut", "resumed", "snapshot", "again"), 0))
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = new_state(self.channel)

    async def run(self) -> None:
        """Until stopped: connects, listens, comes again."""
        tries = 0
        while not self.stopping:
            began = time.monotonic()
            try:
                async with connect(
                    f"ws://127.0.0.1:{self.port}/v1/ws", subprotocols=["csassist.v1"], proxy=None, compression=None,  # type: ignore[list-item]
                    open_timeout=5, close_timeout=0.1, ping_interval=None, max_size=None,
                ) as socket:  # fmt: skip
                    await self._hello(socket)
                    await self._listen(socket, began)
                    tries = 0
            except ConnectionClosed as end:
                self._over(end)
            except GONE:
                pass
            if self.live:
                tries = 0
                self.counts["cut"] += 1
            self.live = False
            tries += 1
            await asyncio.sleep(self.rng.random() * min(1.0, 0.05 * 2**tries))

    async def _hello(self, socket: ClientConnection) -> None:
        hello: dict[str, Any] = {"type": "hello", "key": self.key, "channels": [self.channel]}
        if self.state["position"] is not None:
            hello["resume"] = {self.channel: self.state["position"]}
        await socket.send(json.dumps(hello))

    async def _listen(self, socket: ClientConnection, began: float) -> None:
        silent = 0.0
        while not self.stopping:
            try:
                async with asyncio.timeout(PING_S):
                    text = await socket.recv()
            except TimeoutError:
                silent += PING_S
                if silent >= DEAD_S:
                    socket.transport.abort()
                    return
                await socket.send('{"type":"ping","ref":0,"data":{}}')
                continue
            silent = 0.0
            if not self.take(json.loads(text)):
                return
            if not self.live and self.state["position"] is not None and self._settled:
                self.live = True
                self.catch_ups.append(time.monotonic() - began)

    _settled = False

    def take(self, frame: dict[str, Any]) -> bool:
        """Folds one frame. False when the line has to be left: something is missing."""
        if frame["type"] == "welcome":
            self._settled = False
        if frame["type"] == "degraded":
            self.degraded.append((time.monotonic(), tuple(frame["degraded"])))
        if frame.get("channel") != self.channel or "position" not in frame:
            if frame["type"] == "error":
                self.faults.append(f"error {frame}")
            return True
        before = self.state
        self.state = fold(before, frame)
        kind = frame["type"]
        if kind in ("resumed", "snapshot"):
            self._settled = True
            self.counts[kind] += 1
            if self.state["needs_resume"]:
                self.faults.append(f"{self.name}: resumed to {frame['position']} from {before['position']}")
        else:
            self.truth.see(frame)
        if self.state["needs_resume"]:
            self.faults.append(f"{self.name}: a gap between {before['position']} and {frame['position']}")
            return False
        if kind != "resumed":
            self._note(before, kind)
        return True

    def _note(self, before: State, kind: str) -> None:
        position = self.state["position"]
        if kind != "snapshot" and self.state is before:
            self.counts["again"] += 1  # seen before: the fold dropped it
            return
        snapshot = kind == "snapshot"
        self.history.seen.append(Seen(self.name, self.channel, position["epoch"], position["offset"], snapshot))

    def _over(self, end: ConnectionClosed) -> None:
        code = end.rcvd.code if end.rcvd is not None else 1006
        if code in TERMINAL:
            self.faults.append(f"{self.name}: told to go for good with {code}")
            self.stopping = True


async def stop(sidebars: list[Sidebar], tasks: list[asyncio.Task[None]]) -> None:
    """All of them go home."""
    for sidebar in sidebars:
        sidebar.stopping = True
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
