"""A real HTTP server on loopback that plays a robot or a hook: it keeps what it was sent and answers as told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import orjson


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def json(self) -> dict[str, object]:
        return orjson.loads(self.body)


Answerer = Callable[[Asked], Awaitable[bytes] | bytes]


def said(status: int, body: bytes = b"", **headers: str) -> bytes:
    """A whole HTTP answer."""
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


TAKEN = said(200, b'{"errcode":0,"errmsg":"ok"}')


@dataclass
class Receiver:
    """`answer` may be replaced while it runs."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    answer: Answerer = lambda _: TAKEN

    def url(self, path: str = "/robot/send?key=k-canary") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
            raw = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            kept = Asked(head[0].split(" ")[1], {name.lower(): value for name, value in raw.items()}, body)
            self.asked.append(kept)
            told = self.answer(kept)
            writer.write(told if isinstance(told, bytes) else await told)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiver(answer: Answerer = lambda _: TAKEN) -> AsyncIterator[Receiver]:
    """Listens until the block ends."""
    one = Receiver(answer=answer)
    server = await asyncio.start_server(one.serve, "127.0.0.1", 0)
    one.port = server.sockets[0].getsockname()[1]
    try:
        yield one
    finally:
        server.close()
        await server.wait_closed()
