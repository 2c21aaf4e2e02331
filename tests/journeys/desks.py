"""Pages of others around the sidebar: a desk that is let in, and whoever else would like to be."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

RESOLVE_ALL = "--host-resolver-rules=MAP *.example 127.0.0.1"


@contextlib.asynccontextmanager
async def served(page: str | list[str], host: str = "127.0.0.1") -> AsyncIterator[str]:
    """`page` under every path of a server of its own; its origin, by the name `host`.

    A page in a list may be put there later: it is read when it is asked for.
    """

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            body = (page if isinstance(page, str) else page[0]).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
                + f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://{host}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()
