"""A customer boils over; two supervisors want to help; an agent is whispered to. Over real HTTP and sockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import apsw
import httpx2
import pytest
from websockets.asyncio.client import connect

from api.open_door import Client
from csassist.desk.failpoint import NAMES
from csassist.store.schema import FILE
from fakes.ports import free_port
from journeys.service import Service, bearer, child, in_process

FURIOUS = "你们就是骗子！！！我要去12315投诉你们！！！马上退款！"
SECRET = "悄悄告诉你别提赔偿"
GUARD_S = 60.0


async def do(service: Service, path: str, key: str = "k-sup", **body: Any) -> httpx2.Response:
    return await service.http.post(f"/v1/{path}", json=body, headers=bearer(key))


@asynccontextmanager
async def listening(service: Service, key: str, *channels: str) -> AsyncIterator[Client]:
    async with connect(service.ws, proxy=None, compression=None, subprotocols=["csassist.v1"]) as socket:  # type: ignore[list-item]
        client = Client(socket)
        await client.say({"type": "hello", "key": key, "channels": [*channels]})
        assert (await client.next())["type"] == "welcome"
        for name in channels:
            await client.until(type="snapshot", channel=name)
        yield client


async def boil(service: Service, conversation: str = "c-1", message: str = "m-1") -> str:
    """A furious customer of agent a1 in team t1. Returns the escalation's id."""
    said = await service.say(FURIOUS, conversation, message, agent_id="a1", team_id="t1")
    escalation = said.json()["assessment"]["escalation"]
    assert escalation["name"] == "SUPERVISOR"
    return str(escalation["id"])


async def alerts(service: Service, key: str = "k-sup", **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await service.get("/v1/escalations", key, **params)).json()["items"]
    return found


