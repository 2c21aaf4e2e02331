"""P19: two tabs of one agent show the same, and what both of them report is counted once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from faults.history import History
from faults.record import rows
from journeys.service import bearer, in_process
from promises.posting import any_text
from promises.proof import Proof, scaled
from promises.sidebars import Sidebar, Truth, stop

GUARD_S = 180.0

pytestmark = pytest.mark.slow


async def test_two_tabs_of_one_agent(proof: Proof, tmp_path: Path) -> None:
    messages, rng = scaled(200), proof.rng
    async with in_process(tmp_path) as service:
        port = int(service.url.rsplit(":", 1)[1])
        await service.say("在吗", "c-1", "m-0", agent_id="a1", team_id="t1")
        tabs = [
            Sidebar(f"tab {n} {name}", "k-a1", name, port, History(), Truth(), random.Random(n))
            for n in range(2)
            for name in ("conversation:c-1", "agent:a1")
        ]
        running = [asyncio.create_task(tab.run()) for tab in tabs]
        reports = 0
        for n in range(messages):
            told = (await service.say(any_text(rng), "c-1", f"m-{n + 1}", agent_id="a1", team_id="t1")).json()
            for card in told["assessment"]["suggestions"][:1]:
                both = [_report(service, card["id"], "shown") for _ in range(2)]
                both += [_report(service, card["id"], "used") for _ in range(2)]
                assert {answer.status_code for answer in await asyncio.gather(*both)} == {204}
                reports += 2
            if n % 20 == 0:  # the same message from both tabs, as a double click would send it
                said = {"conversation_id": "c-1", "message_id": f"a-{n}", "sender": "agent", "text": "稍等，我查一下"}
                twice = await asyncio.gather(*(_patiently(partial(service.post, said, "k-a1")) for _ in range(2)))
                assert sorted(answer.status_code for answer in twice) == [200, 201]
        assert service.front is not None
        async with asyncio.timeout(GUARD_S):
            for tab in tabs:
                while tab.state["position"] != (await service.front.hub.position("s1", tab.channel)).as_dict():
                    await asyncio.sleep(0.01)
        await stop(tabs, running)
        same = [tabs[n].state["data"] == tabs[n + 2].state["data"] for n in range(2)]
    counted = rows(tmp_path, "SELECT count(*) FROM feedback WHERE outcome IN ('shown', 'used')")[0][0]
    posted = rows(tmp_path, "SELECT count(*) FROM messages WHERE sender = 'agent'")[0][0]
    proof.count(messages=messages, reports=2 * reports, counted=counted, posted_twice=posted)
    assert same == [True, True]
    assert [tab.faults for tab in tabs] == [[], [], [], []]
    assert rows(tmp_path, "SELECT suggestion_id, outcome FROM feedback GROUP BY 1, 2 HAVING count(*) > 1") == []
    assert counted <= reports
    assert posted == len(range(0, messages, 20))


async def _report(service: Any, card: str, outcome: str) -> Any:
    path = f"/v1/suggestions/{card}/feedback"
    return await _patiently(lambda: service.http.post(path, json={"outcome": outcome}, headers=bearer("k-a1")))


async def _patiently(ask: Callable[[], Awaitable[Any]]) -> Any:
    """One agent's tabs do here in seconds what takes hours: whoever is told to wait (429) waits."""
    while (answer := await ask()).status_code == 429:
        await asyncio.sleep(0.1)
    return answer
