"""Raw connections that are cheaper than what they load: HTTP/1.1 with keep-alive, a WebSocket that reads everything."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable
from time import perf_counter
from typing import cast

import orjson

Heard = Callable[[str, float], None]  # (message id, perf_counter of its first push)


def request(target: str, body: object, key: str) -> bytes:
    """A POST as it goes over the line."""
    raw = orjson.dumps(body)
    head = (
        f"POST {target} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {key}\r\nContent-Length: {len(raw)}\r\n\r\n"
    )
    return head.encode() + raw


def nobody(_: str, __: float) -> None:
    """For a listener whose pushes nobody asks for."""


class Poster(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.WriteTransport | None = None
        self.gone = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's own class does not say so

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        at = self._buffer.lower().find(b"content-length: ", 0, head)
        end = head + 4 + int(self._buffer[at + 16 : self._buffer.find(b"\r", at)])
        if len(self._buffer) < end:
            return
        status, body = int(self._buffer[9:12]), self._buffer[head + 4 : end]
        self._buffer = self._buffer[end:]
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((status, body))

    def connection_lost(self, exc: Exception | None) -> None:
        self.gone = True
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the server closed the connection"))

    async def post(self, raw: bytes) -> tuple[int, bytes]:
        """(status, body). Raises ConnectionError: servers end what was idle for some seconds."""
        assert self._transport is not None
        if self.gone:
            raise ConnectionError("the server closed the connection")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(raw)
        return await self._answer

    def close(self) -> None:
        """Ends the connection."""
        if self._transport is not None:
            self._transport.close()


class Listener(asyncio.Protocol):
    """A WebSocket that tells when each message was first pushed, and counts frames by type."""

    __slots__ = ("_buffer", "_heard", "_transport", "closed", "open", "ready", "types")

    def __init__(self, heard: Heard = nobody) -> None:
        loop = asyncio.get_running_loop()
        self.types: dict[str, int] = {}
        self.open: asyncio.Future[None] = loop.create_future()
        self.ready: asyncio.Future[None] = loop.create_future()  # the first channel is up to date
        self.closed: bytes | None = None
        self._heard = heard
        self._buffer = bytearray()
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's own class does not say so
        key = base64.b64encode(os.urandom(16)).decode()
        self._transport.write(
            "GET /v1/ws HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def send(self, frame: object) -> None:
        """One text frame, masked as the standard wants it (with zeroes)."""
        self._write(b"\x81", orjson.dumps(frame))

    def _write(self, kind: bytes, raw: bytes) -> None:
        assert self._transport is not None
        size = bytes([0x80 | len(raw)]) if len(raw) < 126 else b"\xfe" + len(raw).to_bytes(2, "big")
        self._transport.write(kind + size + bytes(4) + raw)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self.open.done():
            head = self._buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            if not self._buffer.startswith(b"HTTP/1.1 101"):
                self.open.set_exception(ConnectionError(bytes(self._buffer[:head]).decode("latin-1")))
                return
            del self._buffer[: head + 4]
            self.open.set_result(None)
        self._frames(perf_counter())

    def _frames(self, now: float) -> None:
        at, buffer = 0, self._buffer
        while len(buffer) - at >= 2:
            size, start = buffer[at + 1], at + 2
            if size == 126:
                size, start = int.from_bytes(buffer[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, start = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
            if len(buffer) < start + size:
                break
            kind, payload = buffer[at] & 15, bytes(buffer[start : start + size])
            at = start + size
            if kind == 1:
                self._frame(payload, now)
            elif kind == 8:
                self._ended(payload)
            elif kind == 9:
                self._write(b"\x8a", payload)
        del buffer[:at]

    def _frame(self, payload: bytes, now: float) -> None:
        frame = orjson.loads(payload)
        kind = frame["type"]
        self.types[kind] = self.types.get(kind, 0) + 1
        if kind in ("snapshot", "resumed") and not self.ready.done():
            self.ready.set_result(None)
            return
        data = frame.get("data")
        message = data.get("message") if isinstance(data, dict) and kind != "snapshot" else None
        if message is not None:
            self._heard(message["id"], now)

    def _ended(self, payload: bytes) -> None:
        self.closed = payload
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(f"closed: {payload!r}"))

    def connection_lost(self, exc: Exception | None) -> None:
        for waited in (self.open, self.ready):
            if not waited.done():
                waited.set_exception(exc or ConnectionError("the server closed the connection"))
                waited.exception()  # nobody may be waiting

    def close(self) -> None:
        """Ends the connection."""
        if self._transport is not None:
            self._transport.close()
