"""A spike over the real door: two hot customers about one product, one aggregate alert, and a list to read it again."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from websockets.asyncio.client import connect

from journeys.service import in_process

HOT = "你们就这样敷衍人吗？？？已经三天了还不发货，再不发我就投诉"


async def test_a_spike_reaches_supervisors_once_and_agents_never(tmp_path: Path) -> None:
    async with (
        in_process(tmp_path, spike_conversations=2) as service,
        connect(service.ws, subprotocols=["csassist.v1"]) as socket,  # type: ignore[list-item]
        asyncio.timeout(180),
    ):
        await socket.send(json.dumps({"type": "hello", "key": "k-sup", "channels": ["shop"]}))
        about = {"context": {"product_id": "sku-7"}, "agent_id": "a1", "team_id": "t1"}
        await service.say(HOT, conversation="c-1", **about)
        await service.say(HOT, conversation="c-2", **about)
        frame = json.loads(await socket.recv())
        while frame["type"] != "alert" or frame["data"].get("kind") != "spike":
            frame = json.loads(await socket.recv())
        spike = frame["data"]["spike"]
        assert (spike["by"], spike["key"], spike["count"]) == ("product", "sku-7", 2)
        assert spike["conversations"] == ["c-1", "c-2"]
        (listed,) = (await service.get("/v1/tidings", "k-sup", kind="spike")).json()["items"]
        assert listed == spike
        assert (await service.get("/v1/tidings", "k-a1")).json()["items"] == []
        for number in (3, 4):
            wide = {"context": {"product_id": "sku-8"}, "agent_id": "a1", "team_id": f"t{number - 2}"}
            await service.say(HOT, conversation=f"c-{number}", **wide)
        frame = json.loads(await socket.recv())
        while frame["type"] != "alert" or frame["data"].get("kind") != "spike":
            frame = json.loads(await socket.recv())
        theirs = (await service.get("/v1/tidings", "k-sup-t2", kind="spike")).json()["items"]
        (listed,) = [one for one in theirs if one["key"] == "sku-8"]
        assert (listed["count"], listed["conversations"], listed["team_id"]) == (2, ["c-4"], "t2")
        assert all(one["conversations"] == ["c-4"] for one in theirs)
        assert (await service.get("/v1/tidings", "k-int")).status_code == 403
        assert (await service.get("/v1/tidings", "k-sup", kind="gossip")).status_code == 422
