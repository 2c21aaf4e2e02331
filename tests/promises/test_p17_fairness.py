"""P17: a shop far over its rate is told to wait, and the others notice nothing."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from faults.server import victim
from promises.load import Pace
from promises.posting import body_of
from promises.proof import FULL, Proof, percentile

LIMIT = 40.0  # messages a second of one shop
SECONDS = 30.0 if FULL else 5.0
QUIET_RATE = 20.0

pytestmark = pytest.mark.slow


async def test_ten_times_over_its_rate(proof: Proof, tmp_path: Path) -> None:
    env = {"CSASSIST_RATE_SHOP_PER_S": str(LIMIT)}
    async with victim(tmp_path / "data", env=env) as one:
        await _quiet(one, "warm", 3.0)
        alone = await _quiet(one, "alone", SECONDS)
        noise = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "promises.noise", str(one.port), str(10 * LIMIT), str(SECONDS + 2),
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        await asyncio.sleep(1.5)  # it needs a moment to begin
        beside = await _quiet(one, "beside", SECONDS)
        noisy = json.loads((await noise.communicate())[0])
    told = {int(status): number for status, number in noisy["statuses"].items()}
    proof.count(noisy_posts=sum(told.values()), stored=told.get(201, 0), told_to_wait=told.get(429, 0))
    proof.count(quiet_posts=len(beside.acks))
    proof.measure("p99 of the quiet shop alone", 1000 * percentile(alone.acks, 0.99), "ms")
    proof.measure("p99 beside the noisy one", 1000 * percentile(beside.acks, 0.99), "ms")
    longer = percentile(beside.acks, 0.99) / percentile(alone.acks, 0.99) - 1
    proof.measure("p99 longer by", 100 * longer, "%", at_most=20.0)
    assert set(told) == {201, 429}, told
    assert set(alone.statuses) == set(beside.statuses) == {201}
    assert told[201] <= LIMIT * (noisy["seconds"] + 2), "the rate, and its burst of two seconds"


async def _quiet(one: object, name: str, seconds: float) -> Pace:
    pace = Pace()
    lines = [one.line("k-other") for _ in range(4)]  # type: ignore[attr-defined]
    await pace.keep(lines, QUIET_RATE, seconds, lambda n: body_of(f"q-{n % 20}", f"{name}-{n}", "请问什么时候能发货"))
    return pace
