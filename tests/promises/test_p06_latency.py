"""P6: from the moment a message is due to its suggestion on a sidebar, at a fixed rate: fast enough to use.

`csassist bench` measures the same beside a bare relay and with idle sockets; here the goal is tried.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from fakes.until import until
from faults.server import victim
from promises.load import Pace, Viewer, latencies
from promises.posting import FURIOUS, SAID, agents_of, body_of
from promises.proof import FULL, Proof, percentile, scaled

RATE = 200.0 if FULL else 50.0
SECONDS = 60.0 if FULL else 5.0
BURST_S = 10.0 if FULL else 1.0
BURST = 5
CONSOLES = 4
GOALS_MS = ((0.5, 40.0), (0.95, 150.0), (0.99, 300.0))
ALERT_MS = 1000.0
HOT_EVERY = 50

pytestmark = pytest.mark.slow


async def test_at_a_fixed_rate_with_bursts(proof: Proof, tmp_path: Path) -> None:
    sidebars = scaled(500)
    bosses = [{"key": f"b-{n}", "role": "supervisor", "shop": "s1", "agent_id": f"boss{n}"} for n in range(CONSOLES)]
    async with victim(tmp_path / "data", keys=[*agents_of(sidebars), *bosses]) as one:
        lines = [one.line() for _ in range(32)]
        for n in range(sidebars):
            await lines[0].post(body_of(f"c-{n}", f"first-{n}", "在吗"))
        viewers = [Viewer(one.port, f"k-{n}", [f"conversation:c-{n}"]) for n in range(sidebars)]
        consoles = [Viewer(one.port, f"b-{n}", ["team:t1"]) for n in range(CONSOLES)]
        watching = [asyncio.create_task(viewer.run()) for viewer in [*viewers, *consoles]]
        await asyncio.gather(*(viewer.ready.wait() for viewer in [*viewers, *consoles]))
        warm, calm, burst = Pace(), Pace(), Pace()
        await warm.keep(lines, RATE, 3.0, _said("warm", sidebars))
        await calm.keep(lines, RATE, SECONDS, _said("calm", sidebars))
        await burst.keep(lines, BURST * RATE, BURST_S, _said("burst", sidebars))
        posted = [len(pace.due) - _hot(pace) for pace in (warm, calm, burst)]
        await until(lambda: sum(len(viewer.seen) for viewer in viewers) >= sum(posted))
        await until(lambda: all(len(one.alerted) >= _hot(warm, calm) for one in consoles))
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
    took, bursts = latencies(calm, viewers), latencies(burst, viewers)
    alerts = [at - calm.due[name] for one in consoles for name, at in one.alerted.items() if name in calm.due]
    proof.count(sidebars=sidebars, consoles=CONSOLES, messages=len(calm.due), in_bursts=len(burst.due), seen=len(took))
    for share, goal in GOALS_MS:
        proof.measure(f"p{100 * share:.0f}", 1000 * percentile(took, share), "ms", at_most=goal)
    proof.measure("p99 in bursts of five times", 1000 * percentile(bursts, 0.99), "ms")
    proof.measure("console p99", 1000 * percentile(alerts, 0.99), "ms", at_most=ALERT_MS)
    assert set(calm.statuses) == {201}, calm.statuses
    assert len(took) == posted[1]
    assert len(alerts) == CONSOLES * _hot(calm)


def _hot(*paces: Pace) -> int:
    """How many of their messages were of the furious."""
    return sum(len(range(0, len(pace.due), HOT_EVERY)) for pace in paces)


def _said(name: str, sidebars: int) -> Any:
    def body(n: int) -> dict[str, Any]:
        if n % HOT_EVERY == 0:  # somebody else each time: who was called to a customer is not called again at once
            return body_of(f"hot-{name}-{n}", f"{name}-{n}", FURIOUS)
        return body_of(f"c-{n % sidebars}", f"{name}-{n}", SAID[n % 3])

    return body
