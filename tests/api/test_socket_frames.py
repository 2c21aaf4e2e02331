"""Every client frame, its answer, and who may send it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from api.open_door import Door, open_door

BODY: dict[str, Any] = {
    "conversation_id": "c-1",
    "message_id": "m-1",
    "sender": "customer",
    "text": "怎么还没发货？？？",
    "agent_id": "a1",
    "team_id": "t1",
}


async def test_a_message_is_acked_like_the_rest_answer_and_once(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door, door.hello("k-int") as client:
        first = await client.ask("message", BODY, "one")
        assert first["type"] == "ack"
        assert first["data"]["message"]["seq"] == 1
        assert first["data"]["duplicate"] is False
        again = await client.ask("message", BODY, 2)
        assert again["data"]["duplicate"] is True
        assert again["data"]["assessment"] == first["data"]["assessment"]
        other = await client.ask("message", {**BODY, "text": "不是这句"}, 3)
        assert (other["type"], other["code"]) == ("error", "C204")


async def test_many_messages_at_once_keep_their_order(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door, door.hello("k-int") as client:
        for number in range(200):
            await client.say({"type": "message", "ref": number, "data": {**BODY, "message_id": f"m-{number}"}})
        acks = [await client.next() for _ in range(200)]
        assert sorted(ack["ref"] for ack in acks) == list(range(200))
        assert {ack["ref"] + 1 == ack["data"]["message"]["seq"] for ack in acks} == {True}


async def test_the_same_message_from_two_sockets_is_one(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door, door.hello("k-int") as one, door.hello("k-adm") as two:
        answers = await asyncio.gather(one.ask("message", BODY), two.ask("message", BODY))
        assert sorted(answer["data"]["duplicate"] for answer in answers) == [False, True]
        assert answers[0]["data"]["assessment"] == answers[1]["data"]["assessment"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": ""}, "C201"),
        ({"text": "x" * 8_001}, "C202"),
        ({"sender": "robot"}, "C201"),
        ({"text": None}, "C201"),
        ({"customer": 5}, "C201"),
    ],
)
async def test_a_wrong_message_is_an_error_and_the_socket_stays(
    tmp_path: Path, change: dict[str, Any], code: str
) -> None:
    async with open_door(tmp_path) as door, door.hello("k-int") as client:
        fault = await client.ask("message", {**BODY, **change})
        assert (fault["type"], fault["code"]) == ("error", code)
        assert fault["errors"]
        assert (await client.ask("ping", {}))["type"] == "pong"


async def test_half_a_character_is_an_error_and_the_socket_stays(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door, door.hello("k-int") as client:
        await client.say('{"type":"message","ref":1,"data":{"text":"\\ud83d"}}')
        assert (await client.next())["code"] == "C201"
        assert (await client.ask("ping", {}))["type"] == "pong"


@pytest.mark.parametrize(
    "frame",
    [
        "{",
        "[]",
        "5",
        '{"type":5}',
        '{"ref":1}',
        '{"type":"ping","ref":{}}',
        '{"type":"ping","data":[]}',
        '{"type":"ping","data":NaN}',
        '{"type":"ping","type":"ping"}',
        "[" * 5_000,
        b"{}",
    ],
)
async def test_what_is_no_frame_ends_the_socket(tmp_path: Path, frame: str | bytes) -> None:
    async with open_door(tmp_path) as door, door.hello("k-a1") as client:
        await client.say(frame)
        assert await client.closed() == 4400


async def test_too_big_a_frame_ends_the_socket(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door, door.hello("k-a1") as client:
        await client.say(json.dumps({"type": "draft", "data": {"text": "好" * 30_000}}, ensure_ascii=False))
        assert await client.closed() == 1009


async def test_an_unknown_type_is_an_error(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door, door.hello("k-a1") as client:
        fault = await client.ask("teleport", {})
        assert (fault["type"], fault["code"]) == ("error", "C203")
        for kind in ("claim", "whisper"):
            assert (await client.ask(kind, {}))["code"] == "C201"
        assert (await client.ask("ping", None))["type"] == "pong"


async def test_subscribe_and_unsubscribe(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        await door.post("在吗", "m-1")
        async with door.hello("k-a1") as client:
            ack = await client.ask("subscribe", {"channels": ["conversation:c-1", "shop", "conversation:c-1"]}, "s")
            errors = [frame for frame in client.seen if frame["type"] == "error"]
            if ack["type"] == "error":
                errors, ack = [ack], await client.until(type="ack")
            assert ack["data"] == {"channels": ["conversation:c-1"]}
            assert [(error["code"], error["channel"], error["ref"]) for error in errors] == [("A404", "shop", "s")]
            snapshots = [frame for frame in client.seen if frame["type"] == "snapshot"]
            assert len(snapshots) == 1
            await door.post("还在吗", "m-2")
            pushed = await client.until(type="assessment")
            # After a gap a client subscribes again from where it stands.
            resume = {"conversation:c-1": snapshots[0]["position"]}
            await client.ask("subscribe", {"channels": ["conversation:c-1"], "resume": resume}, "again")
            again = [frame for frame in client.seen if frame["type"] in ("assessment", "resumed")]
            assert again[:2] == [pushed, pushed]
            assert again[2]["type"] == "resumed"
            assert (await client.ask("unsubscribe", {"channels": ["conversation:c-1", "nothing"]}))["type"] == "ack"
            await door.post("人呢", "m-3")
            await client.ask("ping", {}, "last")
            assert client.seen[-1]["type"] == "pong"
            assert client.seen[-2]["type"] == "ack"


async def card(door: Door) -> str:
    await door.post("我要退货！！！质量太差了，骗子！！！", "m-1")
    snapshot = await door.front.desk.store.snapshot("s1", "c-1")
    assert snapshot is not None
    return snapshot.assessment.suggestions[0].id


async def test_feedback_and_draft_and_typing(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        suggestion = await card(door)
        async with door.hello("k-a1") as own, door.hello("k-a2") as other, door.hello("k-int") as machine:
            shown = {"suggestion_id": suggestion, "outcome": "shown"}
            assert (await own.ask("feedback", shown))["type"] == "ack"
            assert (await own.ask("feedback", shown))["type"] == "ack"
            assert (await own.ask("feedback", {**shown, "outcome": "loved"}))["code"] == "C201"
            assert (await own.ask("feedback", {**shown, "suggestion_id": "sg_none"}))["code"] == "A404"
            assert (await other.ask("feedback", shown))["code"] == "A404"
            assert (await machine.ask("feedback", shown))["code"] == "A403"
            draft = {"conversation_id": "c-1", "text": "这个不归我管，你自己去看规则！！！"}
            review = await own.ask("draft", draft)
            assert review["type"] == "draft_review"
            assert isinstance(review["data"]["findings"], list)
            assert (await other.ask("draft", draft))["code"] == "A404"
            assert (await own.ask("draft", {**draft, "text": "x" * 8_001}))["code"] == "C202"
            assert (await own.ask("typing", {"conversation_id": "c-1", "on": True}))["type"] == "ack"
            assert (await own.ask("typing", {"conversation_id": "c-1"}))["code"] == "C201"
            assert (await other.ask("typing", {"conversation_id": "c-1", "on": True}))["code"] == "A404"


async def test_agents_post_as_themselves_only(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        await door.post("在吗", "m-1")
        mine = {"conversation_id": "c-1", "message_id": "m-2", "sender": "agent", "text": "亲，在的。"}
        async with door.hello("k-a1", "conversation:c-1") as own, door.hello("k-a2") as other:
            assert (await own.ask("message", {**mine, "sender": "customer"}))["code"] == "A403"
            assert (await own.ask("message", {**mine, "agent_id": "a2"}))["code"] == "A403"
            assert (await other.ask("message", mine))["code"] == "A404"
            assert (await own.ask("message", mine))["data"]["message"]["agent_id"] == "a1"


async def test_another_shop_with_the_same_names_sees_nothing(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        await door.post("在吗", "m-1")
        await door.post("别家的话", "m-1", shop="s2")
        async with door.hello("k-other", "conversation:c-1", "shop", "team:t1", "agent:a1") as stranger:
            await stranger.ask("ping", {}, "one")
            await door.post("本店的话", "m-2")
            await stranger.ask("ping", {}, "two")
            seen = json.dumps(stranger.seen, ensure_ascii=False)
            assert "别家的话" in seen
            assert "本店的话" not in seen
            assert "在吗" not in seen