def tables_with(file: Path, words: str) -> set[str]:
    """Tables of the record in which these words stand, as text or within a blob."""
    db = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
    names = [str(name) for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type='table'")]
    wanted = words.encode()
    found = set()
    for name in names:
        for row in db.execute(f'SELECT * FROM "{name}"'):
            if any(wanted in (cell if isinstance(cell, bytes) else str(cell).encode()) for cell in row):
                found.add(name)
    db.close()
    return found


async def until_state(service: Service, state: str) -> dict[str, Any]:
    async with asyncio.timeout(GUARD_S):
        while True:
            (alert,) = await alerts(service)
            if alert["state"] == state:
                return alert
            await asyncio.sleep(0.02)


async def test_two_claim_at_once_and_one_wins(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        es = await boil(service)
        keys = ["k-sup", "k-admin"] * 10
        answers = await asyncio.gather(*(do(service, f"escalations/{es}/claim", key) for key in keys))
        won = {keys[n] for n, answer in enumerate(answers) if answer.status_code == 200}
        lost = [answer.json() for answer in answers if answer.status_code == 409]
        assert len(won) == 1
        assert len(lost) == 10
        (alert,) = await alerts(service)
        assert alert["state"] == "claimed"
        assert {(body["code"], body["owner"], body["agent_id"]) for body in lost} == {
            ("A409", alert["owner"], alert["owner"])
        }
        assert alert["owner"] == ("boss" if won == {"k-sup"} else alert["owner"])
        assert await alerts(service, mine=True) == ([alert] if won == {"k-sup"} else [])


async def test_the_whole_way_over_sockets(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service, listening(service, "k-sup", "shop", "agent:boss") as boss:
        es = await boil(service)
        rung = await boss.until(type="alert")
        assert (rung["data"]["state"], rung["data"]["alert"]["escalation_id"]) == ("raised", es)
        delivered = await boss.until(type="escalation", channel="shop")
        while delivered["data"]["state"] != "delivered":
            delivered = await boss.until(type="escalation", channel="shop")
        assert (await do(service, f"escalations/{es}/ack")).json()["intervention"]["state"] == "seen"
        async with listening(service, "k-a1", "agent:a1", "conversation:c-1") as agent:
            taken = await do(service, f"escalations/{es}/takeover")
            assert (taken.status_code, taken.json()["agent_id"]) == (200, "boss")
            gone = await agent.until(type="assignment")
            assert gone["data"]["gone"] is True
            told = await agent.until(type="escalation", channel="conversation:c-1")
            assert (told["data"]["state"], told["data"]["taken_over_by"]) == ("claimed", "boss")
            mine = await boss.until(type="assignment")
            assert (mine["channel"], mine["data"]["gone"]) == ("agent:boss", False)
            # The chat system still names a1; the conversation stays the supervisor's until handed back.
            await service.say("人呢？？？", message="m-2", agent_id="a1", team_id="t1")
            assert (await service.get("/v1/conversations/c-1")).json()["conversation"]["agent_id"] == "boss"
            whispered = await do(service, "conversations/c-1/whisper", text=SECRET)
            assert whispered.json()["whisper"]["agent_id"] == "a1"
            assert (await agent.until(type="whisper"))["data"]["whisper"]["text"] == SECRET
            back = await do(service, f"escalations/{es}/handback")
            assert back.json()["agent_id"] == "a1"
            assert (await agent.until(type="assignment"))["data"]["gone"] is False
            nothing = await do(service, f"escalations/{es}/handback")
            assert (nothing.status_code, nothing.json()["code"]) == (409, "A411")
            done = await do(service, f"escalations/{es}/resolve", reason="已补发并致歉", responsibility="物流")
            assert done.json()["intervention"]["responsibility"] == "logistics"
        again = await do(service, f"escalations/{es}/claim")
        assert (again.status_code, again.json()["code"], again.json()["closed_by"]) == (409, "A410", "boss")
        assert await alerts(service) == []
        (closed,) = await alerts(service, state="closed")
        assert closed["alert"]["escalation_id"] == es
        trail = (await service.get("/v1/conversations/c-1/audit", "k-sup")).json()
        kinds = [row["kind"] for row in trail["items"]]
        assert kinds == ["raised", "delivered", "seen", "takeover", "whisper", "handback", "closed"]
        assert trail["intact"] is True
        assert SECRET not in json.dumps(trail, ensure_ascii=False)


async def test_a_whisper_is_nowhere_but_with_its_agent(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        es = await boil(service)
        channels = ("conversation:c-1", "shop", "team:t1")
        async with (
            listening(service, "k-admin", *channels) as admin,
            listening(service, "k-int", "conversation:c-1") as system,
            listening(service, "k-a1", "agent:a1", "conversation:c-1") as agent,
        ):
            for key in ("k-a1", "k-int"):
                refused = await do(service, "conversations/c-1/whisper", key, text=SECRET)
                assert (refused.status_code, refused.json()["code"]) == (403, "A403")
            elsewhere = await do(service, "conversations/c-1/whisper", "k-sup-t2", text=SECRET)
            assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "A404")
            assert (await do(service, "conversations/c-1/whisper", text=SECRET)).status_code == 201
            heard = await agent.until(type="whisper")
            assert heard["channel"] == "agent:a1"
            assert heard["data"]["whisper"]["from"] == "boss"
            # Something for everybody to hear afterwards, so that each has heard all that came before.
            await do(service, f"escalations/{es}/claim")
            await service.say("谢谢", message="m-3", agent_id="a1", team_id="t1")
            for client in (admin, system):
                await client.until(type="assessment", channel="conversation:c-1")
                assert SECRET not in json.dumps(client.seen, ensure_ascii=False)
            for client, wanted in ((admin, "shop"), (admin, "team:t1")):
                await client.say({"type": "ping", "ref": wanted})
                await client.until(type="pong", ref=wanted)
                assert SECRET not in json.dumps(client.seen, ensure_ascii=False)
        paths = (
            "conversations", "conversations/c-1", "conversations/c-1/messages", "conversations/c-1/audit",
            "conversations/c-1/star", "escalations", "escalations?state=closed&state=open", "reports/scripts",
            "reports/scripts?format=csv", "reports/effects", "customers/u1",
        )  # fmt: skip
        for key in ("k-int", "k-a1", "k-sup", "k-admin"):
            for path in paths:
                assert SECRET not in (await service.get(f"/v1/{path}", key)).text, path
        assert (await service.get("/v1/conversations/c-1/whispers", "k-int")).status_code == 403
        for key, heard_by in (("k-a1", 1), ("k-sup", 1), ("k-admin", 1)):
            items = (await service.get("/v1/conversations/c-1/whispers", key)).json()["items"]
            assert len(items) == heard_by
        assert (await service.get("/v1/conversations/c-1/whispers", "k-a2")).status_code == 404
        async with listening(service, "k-a1") as agent:
            await agent.ask("subscribe", {"channels": ["agent:a1"]})
            state = next(frame for frame in agent.seen if frame["type"] == "snapshot")
            assert [whisper["text"] for whisper in state["data"]["whispers"]] == [SECRET]
    held = tables_with(tmp_path / FILE, SECRET)
    assert held == {"whispers"}, "no transcript, outbox or trail can give away what it does not hold"


async def test_watching_leaves_no_trace(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        await service.say("在吗", agent_id="a1", team_id="t1")
        async with listening(service, "k-a1", "agent:a1", "conversation:c-1") as agent:
            before = (await service.get("/v1/conversations/c-1", "k-a1")).json()["position"]
            async with listening(service, "k-sup", "conversation:c-1", "shop") as boss:
                await boss.ask("ping", {})
                for path in ("conversations/c-1", "conversations/c-1/messages", "conversations/c-1/audit"):
                    assert (await service.get(f"/v1/{path}", "k-sup")).status_code == 200
            seen = len(agent.seen)
            await agent.ask("ping", {})
            assert [frame["type"] for frame in agent.seen[seen:]] == ["pong"]
            assert (await service.get("/v1/conversations/c-1", "k-a1")).json()["position"] == before
            assert (await service.get("/v1/conversations/c-1/audit", "k-sup")).json()["items"] == []


async def test_a_raised_hand_calls_at_any_heat_and_stays_up(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        await service.say("在吗", agent_id="a1", team_id="t1")
        async with listening(service, "k-sup", "shop") as boss:
            hand = await do(service, "conversations/c-1/raise-hand", "k-a1", note="客户要开专票，我没权限")
            assert hand.json()["intervention"]["state"] == "raised"
            rung = await boss.until(type="alert")
            assert rung["data"]["alert"]["reasons"] == ["坐席求助：客户要开专票，我没权限"]
        again = await do(service, "conversations/c-1/raise-hand", "k-a1", note="客户要开专票，我没权限")
        assert again.json()["intervention"]["escalation_id"] == hand.json()["intervention"]["escalation_id"]
        await service.say("好的谢谢", message="m-2", agent_id="a1", team_id="t1")
        (alert,) = await alerts(service)  # calm does not lower somebody's hand
        es = alert["alert"]["escalation_id"]
        assert (await do(service, f"escalations/{es}/claim")).status_code == 200
        assert (await do(service, f"escalations/{es}/resolve", reason="已协助")).status_code == 200
        assert await alerts(service) == []
        assert (await do(service, "conversations/c-1/raise-hand")).status_code == 403


async def test_leave_to_offer_is_asked_given_and_the_card_is_free(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        said = await service.say("白折腾我一趟，总得有点表示吧", agent_id="a1", team_id="t1")
        card = next(each for each in said.json()["assessment"]["suggestions"] if each.get("approval"))
        async with (
            listening(service, "k-sup", "shop") as boss,
            listening(service, "k-a1", "agent:a1", "conversation:c-1") as agent,
        ):
            await do(service, "conversations/c-1/raise-hand", "k-a1", suggestion_id=card["id"])
            rung = (await boss.until(type="alert"))["data"]
            assert rung["alert"]["reasons"] == [f"申请批准：{card['approval']}"]
            es = rung["alert"]["escalation_id"]
            told = await agent.until(type="suggestion", channel="conversation:c-1")
            asked = next(each for each in told["data"]["suggestions"] if each["id"] == card["id"])
            assert (asked["approval"], asked["approval_state"]) == (card["approval"], "asked")
            alone = await do(service, f"escalations/{es}/approve", "k-a1", suggestion_id=card["id"])
            assert (alone.status_code, alone.json()["code"]) == (403, "A403")
            given = await do(service, f"escalations/{es}/approve", suggestion_id=card["id"])
            assert given.json()["intervention"]["approvals"][0]["state"] == "approved"
            told = await agent.until(type="suggestion", channel="conversation:c-1")
            freed = next(each for each in told["data"]["suggestions"] if each["id"] == card["id"])
            assert ("approval" in freed, freed["approved_by"]) == (False, "boss")
        shown = (await service.get("/v1/conversations/c-1", "k-a1")).json()["suggestions"]
        assert shown == told["data"]["suggestions"]
        late = await do(service, f"escalations/{es}/refuse", suggestion_id=card["id"])
        assert (late.status_code, late.json()["owner"]) == (409, "boss")


async def test_steps_are_ticked_and_shown(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        es = await boil(service)
        steps = (await service.get("/v1/conversations/c-1", "k-a1")).json()["escalation"]["steps"]
        assert all(step["due_at"] and not step["done"] and not step["overdue"] for step in steps)
        async with listening(service, "k-a1", "agent:a1", "conversation:c-1") as agent:
            ticked = await do(service, f"escalations/{es}/steps/{steps[0]['id']}", "k-a1")
            assert ticked.json()["escalation"]["steps"][0]["done"] is True
            on_page = await agent.until(type="escalation", channel="conversation:c-1")
            assert [step["done"] for step in on_page["data"]["escalation"]["steps"]][:2] == [True, False]
            heard = await agent.until(type="step")
            assert (heard["channel"], heard["data"]["step"]["done"]) == ("agent:a1", True)
        said = (await service.say("快点！！！", message="m-2", agent_id="a1", team_id="t1")).json()
        kept = {step["id"]: step["done"] for step in said["assessment"]["escalation"]["steps"]}
        assert kept[steps[0]["id"]] is True
        unknown = await do(service, f"escalations/{es}/steps/none", "k-a1")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "A404")
        undone = await do(service, f"escalations/{es}/steps/{steps[0]['id']}", "k-a1", done=False)
        assert undone.json()["escalation"]["steps"][0]["done"] is False


async def test_a_closed_conversation_is_gone_until_somebody_writes(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service, listening(service, "k-sup", "shop") as boss:
        es = await boil(service)
        for _ in range(2):
            closed = await do(service, "conversations/c-1/close", "k-int", reason="客户离开")
            assert (closed.status_code, closed.json()["closed"]) == (200, True)
        told = await boss.until(type="escalation", channel="shop")
        while not told["data"]["closed"]:
            told = await boss.until(type="escalation", channel="shop")
        assert await alerts(service) == []
        assert (await service.get("/v1/conversations")).json()["items"] == []
        late = await do(service, f"escalations/{es}/claim")
        assert (late.status_code, late.json()["code"]) == (409, "A410")
        await service.say("还在吗", message="m-2", agent_id="a1", team_id="t1")
        (item,) = (await service.get("/v1/conversations")).json()["items"]
        assert item["closed"] is False


async def test_who_may_not_gets_a_code(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        es = await boil(service)
        for key, status, code in (
            ("k-a1", 403, "A403"), ("k-int", 403, "A403"), ("k-other", 404, "A404"), ("k-sup-t2", 404, "A404"),
        ):  # fmt: skip
            for verb in ("ack", "claim", "takeover", "handback", "resolve", "approve", "refuse"):
                answer = await do(service, f"escalations/{es}/{verb}", key)
                assert (answer.status_code, answer.json()["code"]) == (status, code), (key, verb)
        unknown = await do(service, "escalations/es_none/claim")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "A404")
        nobody = await do(service, f"escalations/{es}/takeover", "k-admin")
        assert (nobody.status_code, nobody.json()["code"]) == (403, "A403")  # this key names no agent_id
        wrong = await do(service, f"escalations/{es}/resolve", responsibility="天气")
        assert (wrong.status_code, wrong.json()["code"]) == (422, "C201")


async def test_claim_and_whisper_as_frames(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        es = await boil(service)
        async with listening(service, "k-sup") as boss, listening(service, "k-a1", "agent:a1") as agent:
            assert (await do(service, f"escalations/{es}/claim", "k-admin")).status_code == 200
            lost = await boss.ask("claim", {"escalation_id": es})
            assert (lost["type"], lost["code"]) == ("error", "A409")
            assert lost["owner"]
            said = await boss.ask("whisper", {"conversation_id": "c-1", "text": SECRET})
            assert said["data"]["whisper"]["text"] == SECRET
            assert (await agent.until(type="whisper"))["data"]["whisper"]["id"] == said["data"]["whisper"]["id"]
            refused = await agent.ask("whisper", {"conversation_id": "c-1", "text": SECRET})
            assert refused["code"] == "A403"


@pytest.mark.parametrize("moment", NAMES[1:6])  # nothing is acked before the commit; notices are tried by theirs
async def test_killed_at_any_moment_there_is_one_alert(tmp_path: Path, moment: str) -> None:
    port = free_port()
    env = {"CSASSIST_FAILPOINT": moment}
    async with child(tmp_path, port, env=env) as victim, listening(victim.service, "k-sup", "shop"):
        with contextlib.suppress(httpx2.TransportError):  # delivery is marked beside the answer, the rest before it
            await boil(victim.service)
        async with asyncio.timeout(GUARD_S):
            assert await victim.process.wait() == -9
    async with child(tmp_path, port) as healed:
        again = await healed.service.say(FURIOUS, agent_id="a1", team_id="t1")
        assert again.json()["duplicate"] is True
        async with listening(healed.service, "k-sup", "shop") as boss:
            (snapshot,) = [frame for frame in boss.seen if frame["type"] == "snapshot"]
            assert len(snapshot["data"]["alerts"]) == 1
            alert = await until_state(healed.service, "delivered")
            assert alert["alert"]["id"] == snapshot["data"]["alerts"][0]["alert"]["id"]
        trail = (await healed.service.get("/v1/conversations/c-1/audit", "k-sup")).json()
        assert [row["kind"] for row in trail["items"]] == ["raised", "delivered"]
