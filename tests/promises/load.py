"""Load on a fixed schedule, so that a slow answer delays no clock but its own, and viewers who note when they saw."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from faults.line import BROKEN, Line

TRIES = 2  # a line that was idle may be closed at the very moment that it is used; the same id goes again


@dataclass
class Pace:
    """What a schedule came to. `due` = when each id should have been posted, on the loop's clock."""

    due: dict[str, float] = field(default_factory=dict)
    acks: list[float] = field(default_factory=list)  # seconds from due to ack
    statuses: dict[int, int] = field(default_factory=dict)
    acked: set[tuple[str, str]] = field(default_factory=set)

    async def keep(
        self, lines: Sequence[Line], rate: float, seconds: float, body: Callable[[int], dict[str, Any]]
    ) -> None:
        """Posts `rate` a second for so long, whether answers come or not; as many at once as there are lines."""
        loop, free = asyncio.get_running_loop(), asyncio.Queue[Line]()
        for line in lines:
            free.put_nowait(line)
        start, running = loop.time(), set[asyncio.Task[None]]()
        for n in range(int(rate * seconds)):
            due = start + n / rate
            await asyncio.sleep(max(0.0, due - loop.time()))
            task = loop.create_task(self._one(free, body(n), due))
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.gather(*running)

    async def _one(self, free: asyncio.Queue[Line], body: dict[str, Any], due: float) -> None:
        self.due[body["message_id"]] = due
        line, status = await free.get(), 0
        try:
            for _ in range(TRIES):
                with suppress(*BROKEN):
                    status = (await line.post(body))[0]
                    break
        finally:
            free.put_nowait(line)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status in (200, 201):
            self.acked.add((body["conversation_id"], body["message_id"]))
            self.acks.append(asyncio.get_running_loop().time() - due)


@dataclass
class Viewer:
    """A socket that reads everything at once and notes when it first saw each message."""

    port: int
    key: str
    channels: Sequence[str]
    seen: dict[str, float] = field(default_factory=dict)
    alerted: dict[str, float] = field(default_factory=dict)  # by the message that raised it
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    codes: list[int] = field(default_factory=list)
    welcomed: list[float] = field(default_factory=list)

    async def run(self, *, again: bool = False) -> None:
        """Until cancelled or cut; comes back at once with `again`."""
        loop = asyncio.get_running_loop()
        while True:
            with suppress(OSError, WebSocketException, TimeoutError, EOFError):
                async with connect(
                    f"ws://127.0.0.1:{self.port}/v1/ws", subprotocols=["csassist.v1"], proxy=None, compression=None,  # type: ignore[list-item]
                    ping_interval=None, max_size=None, close_timeout=0.1, open_timeout=20,
                ) as line:  # fmt: skip
                    await line.send(json.dumps({"type": "hello", "key": self.key, "channels": [*self.channels]}))
                    snapshots = 0
                    try:
                        async for text in line:
                            frame = orjson.loads(text)
                            if frame["type"] in ("snapshot", "resumed"):
                                snapshots += 1
                                if snapshots == len(self.channels):
                                    self.welcomed.append(loop.time())
                                    self.ready.set()
                            elif frame["type"] in ("message", "assessment", "alert"):
                                self._note(frame, loop.time())
                    finally:
                        self.ready.clear()
                        self.codes.append(line.close_code or 1006)
            if not again:
                return
            await asyncio.sleep(0.02)

    def _note(self, frame: dict[str, Any], now: float) -> None:
        data = frame["data"]
        if frame["type"] == "alert":
            self.alerted.setdefault((data.get("alert") or {}).get("message_id", ""), now)
        elif data.get("message"):
            self.seen.setdefault(data["message"]["id"], now)


def latencies(pace: Pace, viewers: Sequence[Viewer]) -> list[float]:
    """Seconds from when a message was due to when each viewer saw it."""
    return [at - pace.due[name] for viewer in viewers for name, at in viewer.seen.items() if name in pace.due]


def raw_viewer(port: int, key: str, channel: str) -> socket.socket:
    """A socket that has said hello and whose owner will read little or nothing. Blocks; the line then does not."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    line.settimeout(20)
    line.connect(("127.0.0.1", port))
    nonce = base64.b64encode(os.urandom(16)).decode()
    request = (
        f"GET /v1/ws HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {nonce}"
    )
    line.sendall(f"{request}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: csassist.v1\r\n\r\n".encode())
    if b"101 Switching" not in line.recv(1_024):
        raise ConnectionError("no socket")
    hello = json.dumps({"type": "hello", "key": key, "channels": [channel]}).encode()
    line.sendall(bytes([0x81, 0x80 | len(hello)]) + bytes(4) + hello)
    line.setblocking(False)
    return line
