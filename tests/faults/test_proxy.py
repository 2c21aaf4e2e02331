"""The proxy does to a line what it says, and nothing to one that is to be left alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from faults.proxy import End, FaultProxy, Toxic

WORDS = bytes(range(256)) * 40


@asynccontextmanager
async def echo() -> AsyncIterator[tuple[int, list[asyncio.StreamWriter]]]:
    """Says back what it hears; keeps its lines."""
    lines: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(writer)
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], lines
    finally:
        server.close()
        for line in lines:
            line.transport.abort()


async def say(port: int, words: bytes = WORDS) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(words)
    return reader, writer


async def test_a_clean_line_passes_everything_and_ends_when_it_is_ended() -> None:
    async with echo() as (target, _), FaultProxy(target) as proxy, asyncio.timeout(60):
        reader, writer = await say(proxy.port)
        assert await reader.readexactly(len(WORDS)) == WORDS
        writer.write_eof()
        assert await reader.read() == b""
        assert proxy.links[0].passed == {"up": len(WORDS), "down": len(WORDS)}
        writer.close()


async def test_a_sliced_and_slow_line_says_the_same_later() -> None:
    slow = Toxic(latency_s=0.01, slice_bytes=1000)
    async with echo() as (target, _), FaultProxy(target, down=slow) as proxy, asyncio.timeout(60):
        began = time.monotonic()
        reader, writer = await say(proxy.port)
        assert await reader.readexactly(len(WORDS)) == WORDS
        assert time.monotonic() - began >= 0.01 * len(WORDS) / 1000 * 0.9
        writer.close()


async def test_a_narrow_line_takes_its_time() -> None:
    async with echo() as (target, _), FaultProxy(target, down=Toxic(bytes_per_s=50_000)) as proxy, asyncio.timeout(60):
        began = time.monotonic()
        reader, writer = await say(proxy.port)
        await reader.readexactly(len(WORDS))
        assert time.monotonic() - began >= len(WORDS) / 50_000 * 0.9
        writer.close()


@pytest.mark.parametrize("how", [End.CLOSE, End.RESET])
async def test_a_line_is_cut_after_so_many_bytes(how: End) -> None:
    cut = Toxic(cut_after=777, end=how)
    async with echo() as (target, _), FaultProxy(target, down=cut) as proxy, asyncio.timeout(60):
        reader, writer = await say(proxy.port)
        heard = b""
        try:
            while data := await reader.read(100):
                heard += data
            ended = End.CLOSE
        except ConnectionResetError:
            ended = End.RESET
        assert ended is how
        assert heard == WORDS[: len(heard)]
        assert len(heard) == 777 if how is End.CLOSE else len(heard) <= 777
        assert proxy.links[0].passed["down"] == 777
        writer.close()


async def test_a_live_line_is_cut_in_the_middle_of_what_comes_next() -> None:
    async with echo() as (target, _), FaultProxy(target) as proxy, asyncio.timeout(60):
        reader, writer = await say(proxy.port)
        await reader.readexactly(len(WORDS))
        proxy.links[0].cut_after(100, End.CLOSE)
        writer.write(WORDS)
        assert await reader.read() == WORDS[:100]
        writer.close()


async def test_a_black_hole_tells_nobody() -> None:
    async with echo() as (target, lines), FaultProxy(target) as proxy, asyncio.timeout(60):
        reader, writer = await say(proxy.port)
        await reader.readexactly(len(WORDS))
        proxy.links[0].end(End.HOLE)
        writer.write(WORDS)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.2)
        assert not writer.is_closing()
        assert not lines[0].is_closing()
        proxy.forget()
        with pytest.raises(ConnectionResetError):
            await reader.read(1)


async def test_half_open_the_server_still_believes() -> None:
    async with echo() as (target, lines), FaultProxy(target) as proxy, asyncio.timeout(60):
        reader, writer = await say(proxy.port)
        await reader.readexactly(len(WORDS))
        proxy.links[0].end(End.HALF_OPEN)
        with pytest.raises(ConnectionResetError):
            await reader.read(1)
        await asyncio.sleep(0.05)
        assert not lines[0].is_closing()
        writer.close()


async def test_who_is_not_let_in_is_told_at_once() -> None:
    async with echo() as (target, _), FaultProxy(target) as proxy, asyncio.timeout(60):
        proxy.accepting = False
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        with pytest.raises(ConnectionResetError):
            await reader.readexactly(1)
        assert proxy.refused == 1
        writer.close()
