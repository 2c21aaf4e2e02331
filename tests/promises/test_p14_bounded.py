"""P14: memory, descriptors and the file stay within bounds however long it runs.

Memory is judged by a soak of half an hour, `./scripts/promises --soak 30`; the short run here only looks for leaks that
show at once.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from faults.server import Victim, victim
from promises.load import Pace, Viewer
from promises.posting import SAID, agents_of, body_of
from promises.proof import FULL, SOAK_MINUTES, Proof

RATE = 100.0
SLOPE_MB_H = 5.0
SHORT_S = 60.0 if FULL else 6.0
STEP_S = 10.0
SIDEBARS = 50
COME_AND_GO = 20

pytestmark = pytest.mark.slow


async def _soak(one: Victim, seconds: float, talks: int) -> list[tuple[float, int, int]]:
    """Load, and sockets that come and go. Returns (second, bytes of memory, descriptors) every few seconds."""
    loop, pace = asyncio.get_running_loop(), Pace()
    viewers = [Viewer(one.port, f"k-{n}", [f"conversation:c-{n}"]) for n in range(SIDEBARS)]
    watching = [asyncio.create_task(viewer.run(again=True)) for viewer in viewers]

    def body(n: int) -> dict[str, Any]:
        return body_of(f"c-{n % talks}", f"m-{n}", SAID[n % 3])

    lines = [one.line() for _ in range(8)]
    load = asyncio.create_task(pace.keep(lines, RATE, seconds, body))
    began, found = loop.time(), []
    while not load.done():
        passing = [
            asyncio.create_task(Viewer(one.port, f"k-{n}", ["conversation:c-0"]).run()) for n in range(COME_AND_GO)
        ]
        await asyncio.wait(
            {load, asyncio.create_task(asyncio.sleep(min(STEP_S, seconds / 6)))}, return_when="FIRST_COMPLETED"
        )
        for task in passing:
            task.cancel()
        await asyncio.gather(*passing, return_exceptions=True)
        await asyncio.sleep(0.3)
        found.append((loop.time() - began, one.rss(), one.descriptors()))
        for viewer in viewers:
            viewer.seen.clear()
        pace.due.clear()
        pace.acked.clear()
    await load
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    assert set(pace.statuses) == {201}, pace.statuses
    return found


async def test_descriptors_are_given_back(proof: Proof, tmp_path: Path) -> None:
    async with victim(tmp_path / "data", keys=agents_of(SIDEBARS)) as one:
        await one.line().post(body_of("c-0", "first", "在吗"))
        found = await _soak(one, SHORT_S, 100)
        await asyncio.sleep(0.5)
        left = one.descriptors() - (found[0][2] - SIDEBARS)
    proof.count(seconds=int(SHORT_S), messages=int(RATE * SHORT_S), sockets_that_came_and_went=COME_AND_GO * len(found))
    proof.measure("descriptors more than at first", max(d for _, _, d in found) - found[0][2])
    proof.measure("memory at the end", found[-1][1] / 1e6, "MB")
    assert max(d for _, _, d in found) - found[0][2] <= COME_AND_GO
    assert left <= COME_AND_GO


if SOAK_MINUTES:

    async def test_a_long_soak(proof: Proof, tmp_path: Path) -> None:
        """The slope of memory over the second half, after warm-up: histories have their size by then."""
        seconds = 60 * SOAK_MINUTES
        async with victim(tmp_path / "data", keys=agents_of(SIDEBARS)) as one:
            await one.line().post(body_of("c-0", "first", "在吗"))
            found = await _soak(one, seconds, 1000)
        late = [(at / 3600, rss / 1e6) for at, rss, _ in found if at > seconds / 2]
        proof.count(minutes=int(SOAK_MINUTES), messages=int(RATE * seconds), samples=len(found))
        proof.measure("memory slope after warm-up", _slope(late), "MB/h", at_most=SLOPE_MB_H)
        proof.measure("descriptors more than at first", max(d for _, _, d in found) - found[0][2], at_most=COME_AND_GO)


def _slope(points: list[tuple[float, float]]) -> float:
    """Of the straight line through the points, by least squares."""
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    over = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / over if over else 0.0


def test_the_slope_of_a_line_is_its_slope() -> None:
    assert _slope([(0, 1), (1, 4), (2, 7)]) == pytest.approx(3)
    assert _slope([(1, 1)]) == 0.0
