"""A customer erased over the real door is found nowhere: not in the file, its log, our logs, memory, on any socket."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from journeys.service import Service, bearer, in_process

CANARY = "碧空流萤"
HOT = f"你们就这样敷衍人吗？？？已经三天了还不发货，{CANARY}说再不发就投诉到底"
CUSTOMER = {"id": f"u-{CANARY}", "name": f"{CANARY}女士", "value": "vip", "orders": 3, "notes": [f"{CANARY}喜欢顺丰"]}
ORDER = {"order": {"id": f"order-{CANARY}", "status": "已付款", "logistics": "揽收"}, "product_id": "sku-1"}
CLIENTS = ("httpx2", "httpcore2", "websockets.client")  # this test itself
PATH = f"/v1/customers/{CUSTOMER['id']}"


def traces(folder: Path) -> list[str]:
    """Files in which the canary can be read: as text, and as JSON might write it."""
    words = [CANARY.encode(), CANARY.encode("unicode_escape"), CANARY.encode("utf-16-le")]
    return [
        str(path.name) for path in folder.rglob("*") if path.is_file() and any(w in path.read_bytes() for w in words)
    ]


async def fill(service: Service, conversation: str = "c-1") -> None:
    """The canary in everything that somebody can write."""
    about = {"agent_id": "a1", "team_id": "t1", "customer": CUSTOMER, "context": ORDER}
    cards: list[dict[str, Any]] = []
    for n in range(1, 25):
        told = (await service.say(f"{HOT}，第{n}次", conversation, f"m-{n}", **about)).json()
        cards = told["assessment"]["suggestions"] or cards
    escalation = told["assessment"]["escalation"]["id"]
    as_agent, as_chief = bearer("k-a1"), bearer("k-sup")
    http = service.http
    said = {
        "conversation_id": conversation,
        "message_id": "a-1",
        "sender": "agent",
        "text": f"{CANARY}您好，今天18点前给您发货",
    }
    for answer in [
        await service.post(said, "k-a1"),
        await http.post(
            "/v1/drafts/review", json={"conversation_id": conversation, "text": f"{CANARY}别急"}, headers=as_agent
        ),
        await http.post(
            f"/v1/suggestions/{cards[0]['id']}/feedback", json={"outcome": "edited", "text": CANARY}, headers=as_agent
        ),
        await http.post(f"/v1/conversations/{conversation}/raise-hand", json={"note": CANARY}, headers=as_agent),
        await http.post(f"/v1/conversations/{conversation}/whisper", json={"text": f"安抚{CANARY}"}, headers=as_chief),
        await http.patch(f"/v1/conversations/{conversation}/star", json={"task": f"给{CANARY}回电"}, headers=as_chief),
        await http.patch(PATH, json={"notes": [f"{CANARY}住得远"]}, headers=as_agent),
        await http.post(f"/v1/escalations/{escalation}/claim", headers=as_chief),
    ]:
        assert answer.status_code < 300, answer.text
    outcome = {
        "outcome_id": "o-1",
        "type": "refund",
        "customer_id": CUSTOMER["id"],
        "order_id": f"order-{CANARY}",
        "value": 9,
    }
    answer = await http.post("/v1/outcomes", json=outcome, headers=bearer("k-int"))
    assert answer.status_code == 201, answer.text


async def until(socket: ClientConnection, kind: str) -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = json.loads(await socket.recv())
        if frame["type"] == kind:
            return frame


async def test_a_canary_customer_is_found_nowhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with in_process(tmp_path, log_level="debug") as service, asyncio.timeout(90):
        await fill(service)
        await service.say("另一位客户：什么时候发货", "c-2", customer={"id": "u-2"}, team_id="t1", agent_id="a1")
        assert traces(tmp_path)
        assert CANARY in (await service.get(f"{PATH}/export", "k-admin")).text
        async with connect(service.ws, subprotocols=["csassist.v1"]) as socket:  # type: ignore[list-item]
            channels = ["conversation:c-1", "agent:a1", "team:t1", "shop"]
            await socket.send(json.dumps({"type": "hello", "key": "k-admin", "channels": ["conversation:c-1", "shop"]}))
            await until(socket, "snapshot")
            answer = await service.http.delete(PATH, headers=bearer("k-int"))
            assert answer.status_code == 200, answer.text
            gone = answer.json()["erased"]
            assert (gone["conversations"], gone["messages"]) == (1, 25)
            told = await until(socket, "erased")
            assert told["data"] == {"conversation_id": "c-1", "customer_id": None}
        assert traces(tmp_path) == []
        async with connect(service.ws, subprotocols=["csassist.v1"]) as socket:  # type: ignore[list-item]
            await socket.send(
                json.dumps({"type": "hello", "key": "k-admin", "channels": [*channels, "conversation:c-2"]})
            )
            heard = [await socket.recv() for _ in range(6)]
            assert CANARY not in json.dumps([json.loads(each) for each in heard], ensure_ascii=False)
            assert any(json.loads(each).get("code") == "A404" for each in heard)
        for path in (PATH, f"{PATH}/export", "/v1/conversations/c-1", "/v1/conversations/c-1/star"):
            assert (await service.get(path, "k-admin")).status_code == 404
        trail = (await service.get("/v1/conversations", "k-sup")).json()["items"]
        assert [item["conversation_id"] for item in trail] == ["c-2"]
        again = (await service.http.delete(PATH, headers=bearer("k-admin"))).json()
        assert again["erased"] == {"conversations": 0, "messages": 0, "rows": 0}
        assert again["audit"] == answer.json()["audit"]
        metrics = (await service.get("/metrics", None)).text
    out, errors = capfd.readouterr()
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(CLIENTS)]
    for said in (metrics, out, errors, *ours):
        assert CANARY not in said
    assert traces(tmp_path) == []


async def test_a_conversation_without_a_named_customer_is_erased_by_its_id(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service, asyncio.timeout(90):
        await service.say(f"我是{CANARY}，还没收到", "c-9")
        await service.say("好的", "c-8")
        answer = await service.http.delete("/v1/conversations/c-9", headers=bearer("k-admin"))
        assert answer.json()["erased"]["messages"] == 1
        assert traces(tmp_path) == []
        assert (await service.get("/v1/conversations/c-8")).status_code == 200
        back = await service.say("又来了", "c-9", "m-2")
        assert back.json()["message"]["seq"] == 1


async def test_only_admins_and_integrators_erase_and_export_and_only_their_shop(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service, asyncio.timeout(90):
        await service.say("还没发", "c-1", customer={"id": "u1"}, agent_id="a1", team_id="t1")
        for key in ("k-a1", "k-sup"):
            assert (await service.http.delete("/v1/customers/u1", headers=bearer(key))).status_code == 403
            assert (await service.http.delete("/v1/conversations/c-1", headers=bearer(key))).status_code == 403
            assert (await service.get("/v1/customers/u1/export", key)).status_code == 403
        other = await service.http.delete("/v1/customers/u1", headers=bearer("k-other"))
        assert other.json()["erased"]["conversations"] == 0
        assert (await service.get("/v1/customers/u1/export", "k-other")).status_code == 404
        assert (await service.get("/v1/conversations/c-1")).status_code == 200


async def test_an_export_holds_everything_but_whispers_and_can_be_masked(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service, asyncio.timeout(90):
        await fill(service)
        await service.say("我的手机13912345678，打这个", "c-1", "m-90")
        whole = (await service.get(f"{PATH}/export", "k-int")).json()
        assert whole["customer"]["agent_notes"] == [f"{CANARY}住得远"]
        (case,) = whole["conversations"]
        assert [message["seq"] for message in case["messages"]] == [*range(1, 27)]
        assert len(case["readings"]) >= 26
        assert case["promises"]
        assert case["star_edits"][0]["text"] == f"给{CANARY}回电"
        assert [row["text"] for row in case["feedback"] if row["text"]] == [CANARY]
        assert [row["id"] for row in whole["outcomes"]] == ["o-1"] if "id" in whole["outcomes"][0] else True
        assert f"安抚{CANARY}" not in json.dumps(whole, ensure_ascii=False)
        assert case["messages"][-1]["text"] == "我的手机13912345678，打这个"
        masked = (await service.get(f"{PATH}/export", "k-int", masked="true")).json()
        assert masked["conversations"][0]["messages"][-1]["text"] == "我的手机139****5678，打这个"
        assert "13912345678" not in json.dumps(masked)
