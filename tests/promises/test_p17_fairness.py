"""P17: a shop far over its rate is told to wait, and the others notice nothing."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from faults.server import Victim, victim
from promises.load import Pace
from promises.posting import body_of
from promises.proof import FULL, Proof, percentile

LIMIT = 40.0  # messages a second of one shop
ROUNDS = 4 if FULL else 1  # alone and beside by turns: what else the machine does hits both
SECONDS = 10.0 if FULL else 5.0
QUIET_RATE = 20.0

pytestmark = pytest.mark.slow


async def test_ten_times_over_its_rate(proof: Proof, tmp_path: Path) -> None:
    env = {"CSASSIST_RATE_SHOP_PER_S": str(LIMIT)}
    alone, beside, told = list[Pace](), list[Pace](), dict[int, int]()
    async with victim(tmp_path / "data", env=env) as one:
        await _quiet(one, "warm", 3.0)
        for turn in range(ROUNDS):
            alone.append(await _quiet(one, f"alone-{turn}", SECONDS))
            noise = asyncio.create_task(_noise(one, f"n{turn}"))
            await asyncio.sleep(1.5)  # it needs a moment to begin
            beside.append(await _quiet(one, f"beside-{turn}", SECONDS))
            noisy = await noise
            for status, number in noisy["statuses"].items():
                told[int(status)] = told.get(int(status), 0) + number
            assert noisy["statuses"]["201"] <= LIMIT * (noisy["seconds"] + 2), "the rate, and its burst of two seconds"
    proof.count(noisy_posts=sum(told.values()), stored=told.get(201, 0), told_to_wait=told.get(429, 0))
    proof.count(quiet_posts=sum(len(pace.acks) for pace in beside))
    before, after = ([ack for pace in paces for ack in pace.acks] for paces in (alone, beside))
    proof.measure("p99 of the quiet shop alone", 1000 * percentile(before, 0.99), "ms")
    proof.measure("p99 beside the noisy one", 1000 * percentile(after, 0.99), "ms")
    longer = percentile(after, 0.99) / percentile(before, 0.99) - 1
    proof.measure("p99 longer by", 100 * longer, "%", at_most=20.0)
    assert set(told) == {201, 429}, told
    assert {status for pace in (*alone, *beside) for status in pace.statuses} == {201}


async def _noise(one: Victim, mark: str) -> dict[str, Any]:
    """One shop at ten times its rate, from a process of its own."""
    words = [str(one.port), str(10 * LIMIT), str(SECONDS + 2), mark]
    noise = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "promises.noise", *words,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    found: dict[str, Any] = json.loads((await noise.communicate())[0])
    return found


async def _quiet(one: Victim, name: str, seconds: float) -> Pace:
    pace = Pace()
    lines = [one.line("k-other") for _ in range(4)]
    await pace.keep(lines, QUIET_RATE, seconds, lambda n: body_of(f"q-{n % 20}", f"{name}-{n}", "请问什么时候能发货"))
    return pace
