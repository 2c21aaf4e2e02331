"""Promises at the door: routes, frames, who hears what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from api.open_door import open_door
from csassist.conversation.message import Sender
from journeys.service import bearer, in_process


async def made(service: Any) -> str:
    await service.say("怎么还没发货", agent_id="a1", team_id="t1")
    await service.say("30分钟内给您回复", message="m-2", sender="agent", agent_id="a1")
    (promise,) = (await service.get("/v1/conversations/c-1")).json()["promises"]
    assert promise["text"] == "30分钟内给您回复"
    assert promise["state"] == "open"
    return str(promise["id"])


async def report(service: Any, promise: str, how: str, key: str = "k-a1") -> Any:
    return await service.http.post(f"/v1/promises/{promise}/{how}", headers=bearer(key))


async def test_kept_twice_then_broken(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        promise = await made(service)
        first = await report(service, promise, "kept")
        again = await report(service, promise, "kept")
        assert (first.status_code, first.json()["promise"]["state"]) == (200, "kept")
        assert again.json() == first.json()
        other = await report(service, promise, "broken")
        assert (other.status_code, other.json()["code"], other.json()["state"]) == (409, "A409", "kept")
        unknown = await report(service, "pr_none", "kept")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "A404")


async def test_the_agent_hears_promises_and_an_integrator_only_keeps_count(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        await door.post("怎么还没发货", "m-1")
        async with (
            door.hello("k-a1", "conversation:c-1", "agent:a1") as agent,
            door.hello("k-int", "conversation:c-1") as system,
        ):
            await agent.until(type="snapshot", channel="conversation:c-1")
            start = (await system.until(type="snapshot"))["position"]["offset"]
            await door.post("30分钟内给您回复", "m-2", sender=Sender.AGENT)
            heard = await agent.until(type="promise")
            assert heard["channel"] == "conversation:c-1"
            assert heard["data"]["promise"]["state"] == "open"
            first = await system.until(type="message")
            second = await system.until(type="withheld")
            assert (first["position"]["offset"], second["position"]["offset"]) == (start + 1, start + 2)
            assert second["data"] == {}
            assert second["id"] == heard["id"]
        resume = {"conversation:c-1": {"epoch": first["position"]["epoch"], "offset": start}}
        async with door.hello("k-int", "conversation:c-1", resume=resume) as system:
            kinds = [(await system.next())["type"] for _ in range(3)]
            assert kinds == ["message", "withheld", "resumed"]
