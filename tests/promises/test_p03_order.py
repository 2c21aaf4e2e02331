"""P3: whoever watches a conversation sees the same frames in the same order, without holes."""

from __future__ import annotations

import asyncio
import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect

from faults.history import History, require_possible
from faults.record import stored_messages, whole
from faults.server import victim
from promises.posting import Poster, any_text, body_of
from promises.proof import Proof, scaled

CHANNELS_OF_A_SOCKET = 50
SETS = 3
POSTERS = 16
GUARD_S = 120.0

pytestmark = pytest.mark.slow
Told = tuple[str, int, str, str, int]  # epoch, offset, id, type, seq of the message it is about


async def test_three_viewers_of_each_conversation(proof: Proof, tmp_path: Path) -> None:
    talks, messages, history = scaled(200), scaled(50, 10), History()
    names = [f"c-{n}" for n in range(talks)]
    seen: list[dict[str, list[Told]]] = [defaultdict(list) for _ in range(SETS)]
    agents = [{"key": f"k-{n}", "role": "supervisor", "shop": "s1", "agent_id": f"g{n}"} for n in range(50)]
    keys = [{"key": "k-int", "role": "integrator", "shop": "s1"}, *agents]
    async with victim(tmp_path / "data", keys=keys) as one:
        first = Poster("first", one.line(), history)
        for name in names:
            await first.until_acked(body_of(name, f"{name}-first", "在吗"))
        parts = [names[at : at + CHANNELS_OF_A_SOCKET] for at in range(0, talks, CHANNELS_OF_A_SOCKET)]
        ready = [asyncio.Event() for _ in range(SETS * len(parts))]
        watching = [
            asyncio.create_task(_watch(one.port, f"k-{n}", parts[n % len(parts)], seen[n // len(parts)], ready[n]))
            for n in range(SETS * len(parts))
        ]
        await asyncio.gather(*(event.wait() for event in ready))
        queue = [(name, n) for name in names for n in range(messages)]
        random.Random(proof.seed).shuffle(queue)
        await asyncio.gather(*(_post(Poster(f"poster {n}", one.line(), history), queue, proof) for n in range(POSTERS)))
        async with asyncio.timeout(GUARD_S):
            while any(_newest(kept[name]) < messages + 1 for kept in seen for name in names):
                await asyncio.sleep(0.05)
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        await one.stop()
    frames = sum(len(told) for kept in seen for told in kept.values())
    proof.count(conversations=talks, messages=talks * messages, viewers=SETS * talks, frames=frames)
    for name in names:
        shortest = min(len(kept[name]) for kept in seen)
        assert seen[0][name][:shortest] == seen[1][name][:shortest] == seen[2][name][:shortest], name
        for kept in seen:
            offsets = [told[1] for told in kept[name]]
            assert offsets == list(range(offsets[0], offsets[0] + len(offsets))), name
            said = [told[4] for told in kept[name] if told[4]]
            assert said == sorted(said), f"{name}: an assessment speaks of what came before it, in order"
            assert sorted(set(said)) == list(range(2, messages + 2)), name
    require_possible(history.check(stored_messages(one.data)))
    assert whole(one.data) == []


def _newest(told: list[Told]) -> int:
    return max((each[4] for each in told), default=0)


async def _post(poster: Poster, queue: list[tuple[str, int]], proof: Proof) -> None:
    while queue:
        name, n = queue.pop()
        await poster.until_acked(body_of(name, f"{name}-{n}", any_text(random.Random(f"{proof.seed}/{name}/{n}"))))


async def _watch(port: int, key: str, names: list[str], kept: dict[str, list[Told]], ready: asyncio.Event) -> None:
    async with connect(
        f"ws://127.0.0.1:{port}/v1/ws", subprotocols=["csassist.v1"], proxy=None, compression=None,  # type: ignore[list-item]
        ping_interval=None, max_size=None, open_timeout=30,
    ) as line:  # fmt: skip
        await line.send(json.dumps({"type": "hello", "key": key, "channels": [f"conversation:{n}" for n in names]}))
        snapshots = 0
        async for text in line:
            frame: dict[str, Any] = json.loads(text)
            if frame["type"] == "snapshot":
                snapshots += 1
                if snapshots == len(names):
                    ready.set()
            elif frame.get("position"):
                name, position = frame["channel"].partition(":")[2], frame["position"]
                message = frame["data"].get("message") if frame["type"] in ("message", "assessment") else None
                seq = message["seq"] if message and not frame["data"].get("elapsed") else 0
                if seq:
                    assert frame["data"]["conversation"]["seq"] == seq, "the state after this message, and no later one"
                kept[name].append((position["epoch"], position["offset"], frame["id"], frame["type"], seq))
