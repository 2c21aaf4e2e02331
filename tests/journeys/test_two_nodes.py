"""Any node takes any message, and every sidebar on whatever node sees the same, in order, without holes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from csassist.errors import StoreUnavailable
from fakes.ports import free_port
from fakes.until import until
from journeys.nodes import Engines, sidebar, two_nodes, watching
from journeys.nodes import engines as run_engines
from journeys.service import Service, bearer, child, in_process
from journeys.test_products import CARD

NEAR = "conversation:c-1"
HOT = "你们就是骗子，我要去12315投诉你们！！！退钱！"
WHOSE = {"agent_id": "a1", "team_id": "t1"}
Pair = tuple[Service, Service]


@pytest.fixture(scope="module")
def fresh() -> Iterator[Callable[[], Engines]]:
    with run_engines() as made:
        yield made


@pytest.fixture
def shared(fresh: Callable[[], Engines]) -> Engines:
    return fresh()


@pytest.fixture
async def pair(shared: Engines, tmp_path: Path) -> AsyncIterator[Pair]:
    async with two_nodes(shared, tmp_path) as both:
        yield both


async def begin(node: Service, **more: Any) -> None:
    assert (await node.say("在吗", message="m-0", **WHOSE, **more)).status_code == 201


async def messages(node: Service, conversation: str = "c-1") -> list[str]:
    listed = await node.get(f"/v1/conversations/{conversation}/messages", limit=200)
    return [message["id"] for message in listed.json()["items"]]


async def test_sidebars_on_both_nodes_see_the_same_frames_in_the_same_order(pair: Pair) -> None:
    one, two = pair
    await begin(one)
    near, far = sidebar(one), sidebar(two)
    async with watching(near, far):

        async def talk(node: Service, name: str) -> None:
            for number in range(12):
                answer = await node.say(f"第{number}句", message=f"{name}-{number}")
                assert answer.status_code == 201

        await asyncio.gather(talk(one, "a"), talk(two, "b"))
        await until(lambda: all(len(one.data(NEAR)["messages"]) == 25 for one in (near, far)))
        await until(lambda: near.position(NEAR) == far.position(NEAR))
    seqs = [message["seq"] for message in near.data(NEAR)["messages"]]
    assert seqs == list(range(1, 26))
    assert near.data(NEAR) == far.data(NEAR)
    shared = [place for place in near.offsets(NEAR) if place in far.offsets(NEAR)]
    assert [place for place in far.offsets(NEAR) if place in shared] == shared
    told = [frame["data"]["message"]["seq"] for frame in far.seen(NEAR, "assessment")]
    assert told == sorted(told), "assessment k comes after all messages before it"
    snapshot = (await two.get("/v1/conversations/c-1", key="k-a1")).json()
    assert far.data(NEAR)["messages"] == snapshot["messages"]
    assert far.data(NEAR)["reading"] == snapshot["reading"]


async def test_one_id_posted_on_both_nodes_at_once_is_one_record_and_one_alert(pair: Pair) -> None:
    one, two = pair
    await begin(one)
    console = sidebar(two, key="k-sup", channels=("shop",))
    async with watching(console):
        answers = await asyncio.gather(*(node.say(HOT, message="m-1") for node in (one, two) * 6))
        assert sorted(answer.status_code for answer in answers) == [200] * 11 + [201]
        bodies = {answer.json()["message"]["seq"] for answer in answers}
        assert bodies == {2}
        await until(lambda: console.seen("shop", "alert"))
        assert await messages(two) == ["m-0", "m-1"]
        await until(lambda: console.data("shop")["alerts"])
    assert len(console.seen("shop", "alert")) == 1
    listed = (await one.get("/v1/escalations", key="k-sup")).json()["items"]
    assert len(listed) == 1


async def test_of_two_who_claim_on_two_nodes_one_wins_and_the_other_is_told_who(pair: Pair) -> None:
    one, two = pair
    await begin(one)
    escalation = (await two.say(HOT)).json()["assessment"]["escalation"]["id"]
    path = f"/v1/escalations/{escalation}/claim"
    keys = ("k-sup", "k-admin")
    answers = await asyncio.gather(
        *(node.http.post(path, headers=bearer(key)) for node, key in zip((one, two), keys, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    lost = next(answer for answer in answers if answer.status_code == 409)
    won = next(answer for answer in answers if answer.status_code == 200)
    assert lost.json()["owner"] == won.json()["intervention"]["owner"]


async def test_a_whisper_and_who_is_there_cross_over(pair: Pair) -> None:
    one, two = pair
    await begin(one)
    agent, boss = sidebar(one), sidebar(two, key="k-sup", channels=("shop",))
    async with watching(boss):
        async with watching(agent):
            await until(lambda: boss.data("shop")["presence"].get("a1"))
            said = await two.http.post(
                "/v1/conversations/c-1/whisper", json={"text": "先致歉"}, headers=bearer("k-sup")
            )
            assert said.status_code < 300
            await until(lambda: agent.data("agent:a1")["whispers"])
            assert agent.data("agent:a1")["whispers"][0]["text"] == "先致歉"
        await until(lambda: not boss.data("shop")["presence"].get("a1"))


async def test_an_alert_raised_on_one_node_is_delivered_by_a_supervisor_on_the_other(pair: Pair) -> None:
    one, two = pair
    await begin(one)
    boss = sidebar(two, key="k-sup", channels=("shop",))
    async with watching(boss):
        await until(lambda: one.front is not None and one.front.hub.supervisors("s1", "t1"))
        assert (await one.say(HOT)).status_code == 201
        await until(lambda: [a for a in boss.data("shop")["alerts"].values() if a["state"] == "delivered"])


async def test_a_ticket_is_good_on_any_node_once_and_its_bearer_on_all(pair: Pair) -> None:
    one, two = pair
    await begin(one)
    ticket = (await one.http.post("/v1/tickets", headers=bearer("k-a1"))).json()["ticket"]
    answers = await asyncio.gather(*(_hello(node, ticket) for node in (two, one, two)))
    assert sorted(answer["type"] for answer in answers) == ["closed", "closed", "welcome"]
    assert {answer["code"] for answer in answers if answer["type"] == "closed"} == {4401}


async def test_the_bearer_of_a_socket_is_good_on_both_nodes_while_the_socket_lives(pair: Pair) -> None:
    one, two = pair
    await begin(one)
    agent = sidebar(one)
    async with watching(agent):
        token = agent.others[0]["token"]
        assert agent.others[0]["degraded"] == []
        for node in pair:
            assert (await node.get("/v1/conversations/c-1", key=token)).status_code == 200
        assert (await two.get("/v1/conversations/c-1", key=token + "x")).status_code == 401
    async with asyncio.timeout(60):
        while (await two.get("/v1/conversations/c-1", key=token)).status_code != 401:
            await asyncio.sleep(0.2)


async def test_a_key_revoked_on_one_node_ends_its_sockets_on_the_other(pair: Pair) -> None:
    one, two = pair
    await begin(one)
    made = await one.http.post(
        "/v1/keys", json={"role": "agent", "agent_id": "a1", "teams": ["t1"]}, headers=bearer("k-admin")
    )
    assert made.status_code == 201, made.text
    async with asyncio.timeout(60):
        while (await two.get("/v1/conversations/c-1", key=made.json()["key"])).status_code != 200:
            await asyncio.sleep(0.1)
    agent = sidebar(two, key=made.json()["key"])
    async with watching(agent):
        gone = await one.http.delete(f"/v1/keys/{made.json()['id']}", headers=bearer("k-admin"))
        assert gone.status_code < 300
        await until(lambda: agent.codes == [4401])


async def test_a_product_kept_on_one_node_is_on_the_cards_of_the_other(pair: Pair) -> None:
    one, two = pair
    assert one.front is not None
    assert two.front is not None
    put = await one.http.put("/v1/products/rack-1", json=CARD, headers=bearer("k-int"))
    assert put.status_code < 300, put.text
    books = [node.front.desk.rulebooks for node in pair if node.front is not None]
    await until(lambda: "rack-1" in books[1].additions("s1").products)
    assert books[0].current("s1").hash == books[1].current("s1").hash


async def test_while_redis_is_gone_messages_are_taken_and_people_are_told(pair: Pair, shared: Engines) -> None:
    one, two = pair
    await begin(one)
    near, far = sidebar(one), sidebar(two)
    async with watching(near, far):
        shared.redis.pause()
        assert (await one.say("还在吗")).status_code == 201, "the record stands by itself"
        await until(lambda: near.others[-1].get("degraded") == far.others[-1].get("degraded") == ["broker"])
        await until(lambda: len(near.data(NEAR)["messages"]) == 2)
        ready = (await one.http.get("/readyz?verbose")).json()
        assert ready["status"] != "not ready"
        assert ready["checks"]["broker"]["ok"] is False
        assert (await one.say("喂", message="m-2")).status_code == 201
        await until(lambda: len(near.data(NEAR)["messages"]) == 3)
        shared.redis.go_on()
        await until(lambda: near.others[-1].get("degraded") == far.others[-1].get("degraded") == [])
        assert (await two.say("好的", message="m-3")).status_code == 201
        await until(lambda: [len(one.data(NEAR)["messages"]) for one in (near, far)] == [4, 4])
        await until(lambda: near.position(NEAR) == far.position(NEAR))
    assert near.data(NEAR) == far.data(NEAR)


async def test_sockets_of_a_stream_that_was_lost_come_again_and_are_complete(pair: Pair, shared: Engines) -> None:
    one, two = pair
    await begin(one)
    near, far = sidebar(one, channels=(NEAR,)), sidebar(two, channels=(NEAR,))
    async with watching(near, far):
        before = near.position(NEAR)
        shared.redis.say("FLUSHALL")
        assert (await one.say("还在吗")).status_code == 201
        await until(lambda: near.codes[:1] == far.codes[:1] == [4002])
        await until(lambda: [len(one.data(NEAR)["messages"]) for one in (near, far)] == [2, 2])
        assert before is not None
        assert (near.position(NEAR) or {})["epoch"] != before["epoch"]
        assert (await two.say("喂", message="m-2")).status_code == 201
        await until(lambda: [len(one.data(NEAR)["messages"]) for one in (near, far)] == [3, 3])
    assert near.data(NEAR) == far.data(NEAR)


async def test_one_node_killed_and_one_stopped_and_nothing_is_missing(shared: Engines, tmp_path: Path) -> None:
    ports = [free_port(), free_port()]
    async with (
        child(tmp_path / "one", ports[0], env=shared.environment) as one,
        child(tmp_path / "two", ports[1], env=shared.environment) as two,
    ):
        await begin(one.service)
        moving, staying = sidebar(one.service, two.service), sidebar(two.service, one.service)
        acked = ["m-0"]

        async def post(number: int) -> None:
            node = (one, two)[number % 2]
            if node.process.returncode is None:
                answer = await node.service.say(f"第{number}句", message=f"n-{number}")
                if answer.status_code in (200, 201):
                    acked.append(f"n-{number}")

        async with watching(moving, staying):
            for number in range(12):
                await post(number)
            posting = asyncio.create_task(_posts(post, range(12, 24)))
            await asyncio.sleep(0.05)
            await one.kill()
            await posting
            await until(lambda: moving.live, 90)
            recorded = await messages(two.service)
            assert set(acked) <= set(recorded)
            await until(
                lambda: all([m["id"] for m in one.data(NEAR)["messages"]] == recorded for one in (moving, staying)), 90
            )
            assert moving.data(NEAR) == staying.data(NEAR)
            assert await two.stop() in (0, -15)
            await until(lambda: staying.codes[-1:] == [4000])


async def _posts(post: Callable[[int], Any], numbers: range) -> None:
    for number in numbers:
        with suppress(httpx2.TransportError):  # the line was cut: nobody knows whether it is on record
            await post(number)


async def _hello(node: Service, ticket: str) -> dict[str, Any]:
    async with connect(node.ws) as socket:
        await socket.send('{"type":"hello","ticket":"' + ticket + '","channels":[]}')
        try:
            frame: dict[str, Any] = json.loads(await socket.recv())
            return frame
        except ConnectionClosed as closed:
            return {"type": "closed", "code": closed.rcvd.code if closed.rcvd else 0}


async def test_a_second_node_without_redis_does_not_start(shared: Engines, tmp_path: Path) -> None:
    async with in_process(tmp_path / "one", store=shared.settings["store"]) as first:
        for more in ({}, {"broker": shared.settings["broker"]}):
            with pytest.raises(StoreUnavailable, match="CSASSIST_BROKER") as refused:
                async with in_process(tmp_path / "two", store=shared.settings["store"], **more):
                    pass
            assert refused.value.code == "S509"
        assert (await first.say("在吗")).status_code == 201
