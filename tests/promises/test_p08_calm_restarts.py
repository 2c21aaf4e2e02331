"""P8: a deploy or a lost process costs seconds and no data; when all come back at once the record hardly notices."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faults.record import stored_messages
from faults.server import Victim, victim
from journeys.service import in_process
from promises.load import Pace, Viewer
from promises.posting import agents_of, body_of
from promises.proof import Proof, percentile, scaled

BACK_S = 5.0
STORM_S = 10.0
RATE = 50.0
TALKS = 50
GUARD_S = 120.0

pytestmark = pytest.mark.slow


async def test_asked_to_end_under_load(proof: Proof, tmp_path: Path) -> None:
    """SIGTERM: not ready first, then sockets are sent away with 4000; what is taken is answered, nothing acked lost."""
    sockets, rounds = scaled(200), scaled(3)
    backs: list[float] = []
    unready_first, pace = 0, Pace()
    async with victim(tmp_path / "data", keys=agents_of(sockets), env={"CSASSIST_DRAIN_S": "3"}) as one:
        first = one.line()
        for n in range(TALKS):
            await first.post(body_of(f"c-{n}", f"first-{n}", "在吗"))
        viewers = [Viewer(one.port, f"k-{n}", [f"conversation:c-{n % TALKS}"]) for n in range(sockets)]
        watching = [asyncio.create_task(viewer.run(again=True)) for viewer in viewers]
        await asyncio.gather(*(viewer.ready.wait() for viewer in viewers))
        for number in range(rounds):
            lines = [one.line(timeout_s=5) for _ in range(8)]
            load = asyncio.create_task(pace.keep(lines, RATE, 5.0, _said(number)))
            await asyncio.sleep(1.0)
            unready_first += await _ended(one, viewers)
            ready_after = await one.start()
            backs += await _back(viewers)
            assert ready_after > 0
            await load
        codes = [code for viewer in viewers for code in viewer.codes]
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        await one.stop()
    stored = {(name, told) for name, rows in stored_messages(one.data).items() for told, _ in rows}
    lost = pace.acked - stored
    proof.count(ends=rounds, sockets=sockets, posts=sum(pace.statuses.values()), acked=len(pace.acked), lost=len(lost))
    proof.count(sent_away_with_4000=codes.count(4000), unready_before_the_first_goodbye=unready_first)
    proof.measure("99 % are back after ready", percentile(backs, 0.99), "s", at_most=BACK_S)
    assert lost == set()
    assert unready_first == rounds
    assert set(pace.statuses) <= {0, 201, 503}, pace.statuses
    assert codes.count(4000) >= 0.99 * rounds * sockets


def _said(number: int) -> Callable[[int], dict[str, Any]]:
    return lambda n: body_of(f"c-{n % TALKS}", f"m-{number}-{n}", "在吗")


async def _ended(one: Victim, viewers: list[Viewer]) -> bool:
    """SIGTERM; True when /readyz said so before any socket was closed."""
    gone = sum(len(viewer.codes) for viewer in viewers)
    ending = asyncio.create_task(one.stop())
    first = 200
    while first == 200 and not ending.done():
        first = await one.readyz()
    calm = sum(len(viewer.codes) for viewer in viewers) == gone and first == 503
    await ending
    return calm


async def _back(viewers: list[Viewer]) -> list[float]:
    """Seconds until each of them had its conversation again."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with asyncio.timeout(GUARD_S):
        await asyncio.gather(*(viewer.ready.wait() for viewer in viewers))
    return [max(0.0, viewer.welcomed[-1] - began) for viewer in viewers]


async def test_everybody_comes_back_at_once_after_a_kill(proof: Proof, tmp_path: Path) -> None:
    sockets = scaled(2000)
    async with victim(tmp_path / "data", keys=agents_of(-(-sockets // 4))) as one:
        line = one.line()
        for n in range(TALKS):
            await line.post(body_of(f"c-{n}", f"first-{n}", "在吗"))
        viewers = [Viewer(one.port, f"k-{n // 4}", [f"conversation:c-{n % TALKS}"]) for n in range(sockets)]
        watching = [asyncio.create_task(viewer.run(again=True)) for viewer in viewers]
        async with asyncio.timeout(GUARD_S):
            await asyncio.gather(*(viewer.ready.wait() for viewer in viewers))
        await one.kill()
        started = await one.start()
        backs = await _back(viewers)
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
    proof.count(sockets=sockets, back=len(backs))
    proof.measure("start after the kill", started, "s")
    proof.measure("99 % are back after ready", percentile(backs, 0.99), "s", at_most=STORM_S)
    assert len(backs) == sockets


async def test_a_storm_reads_the_record_once_a_channel(proof: Proof, tmp_path: Path) -> None:
    """Nobody has a position that is still known: everybody needs a snapshot, and each is read once."""
    sockets, channels = scaled(1000), scaled(50)
    async with in_process(tmp_path, keys=agents_of(-(-sockets // 4))) as service:
        assert service.front is not None
        for n in range(channels):
            await service.say("在吗", f"c-{n}", f"first-{n}", agent_id="a1", team_id="t1")
        port = int(service.url.rsplit(":", 1)[1])
        before = service.front.hub._shelf.reads
        viewers = [Viewer(port, f"k-{n // 4}", [f"conversation:c-{n % channels}"]) for n in range(sockets)]
        watching = [asyncio.create_task(viewer.run()) for viewer in viewers]
        async with asyncio.timeout(GUARD_S):
            await asyncio.gather(*(viewer.ready.wait() for viewer in viewers))
        reads = service.front.hub._shelf.reads - before
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
    proof.count(sockets=sockets, channels=channels, snapshots=sockets)
    proof.measure("reads of the record a channel", reads / channels, at_most=1.0)
