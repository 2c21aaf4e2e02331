"""Post a message, get the reading; post it again, get the first answer; kill the service, lose nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fakes.ports import free_port
from journeys.service import child, in_process

ANGRY = "都第三次了还不处理，你们就是骗子！！！退款！"


async def test_a_message_comes_back_with_its_assessment(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        answer = await service.say(ANGRY, sent_at="2026-11-22T10:00:00.000Z", agent_id="a1", team_id="t1")
        assert answer.status_code == 201
        body = answer.json()
        assert body["duplicate"] is False
        message, assessment = body["message"], body["assessment"]
        assert (message["id"], message["conversation_id"], message["seq"]) == ("m-1", "c-1", 1)
        assert message["text"] == ANGRY
        reading = assessment["reading"]
        assert abs(sum(s["degrees"] for s in reading["signals"]) - reading["message_degrees"]) <= 0.05
        assert abs(sum(c["degrees"] for c in reading["contributions"]) - reading["degrees"]) <= 0.05
        for signal in reading["signals"]:
            if signal["span"]:
                start, end = signal["span"]
                assert ANGRY[start:end] == signal["text"]
        assert assessment["escalation"]["tier"] >= 2
        assert assessment["escalation"]["id"].startswith("es_")
        assert assessment["suggestions"][0]["kind"] in ("empathy", "action")
        assert all(card["kind"] != "fabe" for card in assessment["suggestions"])


async def test_the_same_again_is_the_first_answer_and_other_content_is_refused(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        first = (await service.say("怎么还不发货？？？")).json()
        again = await service.say("怎么还不发货？？？")
        assert again.status_code == 200
        assert again.json() == {**first, "duplicate": True}
        other = await service.say("别的话")
        assert (other.status_code, other.json()["code"]) == (422, "C204")
        assert other.headers["content-type"] == "application/problem+json"
        elsewhere = await service.say("怎么还不发货？？？", conversation="c-2")
        assert elsewhere.status_code == 201
        listed = (await service.get("/v1/conversations/c-1/messages")).json()["items"]
        assert [m["id"] for m in listed] == ["m-1"]


async def test_one_message_posted_from_many_sockets_at_once_is_one_record(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        answers = await asyncio.gather(*(service.say(ANGRY, message=f"m-{i % 5}") for i in range(50)))
        assert sorted({a.status_code for a in answers}) == [200, 201]
        assert sum(a.status_code == 201 for a in answers) == 5
        by_id: dict[str, list[dict[str, object]]] = {}
        for answer in answers:
            body = answer.json()
            by_id.setdefault(body["message"]["id"], []).append(body["assessment"])
        assert all(a == same[0] for same in by_id.values() for a in same)
        listed = (await service.get("/v1/conversations/c-1/messages")).json()["items"]
        assert [m["seq"] for m in listed] == [1, 2, 3, 4, 5]


async def test_kill_9_loses_nothing_acknowledged_and_repeats_the_first_answer(tmp_path: Path) -> None:
    port = free_port()
    async with child(tmp_path, port) as victim:
        first = (await victim.service.say(ANGRY, agent_id="a1")).json()
        acked = []

        async def pour(lane: int) -> None:
            for i in range(10_000):
                answer = await victim.service.say("人呢", conversation=f"c-{lane}", message=f"x-{i}")
                if answer.status_code == 201:
                    acked.append((f"c-{lane}", f"x-{i}"))

        pouring = [asyncio.create_task(pour(lane)) for lane in range(4)]
        while len(acked) < 100:
            await asyncio.sleep(0.005)
        await victim.kill()
        await asyncio.gather(*pouring, return_exceptions=True)
    async with child(tmp_path, port) as healed:
        again = await healed.service.say(ANGRY, agent_id="a1")
        assert again.status_code == 200
        assert again.json() == {**first, "duplicate": True}
        snapshot = (await healed.service.get("/v1/conversations/c-1")).json()
        assert snapshot["reading"] is not None
        stored = set()
        for lane in range(4):
            cursor = None
            while True:
                params = {"cursor": cursor} if cursor else {}
                page = (await healed.service.get(f"/v1/conversations/c-{lane}/messages", limit=500, **params)).json()
                stored |= {(f"c-{lane}", m["id"]) for m in page["items"]}
                cursor = page["next_cursor"]
                if cursor is None:
                    break
        assert set(acked) <= stored


async def test_a_second_server_on_the_same_directory_is_refused(tmp_path: Path) -> None:
    from journeys.service import start_child

    async with child(tmp_path, free_port()):
        second = await start_child(tmp_path, free_port())
        _, errors = await asyncio.wait_for(second.communicate(), 120)
        assert second.returncode == 2
        assert b"S504" in errors
        assert b"Traceback" not in errors


async def test_bursts_replace_and_answers_of_the_desk_end_them(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        readings = [
            (await service.say(t, message=f"m-{i}")).json()["assessment"]["reading"]
            for i, t in enumerate(("在吗", "人呢", "怎么不回话"))
        ]
        assert readings[2]["burst"]["messages"] == ["m-0", "m-1", "m-2"]
        assert len({r["burst"]["id"] for r in readings}) == 1
        snapshot = (await service.get("/v1/conversations/c-1")).json()
        assert len(snapshot["curve"]) == 1
        assert snapshot["curve"][0]["degrees"] == readings[2]["degrees"]
        reply = await service.post(
            {"conversation_id": "c-1", "message_id": "r-1", "sender": "agent", "text": "您好，在的", "agent_id": "a1"}
        )
        assert reply.json()["assessment"]["suggestions"] == []
        after = (await service.say("好的", message="m-9")).json()["assessment"]["reading"]
        assert after["burst"]["messages"] == ["m-9"]


@pytest.mark.parametrize("wait", [61])
async def test_waiting_is_a_named_contribution(tmp_path: Path, wait: int) -> None:
    async with in_process(tmp_path) as service:
        assert service.front is not None
        await service.say("怎么还不发货？我都等了三天了！！", agent_id="a1")
        from datetime import timedelta

        clock = service.front.clock
        real = clock.now

        def later() -> object:
            return real() + timedelta(seconds=wait)

        object.__setattr__(service.front.desk.due, "_clock", type("Later", (), {"now": staticmethod(later)})())
        assert await service.front.desk.due.tick() == 1
        snapshot = (await service.get("/v1/conversations/c-1")).json()
        assert any(c["id"].startswith("waiting") for c in snapshot["reading"]["contributions"])
        assert (
            abs(sum(c["degrees"] for c in snapshot["reading"]["contributions"]) - snapshot["reading"]["degrees"])
            <= 0.05
        )
