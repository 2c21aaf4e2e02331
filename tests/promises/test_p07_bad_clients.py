"""P7: who reads nothing, or a byte a second, is gone soon, takes nothing along, and slows nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from pathlib import Path
from typing import Any

import pytest

from faults.server import Victim, victim
from promises.load import Pace, Viewer, latencies, raw_viewer
from promises.posting import agents_of, body_of
from promises.proof import FULL, Proof, percentile, scaled

GONE_S = 20.0
BACK_MB = 10.0
RATE = 50.0
PHASE_S = 20.0 if FULL else 2.5
FLOOD = "好" * 3_900
GUARD_S = 180.0

pytestmark = pytest.mark.slow


async def test_a_hundred_bad_clients_beside_two_hundred_good_ones(proof: Proof, tmp_path: Path) -> None:
    good, bad = scaled(200), scaled(50)
    async with victim(tmp_path / "data", keys=agents_of(good + 2 * bad)) as one:
        lines = [one.line() for _ in range(8)]
        for n in range(good):
            await lines[0].post(body_of(f"c-{n}", f"first-{n}", "在吗"))
        await lines[0].post(body_of("flood", "first-flood", "在吗"))
        viewers = [Viewer(one.port, f"k-{n}", [f"conversation:c-{n}"]) for n in range(good)]
        watching = [asyncio.create_task(viewer.run()) for viewer in viewers]
        await asyncio.gather(*(viewer.ready.wait() for viewer in viewers))
        await _phase(one, lines, "warm", good, viewers)
        before = one.rss()
        alone = await _phase(one, lines, "alone", good, viewers)
        rss, descriptors = one.rss(), one.descriptors()
        per_s = (rss - before) / PHASE_S  # what the messages themselves leave in the channels' histories
        sockets = [
            await asyncio.to_thread(raw_viewer, one.port, f"k-{good + n}", "conversation:flood") for n in range(2 * bad)
        ]
        slow = asyncio.create_task(_a_byte_a_second(sockets[bad:]))
        watch = asyncio.create_task(_gone(one, descriptors))
        beside = await _phase(one, lines, "beside", good, viewers)
        more = 0
        while not watch.done():  # whoever is left is told more
            more += 1
            await _phase(one, lines, f"more-{more}", good, viewers, 1.0)
        gone_s = await watch
        slow.cancel()
        for line in sockets:
            line.close()
        told_s = PHASE_S + more * 1.0
        back = await _back(one, rss + per_s * told_s)
        still = sum(viewer.ready.is_set() for viewer in viewers)
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        left = one.descriptors() - descriptors
    proof.count(good=good, never_read=bad, a_byte_a_second=bad, good_still_there=still, samples=len(beside))
    proof.measure("bad ones gone after", gone_s, "s", at_most=GONE_S)
    proof.measure("memory that messages alone take", per_s / 1e6, "MB/s")
    proof.measure("memory not given back", back / 1e6, "MB", at_most=BACK_MB)
    proof.measure("descriptors not given back", max(0, left), at_most=0)
    proof.measure("p99 of the good alone", 1000 * percentile(alone, 0.99), "ms")
    proof.measure("p99 of the good beside", 1000 * percentile(beside, 0.99), "ms")
    longer = percentile(beside, 0.99) / percentile(alone, 0.99) - 1
    proof.measure("p99 longer by", 100 * longer, "%", at_most=20.0)
    assert still == good


async def _phase(
    one: Victim, lines: list[Any], name: str, good: int, viewers: list[Viewer], seconds: float = PHASE_S
) -> list[float]:
    """Messages to the good at a fixed rate, and every fifth one a long one to the conversation of the bad."""

    def body(n: int) -> dict[str, Any]:
        if n % 5 == 0:
            return body_of("flood", f"{name}-{n}", FLOOD)
        return body_of(f"c-{n % good}", f"{name}-{n}", "请问什么时候能发货")

    pace = Pace()
    await pace.keep(lines, RATE, seconds, body)
    assert set(pace.statuses) == {201}, pace.statuses
    await asyncio.sleep(0.2)  # the last frames arrive
    return latencies(pace, viewers)


async def _gone(one: Victim, descriptors: int) -> float:
    """Seconds until the server has as many descriptors as before the bad ones came."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.timeout(GUARD_S):
        while one.descriptors() > descriptors:
            await asyncio.sleep(0.1)
    return loop.time() - began


async def _back(one: Victim, rss: float) -> float:
    """Bytes more than before, once it had a moment to give them back."""
    least = float("inf")
    for _ in range(20):
        least = min(least, one.rss() - rss)
        if least <= 0:
            break
        await asyncio.sleep(0.25)
    return max(0.0, least)


async def _a_byte_a_second(lines: list[socket.socket]) -> None:
    while True:
        for line in lines:
            with contextlib.suppress(OSError):
                line.recv(1)
        await asyncio.sleep(1)
