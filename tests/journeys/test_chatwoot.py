"""Chatwoot end to end: its webhook in, the agent's socket, the private note back; through deaths and doubles."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from websockets.asyncio.client import connect

from csassist.wire.schema import frame_schemas
from fakes import chatwoot as cw
from fakes.ports import free_port
from fakes.receiver import receiver, said
from journeys.service import Service, bearer, child, in_process

FURIOUS = "你们就是骗子！！！我要去12315投诉你们！！！马上退款！打我13812345678"
GUARD_S = 60.0
SCHEMAS = frame_schemas()
FRAMES = jsonschema_rs.validator_for({"$defs": SCHEMAS["$defs"], **SCHEMAS["server"]})
NEAR = {"notice_networks": ["127.0.0.0/8"], "public_url": "https://assist.example"}


async def reached(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(GUARD_S):
        while not what():
            await asyncio.sleep(0.02)


async def sidebar_hears(service: Service, conversation: str, act: Callable[[], object]) -> dict[str, object]:
    """What the agent's sidebar gets of a conversation after `act`: the first assessment."""
    ticket = (await service.http.post("/v1/tickets", headers=bearer("k-a1"))).json()["ticket"]
    async with connect(service.ws, subprotocols=["csassist.v1"], proxy=None) as socket:  # type: ignore[list-item]
        hello = {"type": "hello", "ticket": ticket, "channels": [f"conversation:{conversation}"]}
        await socket.send(json.dumps(hello))
        async with asyncio.timeout(GUARD_S):
            while (frame := valid(await socket.recv()))["type"] != "snapshot":
                pass
            act()
            while (frame := valid(await socket.recv()))["type"] != "assessment":
                pass
    return dict(frame["data"])


def valid(raw: str | bytes) -> dict[str, Any]:
    """A frame that is as the exported schema says."""
    frame: dict[str, Any] = json.loads(raw)
    faults = [f"{fault.message} at {list(fault.instance_path)}" for fault in FRAMES.iter_errors(frame)]
    assert faults == [], frame["type"]
    return frame


async def test_from_the_webhook_to_the_sidebar_and_back_into_the_chat(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    inbox = cw.Inbox()
    async with receiver(inbox) as far, in_process(tmp_path, hooks=[cw.hook_entry(far)], **NEAR) as service:
        assert (await cw.deliver(service.http, cw.message("在吗"), "d-1")).json() == {"status": "stored"}
        assert far.asked == []
        posting: list[asyncio.Task[object]] = []

        def post() -> None:
            made = cw.deliver(service.http, cw.message(FURIOUS, 2), "d-2")
            posting.append(asyncio.create_task(made))

        heard = await sidebar_hears(service, "42", post)
        await asyncio.gather(*posting)
        assert heard["message"]["text"] == FURIOUS  # type: ignore[index]
        assert heard["assessment"]["escalation"]["name"] == "SUPERVISOR"  # type: ignore[index]
        await reached(lambda: bool(inbox.notes))
        again = await cw.deliver(service.http, cw.message(FURIOUS, 2), "d-3")
        assert again.json() == {"status": "duplicate"}
        # The note comes back as a webhook of its own; it is private, and none of our business.
        echo = cw.answer(str(inbox.notes[0][1]["content"]), 3, private=True)
        assert (await cw.deliver(service.http, echo, "d-4")).json() == {"status": "ignored"}
        # Another shop door's conversation is not Chatwoot's: nothing is written there.
        await service.say(FURIOUS, conversation="43", agent_id="a1", team_id="t1")
        states = (await service.get("/v1/reports/notices", "k-sup")).json()["endpoints"]
        async with asyncio.timeout(GUARD_S):
            while states != [] and states[0]["sent"] != 1:
                states = (await service.get("/v1/reports/notices", "k-sup")).json()["endpoints"]
        assert [(one["name"], one["pending"], one["dead"]) for one in states] == [("h1-notes", 0, 0)]
        assert (await service.get("/v1/conversations/42", "k-a1")).json()["conversation"]["channel"] == "chatwoot:h1"
    assert inbox.faults == []
    ((number, note),) = inbox.notes
    assert number == 42
    assert "主管介入" in note["content"]
    assert "建议回复：" in note["content"]
    assert "https://assist.example/console?conversation=42" in note["content"]
    assert "13812345678" not in json.dumps(note, ensure_ascii=False)
    out, err = capfd.readouterr()
    for secret in (cw.SECRET, cw.TOKEN):
        assert secret not in out + err


async def test_a_chatwoot_that_is_away_gets_its_note_once_it_is_back(tmp_path: Path) -> None:
    inbox, away = cw.Inbox(), [True]
    async with receiver(lambda asked: said(500) if away[0] else inbox(asked)) as far:
        async with in_process(tmp_path, hooks=[cw.hook_entry(far)], **NEAR) as service:
            assert (await cw.deliver(service.http, cw.message(FURIOUS), "d-1")).status_code == 200
            await reached(lambda: bool(far.asked))
            away[0] = False
        async with in_process(tmp_path, hooks=[cw.hook_entry(far)], **NEAR) as service:
            assert service.front is not None
            await reached(lambda: bool(inbox.notes))
            assert (await cw.deliver(service.http, cw.message(FURIOUS), "d-2")).json() == {"status": "duplicate"}
    assert len(inbox.notes) == 1
    assert len({asked.json["echo_id"] for asked in far.asked}) == 1


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["before_commit", "after_commit", "before_notice", "after_notice"])
async def test_killed_at_any_moment_the_note_has_one_id(tmp_path: Path, moment: str) -> None:
    port, inbox = free_port(), cw.Inbox()
    async with receiver(inbox) as far:
        env = {"CSASSIST_HOOKS": json.dumps([cw.hook_entry(far)]), "CSASSIST_NOTICE_NETWORKS": "127.0.0.0/8"}
        async with child(tmp_path, port, env={**env, "CSASSIST_FAILPOINT": moment}) as victim:
            posting = asyncio.create_task(cw.deliver(victim.service.http, cw.message(FURIOUS), "d-1"))
            assert await victim.process.wait() == -9
            await asyncio.gather(posting, return_exceptions=True)
        async with child(tmp_path, port, env=env) as healed:
            # Chatwoot's own log, or an operator, delivers it again: stored now, or known already.
            answered = await cw.deliver(healed.service.http, cw.message(FURIOUS), "d-1")
            assert answered.json()["status"] == ("stored" if moment == "before_commit" else "duplicate")
            await reached(lambda: len(inbox.notes) >= (2 if moment == "after_notice" else 1))
    assert inbox.faults == []
    assert len({note["echo_id"] for _, note in inbox.notes}) == 1
