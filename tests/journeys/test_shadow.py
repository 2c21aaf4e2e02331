"""Shadow mode over the real door: a hot customer, an alert on record, and nobody who hears of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect

from journeys.service import Service, bearer, in_process

HOT = "你们就这样敷衍人吗？？？已经三天了还不发货，再不发我就投诉"


async def heard(service: Service, key: str, channel: str, last: str) -> list[dict[str, Any]]:
    """Frames on `channel` until the one that tells of the message `last`, which was posted after subscribing."""
    frames: list[dict[str, Any]] = []
    async with connect(service.ws, subprotocols=["csassist.v1"]) as socket:  # type: ignore[list-item]
        await socket.send(json.dumps({"type": "hello", "key": key, "channels": [channel]}))
        while not any(frame["type"] == "snapshot" for frame in frames):
            frames.append(json.loads(await socket.recv()))
        await service.say(HOT, message="m-hot", agent_id="a1", team_id="t1")
        await service.say("在吗", message=last, conversation="c-1", agent_id="a1", team_id="t1")
        frames.clear()
        while (
            not frames
            or frames[-1].get("data", {}).get("seq", frames[-1].get("data", {}).get("message", {}).get("seq")) != 3
        ):
            frames.append(json.loads(await socket.recv()))
    return frames


async def test_recorded_and_told_to_nobody(tmp_path: Path) -> None:
    async with in_process(tmp_path, mode="shadow") as service:
        first = await service.say("在吗", agent_id="a1", team_id="t1")
        assert first.status_code == 201
        frames = await heard(service, "k-sup", "team:t1", "m-3")
        assert {frame["type"] for frame in frames} == {"assessment"}
        boss = (await service.get("/v1/conversations/c-1", "k-sup")).json()
        agent = (await service.get("/v1/conversations/c-1", "k-a1")).json()
        assert (boss["shadow"], agent["shadow"]) == (True, True)
        assert boss["suggestions"] != []
        assert agent["suggestions"] == []
        alerts = (await service.get("/v1/escalations", "k-sup")).json()["items"]
        assert [(each["conversation"]["conversation_id"], each["state"]) for each in alerts] == [("c-1", "raised")]


async def test_one_team_in_the_shadow_while_the_rest_is_live(tmp_path: Path) -> None:
    async with in_process(tmp_path, shadow=("s1/t1",)) as service:
        held = await service.say(HOT, conversation="c-1", agent_id="a1", team_id="t1")
        live = await service.say(HOT, conversation="c-2", agent_id="a2", team_id="t2")
        assert held.json()["assessment"]["suggestions"] == []
        assert held.json()["assessment"]["escalation"]["tier"] >= 2
        assert live.json()["assessment"]["suggestions"] != []
        assert "shadow" not in (await service.get("/v1/conversations/c-2", "k-a2")).json()
        answer = await service.http.get("/v1/conversations/c-1", headers=bearer("k-a1"))
        assert answer.json()["shadow"] is True
