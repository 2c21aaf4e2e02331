"""P21: a page that is loaded anew shows what it showed: curve, cards, messages, promises, at the same place.

What the browser itself keeps, a draft, is tried in tests/journeys/test_browser*.py.
"""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from faults.history import History
from faults.server import victim
from promises.posting import Poster, agents_of, any_text, body_of
from promises.proof import Proof, scaled
from promises.sidebars import Sidebar, Truth, stop

GUARD_S = 180.0

pytestmark = pytest.mark.slow


async def test_reloaded_in_the_middle_of_a_conversation(proof: Proof, tmp_path: Path) -> None:
    """A page that stays, and one that is loaded anew after every few messages: the same state, also after a kill."""
    reloads, rng, history = scaled(100), proof.rng, History()
    async with victim(tmp_path / "data", keys=agents_of(2)) as one:
        poster = Poster("poster", one.line(), history)
        await poster.until_acked(body_of("c-1", "first", "在吗"))
        stays = _page(one.port, "stays", "k-0")
        running = [asyncio.create_task(stays.run())]
        different, asking = 0, one.line()
        for n in range(reloads):
            for k in range(rng.randint(1, 5)):
                await poster.until_acked(body_of("c-1", f"m-{n}-{k}", any_text(rng)))
            if n == reloads // 2:
                await one.restart()
                asking = one.line()
            anew = _page(one.port, f"anew {n}", "k-1")
            task = asyncio.create_task(anew.run())
            async with asyncio.timeout(GUARD_S):
                while True:
                    told = (await asking.get("/v1/conversations/c-1"))[1]["position"]
                    if all(page.live and page.state["position"] == told for page in (stays, anew)):
                        break
                    await asyncio.sleep(0.005)
            different += stays.state["data"] != anew.state["data"]
            await stop([anew], [task])
        await stop([stays], running)
        data = stays.state["data"]
    proof.count(reloads=reloads, messages=len(history.acked), different=different, points=len(data["curve"]))
    assert different == 0
    assert data["curve"]  # messages of some seconds are one burst, one point
    assert len(data["messages"]) == min(200, len(history.acked))


def _page(port: int, name: str, key: str) -> Sidebar:
    return Sidebar(name, key, "conversation:c-1", port, History(), Truth(), random.Random(name))
