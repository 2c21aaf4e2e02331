"""One keep-alive HTTP line, as cheap as a client can be. It breaks when its connection does, and says so."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson

BROKEN = (OSError, EOFError, TimeoutError)  # what a request may end with when no whole answer came


class Line:
    """One request at a time; a new connection after one that broke."""

    def __init__(self, port: int, key: str = "k-int", *, timeout_s: float = 10.0, host: str = "127.0.0.1") -> None:
        self.port = port
        self._host = host
        self._key = key
        self._timeout_s = timeout_s
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: dict[str, Any], path: str = "/v1/messages") -> tuple[int, dict[str, Any]]:
        """(status, answer). Raises one of BROKEN when no whole answer came."""
        return await self.ask("POST", path, orjson.dumps(body))

    async def get(self, path: str) -> tuple[int, dict[str, Any]]:
        """The same without a body."""
        return await self.ask("GET", path, b"")

    async def ask(self, verb: str, path: str, raw: bytes) -> tuple[int, dict[str, Any]]:
        """Any request. A connection that broke is not used again."""
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._ask(verb, path, raw)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Harmless when closed."""
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None

    async def _ask(self, verb: str, path: str, raw: bytes) -> tuple[int, dict[str, Any]]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self.port)
        reader, writer = self._streams
        head = f"{verb} {path} HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer {self._key}\r\n"
        kind = "Content-Type: application/json\r\n" if raw else ""
        writer.write(f"{head}{kind}Content-Length: {len(raw)}\r\n\r\n".encode() + raw)
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            self.close()
        answer = orjson.loads(body) if body[:1] == b"{" else {}
        return int(lines[0].split(" ")[1]), {**answer, "_retry_after": headers.get("retry-after")}
