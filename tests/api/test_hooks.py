"""Hooks at the door: signature, replay, what is ignored, what ends a conversation."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import orjson
import pytest

from csassist.connect.signature import standard_signature
from fakes import chatwoot as cw
from journeys.service import Service, in_process

WHSEC = "whsec_Y3Nhc3Npc3QtdGVzdC1rZXktMjQtYnl0ZXMh"
HOOKS = [cw.hook_entry(), {"id": "g1", "kind": "generic", "shop": "s1", "secret": WHSEC}]


async def texts(service: Service, conversation: str = "42") -> list[tuple[str, str]]:
    found = (await service.get(f"/v1/conversations/{conversation}/messages")).json()
    return [(one["sender"], one["text"]) for one in found["items"]]


async def test_the_life_of_a_conversation(tmp_path: Path) -> None:
    async with in_process(tmp_path, hooks=HOOKS) as service:

        async def say(payload: dict[str, Any], delivery: str) -> str:
            answered = await cw.deliver(service.http, payload, delivery)
            assert answered.status_code == 200, answered.text
            return str(answered.json()["status"])

        assert await say({"event": "conversation_created", **cw.conversation()}, "d-0") == "ignored"
        assert await say(cw.message("怎么还不发货？？？"), "d-1") == "stored"
        assert await say(cw.message("怎么还不发货？？？"), "d-1") == "duplicate"
        assert await say(cw.message("怎么还不发货？？？"), "d-2") == "duplicate"
        assert await say(cw.answer("马上查"), "d-3") == "stored"
        assert await say(cw.answer("悄悄话", 3, private=True), "d-4") == "ignored"
        assert await say(cw.message("转接", 4, message_type="activity"), "d-5") == "ignored"
        moved = cw.conversation(meta={"sender": cw.contact(), "assignee": {"id": 8, "name": "赵"}})
        assert await say({"event": "conversation_updated", **moved}, "d-6") == "stored"
        assert await say({"event": "conversation_updated", **moved}, "d-7") == "ignored"
        assert await texts(service) == [
            ("customer", "怎么还不发货？？？"), ("agent", "马上查"), ("system", "会话已分配给赵"),
        ]  # fmt: skip
        snapshot = (await service.get("/v1/conversations/42")).json()
        assert snapshot["conversation"]["agent_id"] == "8"
        assert snapshot["conversation"]["team_id"] == "t1"
        assert await say(cw.status("resolved"), "d-8") == "closed"
        assert await say(cw.status("resolved"), "d-9") == "closed"
        assert await say(cw.status("resolved", 99), "d-10") == "ignored"
        assert (await service.get("/v1/conversations")).json()["items"] == []
        assert await say(cw.message("又来了", 5), "d-11") == "stored"
        assert len((await service.get("/v1/conversations")).json()["items"]) == 1


async def test_who_is_not_let_in(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async with in_process(tmp_path, hooks=HOOKS) as service:
        http, good = service.http, cw.message("私房话")
        assert (await cw.deliver(http, good, secret="other")).status_code == 401
        assert (await cw.deliver(http, good, at=time.time() - 400)).status_code == 401
        assert (await cw.deliver(http, good, hook="h2")).status_code == 404
        assert (await cw.deliver(http, good, hook="g1")).status_code == 404
        raw = orjson.dumps(good)
        edited = raw.replace("私房话".encode(), "公开话".encode())
        path = "/v1/hooks/chatwoot/h1"
        assert (await http.post(path, content=edited, headers=cw.signed(raw))).status_code == 401
        assert (await http.post(path, content=raw, headers={"content-type": "application/json"})).status_code == 401
        assert (await http.post(path, content=b"[]", headers=cw.signed(b"[]"))).status_code == 400
        assert (await http.post(path, content=b"{", headers=cw.signed(b"{"))).status_code == 400
        big = b'"' + b"x" * 1_100_000 + b'"'
        assert (await http.post(path, content=big, headers=cw.signed(big))).status_code == 413
        assert (await service.get("/v1/conversations/42")).status_code == 404
        assert (await cw.deliver(http, good, "d-1")).json() == {"status": "stored"}
        assert (await cw.deliver(http, cw.message("别的话"), "d-2")).status_code == 422
    out, err = capfd.readouterr()
    for word in ("私房话", "别的话", cw.SECRET, "李娜"):
        assert word not in out + err


async def test_any_desk_that_signs(tmp_path: Path) -> None:
    async with in_process(tmp_path, hooks=HOOKS) as service:
        data = {"conversation_id": "c-9", "message_id": "m-1", "sender": "customer", "text": "在吗"}

        async def say(payload: dict[str, Any], name: str) -> Any:
            raw, stamp = orjson.dumps(payload), str(int(time.time()))
            headers = {"webhook-id": name, "webhook-timestamp": stamp, "content-type": "application/json"}
            headers["webhook-signature"] = standard_signature(WHSEC, name, stamp, raw)
            return await service.http.post("/v1/hooks/generic/g1", content=raw, headers=headers)

        assert (await say({"type": "message.created", "data": data}, "w-1")).json() == {"status": "stored"}
        assert (await say({"type": "message.created", "data": data}, "w-1")).json() == {"status": "duplicate"}
        assert (await say({"type": "message.created", "data": {**data, "text": ""}}, "w-2")).status_code == 422
        closing = {"type": "conversation.closed", "data": {"conversation_id": "c-9"}}
        assert (await say(closing, "w-3")).json() == {"status": "closed"}
        assert await texts(service, "c-9") == [("customer", "在吗")]
