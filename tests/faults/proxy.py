"""A TCP proxy that spoils its lines: slow, sliced, cut after n bytes, reset, closed slowly, swallowed, half open.

The names of the faults are those of Toxiproxy. Knows bytes, no frames.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType


class End(StrEnum):
    """How a line ends."""

    CLOSE = "close"  # FIN to both sides
    RESET = "reset"  # RST to both sides
    HOLE = "hole"  # nothing passes any more, nobody is told
    HALF_OPEN = "half-open"  # the client gets an RST, the server believes that it is still there


@dataclass(frozen=True, slots=True)
class Toxic:
    """What one direction of a line suffers. The default lets everything pass."""

    latency_s: float = 0.0
    bytes_per_s: float = 0.0  # 0 = unlimited
    slice_bytes: int = 0  # 0 = whole chunks
    cut_after: int | None = None  # bytes that pass before the line ends
    end: End = End.RESET
    slow_close_s: float = 0.0  # how long the end of the other side is kept secret


CLEAN = Toxic()
CHUNK = 64 * 1024


class Link:
    """One client's line through the proxy."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.client = client
        self.server = server
        self.ended: End | None = None
        self.passed = {"up": 0, "down": 0}
        self.cut_in: tuple[int, End] | None = None  # downward bytes still to pass, and the end after them
        self._stop = asyncio.Event()

    def end(self, how: End) -> None:
        """Ends the line now; the first end stands."""
        if self.ended is not None:
            return
        self.ended = how
        self._stop.set()
        if how is End.CLOSE:
            self.client.close()
            self.server.close()
        elif how is End.RESET:
            _reset(self.client)
            _reset(self.server)
        elif how is End.HALF_OPEN:
            _reset(self.client)

    def cut_after(self, size: int, how: End = End.RESET) -> None:
        """The line ends after `size` more bytes to the client: in the middle of a frame, if that is where it falls."""
        self.cut_in = (size, how)

    def drop(self) -> None:
        """Whatever its end was, nothing of it stays."""
        self.ended = self.ended or End.RESET
        self._stop.set()
        _reset(self.client)
        _reset(self.server)

    async def over(self) -> None:
        """Returns when the line has ended."""
        await self._stop.wait()


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    with suppress(OSError, AttributeError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


class FaultProxy:
    """Listens on a free loopback port and passes on to `target`. New lines suffer `up` and `down`."""

    def __init__(self, target: int, *, up: Toxic = CLEAN, down: Toxic = CLEAN, host: str = "127.0.0.1") -> None:
        self.target = target
        self.up = up
        self.down = down
        self.links: list[Link] = []
        self.total = 0
        self.refused = 0
        self.accepting = True
        self.on_link: Callable[[Link], None] | None = None
        self.port = 0
        self._host = host
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> FaultProxy:
        self._server = await asyncio.start_server(self._accept, self._host, 0, limit=CHUNK)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for link in self.links:
            link.drop()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def end_all(self, how: End) -> int:
        """Ends every line. Returns how many."""
        found = [link for link in self.links if link.ended is None]
        for link in found:
            link.end(how)
        return len(found)

    def forget(self) -> None:
        """Drops what was left half open or swallowed: the kernel would in its own time."""
        for link in self.links:
            if link.ended is not None:
                link.drop()
        self.links = [link for link in self.links if link.ended is None]

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not self.accepting:
                raise ConnectionRefusedError
            far_reader, far_writer = await asyncio.open_connection(self._host, self.target, limit=CHUNK)
        except OSError:
            self.refused += 1
            _reset(writer)
            return
        link = Link(writer, far_writer)
        self.links.append(link)
        self.total += 1
        if self.on_link is not None:
            self.on_link(link)
        ways = (
            asyncio.create_task(_pump(reader, far_writer, self.up, link, "up")),
            asyncio.create_task(_pump(far_reader, writer, self.down, link, "down")),
        )
        try:
            await asyncio.gather(*ways)
            if link.ended in (End.HOLE, End.HALF_OPEN):
                await asyncio.Event().wait()  # the sockets stay open until the proxy lets go of them
        finally:
            for way in ways:
                way.cancel()
            if link.ended not in (End.HOLE, End.HALF_OPEN) or asyncio.current_task().cancelling():  # type: ignore[union-attr]
                writer.close()
                far_writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, toxic: Toxic, link: Link, way: str) -> None:
    over = asyncio.create_task(link.over())
    try:
        while link.ended is None:
            reading = asyncio.create_task(reader.read(CHUNK))
            await asyncio.wait({reading, over}, return_when=asyncio.FIRST_COMPLETED)
            if link.ended is not None:
                reading.cancel()
                with suppress(asyncio.CancelledError, OSError):
                    await reading
                return
            data = reading.result()
            if not data:
                break
            await _pass(data, writer, toxic, link, way)
        if link.ended is None:
            if toxic.slow_close_s:
                await asyncio.sleep(toxic.slow_close_s)
            with suppress(OSError):
                writer.write_eof()
    except OSError:
        link.end(End.RESET)
    finally:
        over.cancel()


async def _pass(data: bytes, writer: asyncio.StreamWriter, toxic: Toxic, link: Link, way: str) -> None:
    step = toxic.slice_bytes or len(data)
    for at in range(0, len(data), step):
        piece = data[at : at + step]
        if toxic.latency_s:
            await asyncio.sleep(toxic.latency_s)
        if toxic.bytes_per_s:
            await asyncio.sleep(len(piece) / toxic.bytes_per_s)
        if link.ended is not None:
            return
        room, how = _room(toxic, link, way)
        if room is not None and len(piece) >= room:
            writer.write(piece[:room])
            link.passed[way] += room
            with suppress(OSError):
                await writer.drain()
            if how is not End.CLOSE:
                await asyncio.sleep(0.002)  # what was let through arrives before the end does
            link.end(how)
            return
        writer.write(piece)
        link.passed[way] += len(piece)
        if way == "down" and link.cut_in is not None:
            link.cut_in = (link.cut_in[0] - len(piece), link.cut_in[1])
        await writer.drain()


def _room(toxic: Toxic, link: Link, way: str) -> tuple[int | None, End]:
    """How many bytes may still pass, None = any number, and the end after them."""
    if way == "down" and link.cut_in is not None:
        return max(0, link.cut_in[0]), link.cut_in[1]
    if toxic.cut_after is not None:
        return max(0, toxic.cut_after - link.passed[way]), toxic.end
    return None, toxic.end
