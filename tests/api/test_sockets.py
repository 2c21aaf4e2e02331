"""The socket door over a real server: hello, codes, resume, frames, limits, farewell."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from api.open_door import Door, open_door
from csassist.conversation.message import Sender
from csassist.desk.access import Identity, Role
from csassist.errors import StoreUnavailable
from csassist.store.sqlite import SqliteStore
from csassist.wire.fold import fold, new_state


async def test_hello_is_answered_by_welcome_and_the_state_of_each_channel(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        await door.post("怎么还没发货？？？", "m-1")
        async with door.socket() as client:
            assert client.socket.subprotocol == "csassist.v1"
            await client.say({"type": "hello", "key": "k-a1", "channels": ["conversation:c-1", "agent:a1"]})
            welcome = await client.next()
            assert welcome["type"] == "welcome"
            assert welcome["ping_s"] == 20
            assert door.front.tickets.identify(welcome["token"]) is not None
            first = await client.until(type="snapshot", channel="conversation:c-1")
            assert [message["id"] for message in first["data"]["messages"]] == ["m-1"]
            second = await client.until(type="snapshot", channel="agent:a1")
            assert [item["conversation_id"] for item in second["data"]["conversations"]] == ["c-1"]
            assert second["data"]["presence"] == [{"agent_id": "a1", "online": True}]
        async with door.hello("k-a1"):
            assert door.front.tickets.identify(welcome["token"]) is None


async def test_a_message_is_pushed_with_its_assessment(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        await door.post("你好", "m-1")
        async with door.hello("k-a1", "conversation:c-1") as agent, door.hello("k-all", "shop") as chief:
            await agent.until(type="snapshot")
            await chief.until(type="snapshot")
            await door.post("骗子！！！再不发货我就投诉到12315！！！", "m-2")
            pushed = await agent.until(type="assessment")
            assert pushed["data"]["message"]["text"].startswith("骗子")
            assert pushed["data"]["assessment"]["escalation"]["tier"] >= 2
            bare = await chief.until(type="assessment")
            assert bare["id"] == pushed["id"]
            assert bare["data"]["conversation_id"] == "c-1"
            assert "骗子" not in str(bare["data"]["reading"])
            assert "message" not in bare["data"]
            alert = await chief.until(type="alert")
            assert alert["data"]["alert"]["tier"] >= 2
            assert [message["id"] for message in alert["data"]["last_messages"]] == ["m-1", "m-2"]


async def test_after_a_cut_the_missing_frames_come_and_then_resumed(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        await door.post("在吗", "m-1")
        async with door.hello("k-a1", "conversation:c-1") as client:
            snapshot = await client.until(type="snapshot")
        state = fold(new_state("conversation:c-1"), snapshot)
        for number in range(2, 6):
            await door.post("快点发货", f"m-{number}")
        resume = {"conversation:c-1": state["position"]}
        async with door.hello("k-a1", "conversation:c-1", resume=resume) as client:
            await client.until(type="resumed")
            for frame in client.seen[1:]:
                assert frame["type"] != "snapshot"
                state = fold(state, frame)
        assert not state["needs_resume"]
        assert [message["id"] for message in state["data"]["messages"]] == [f"m-{n}" for n in range(1, 6)]
        async with door.hello("k-a1", "conversation:c-1") as client:
            fresh = fold(new_state("conversation:c-1"), await client.until(type="snapshot"))
        assert fresh["data"] == state["data"]


@pytest.mark.parametrize("position", [{"epoch": "gone", "offset": 1}, {"epoch": None, "offset": 99}])
async def test_an_unknown_place_is_answered_by_a_snapshot(tmp_path: Path, position: dict[str, Any]) -> None:
    async with open_door(tmp_path) as door:
        await door.post("在吗", "m-1")
        top = await door.front.hub.position("s1", "conversation:c-1")
        position = {**position, "epoch": position["epoch"] or top.epoch}
        resume = {"conversation:c-1": position}
        async with door.hello("k-a1", "conversation:c-1", resume=resume) as client:
            assert (await client.next())["type"] == "snapshot"


async def test_a_channel_out_of_reach_is_an_error_and_the_socket_stays(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        await door.post("在吗", "m-1")
        await door.post("在吗", "m-1", "c-2", shop="s2")
        for name in ("conversation:c-1", "conversation:c-2", "conversation:", "agent:a1", "team:t2", "shop", "x"):
            async with door.hello("k-a2", name) as client:
                error = await client.next()
                assert (error["type"], error["code"], error["channel"]) == ("error", "A404", name)
                assert (await client.ask("ping", {}))["type"] == "pong"


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ({"type": "hello", "key": "nobody"}, 4401),
        ({"type": "hello", "ticket": "tk_nobody"}, 4401),
        ({"type": "hello"}, 4401),
        ({"type": "ping"}, 4400),
        ({"type": "hello", "key": "k-a1", "channels": "shop"}, 4400),
        ("{", 4400),
        ("[]", 4400),
        ("NaN", 4400),
        ('{"type":"hello","type":"hello","key":"k-a1"}', 4400),
        ("[" * 2_000, 4400),
        (b"\x00\x01", 4400),
        ('{"type":"hello","key":"' + "x" * 70_000 + '"}', 1009),
    ],
)
async def test_a_wrong_first_frame_closes_with_its_code(tmp_path: Path, first: object, code: int) -> None:
    async with open_door(tmp_path) as door, door.socket() as client:
        await client.say(first)
        assert await client.closed() == code


async def test_no_hello_closes(tmp_path: Path) -> None:
    async with open_door(tmp_path, hello_s=0.05) as door, door.socket() as client:
        assert await client.closed() == 4408


async def test_another_version_closes(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door, door.socket(subprotocols=["csassist.v0"]) as client:
        assert await client.closed() == 4426


async def test_a_ticket_lets_in_once(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        ticket = await door.front.tickets.mint(Identity(Role.AGENT, "s1", "a1", ("t1",), "s1/agent/a1"))
        async with door.socket() as client:
            await client.say({"type": "hello", "ticket": ticket})
            assert (await client.next())["type"] == "welcome"
        async with door.socket() as client:
            await client.say({"type": "hello", "ticket": ticket})
            assert await client.closed() == 4401


@pytest.mark.parametrize(
    ("origin", "with_key", "with_ticket"),
    [
        (None, 0, 0),
        ("OWN", 0, 0),
        ("https://desk.example", 0, 0),
        ("https://desk.example.evil", 4401, 4403),
        ("https://evil.desk.example", 4401, 4403),
        ("http://desk.example", 4401, 4403),
        ("https://desk.example:444", 4401, 4403),
        ("https://DESK.example", 4401, 4403),
        ("null", 4401, 4403),
    ],
)
async def test_pages_from_elsewhere_are_kept_out(
    tmp_path: Path, origin: str | None, with_key: int, with_ticket: int
) -> None:
    async with open_door(tmp_path) as door:
        origin = door.url.removesuffix("/v1/ws").replace("ws:", "http:") if origin == "OWN" else origin
        ticket = await door.front.tickets.mint(Identity(Role.AGENT, "s1", "a1", (), "s1/agent/a1"))
        for secret, code in (({"key": "k-a1"}, with_key), ({"ticket": ticket}, with_ticket)):
            async with door.socket(origin=origin) as client:
                await client.say({"type": "hello", **secret})
                if code:
                    assert await client.closed() == code
                else:
                    assert (await client.next())["type"] == "welcome"


async def test_a_ticket_for_an_origin_vouches_for_it(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        who = Identity(Role.AGENT, "s1", "a1", (), "s1/agent/a1")
        for asked, code in (("https://host.example", 0), ("https://evil.example", 4403)):
            ticket = await door.front.tickets.mint(who, "https://host.example")
            async with door.socket(origin=asked) as client:
                await client.say({"type": "hello", "ticket": ticket})
                if code:
                    assert await client.closed() == code
                else:
                    assert (await client.next())["type"] == "welcome"


async def test_a_page_of_ours_may_use_a_ticket_that_was_minted_for_the_desk_around_it(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        ticket = await door.front.tickets.mint(
            Identity(Role.AGENT, "s1", "a1", (), "s1/agent/a1"), "https://host.example"
        )
        async with door.socket(origin=door.url.removesuffix("/v1/ws").replace("ws:", "http:")) as client:
            await client.say({"type": "hello", "ticket": ticket})
            assert (await client.next())["type"] == "welcome"


async def test_when_the_record_is_away_the_client_is_to_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise StoreUnavailable("the record is away; try again")

    async with open_door(tmp_path) as door:
        await door.post("在吗", "m-1")
        monkeypatch.setattr(SqliteStore, "snapshot", away)
        async with door.hello("k-a1", "conversation:c-1") as client:
            assert await client.closed() == 4005


async def test_the_sixth_socket_of_a_person_replaces_the_oldest(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        door = await stack.enter_async_context(open_door(tmp_path))
        sockets = [await stack.enter_async_context(door.hello("k-a1")) for _ in range(5)]
        assert (await sockets[0].ask("ping", {}))["type"] == "pong"
        await stack.enter_async_context(door.hello("k-a2"))
        await stack.enter_async_context(door.hello("k-a1"))
        assert await sockets[0].closed() == 4409
        assert (await sockets[1].ask("ping", {}))["type"] == "pong"


async def test_a_flood_is_closed(tmp_path: Path) -> None:
    async with open_door(tmp_path, frames_per_s=1, frames_burst=5) as door, door.hello("k-adm") as client:
        for number in range(20):
            await client.say({"type": "ping", "ref": number, "data": {}})
        assert await client.closed() == 4004
        assert [frame["ref"] for frame in client.seen if frame["type"] == "pong"] == list(range(5))[
            : len([frame for frame in client.seen if frame["type"] == "pong"])
        ]


async def test_silence_is_broken_by_a_ping(tmp_path: Path) -> None:
    async with open_door(tmp_path, ping_s=0.05) as door, door.hello("k-a1") as client:
        assert await client.next() == {"type": "ping"}
        await client.say({"type": "pong"})
        assert await client.next() == {"type": "ping"}


async def test_the_service_says_goodbye_before_it_goes(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door, door.hello("k-a1") as client:
        closing = asyncio.create_task(door.front.hub.close())
        assert await client.closed() == 4000
        await closing
        assert door.front.hub.connections() == 0
        door.front.health.draining = True
        async with door.socket() as late:
            assert await late.closed() == 4000


async def test_rights_taken_back_end_the_socket(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door, door.socket() as client:
        await client.say({"type": "hello", "key": "k-a1"})
        door.front.tickets.close_token((await client.next())["token"])
        await client.say({"type": "ping", "ref": 1})
        assert await client.closed() == 4401


async def test_a_conversation_given_to_another_agent_is_shut(tmp_path: Path) -> None:
    async with open_door(tmp_path) as door:
        await door.post("在吗", "m-1")
        async with door.hello("k-a1", "conversation:c-1", "agent:a1") as client:
            await client.until(type="snapshot", channel="agent:a1")
            await door.post("还在吗", "m-2", agent_id="a2", team_id="t2")
            gone = await client.until(type="assignment")
            assert gone["data"]["gone"] is True
            assert not [frame for frame in client.seen if frame["type"] == "assessment"]
            refused = await client.ask("subscribe", {"channels": ["conversation:c-1"]})
            assert (refused["type"], refused["code"]) == ("error", "A404")


async def test_sidebars_that_are_cut_at_random_end_with_the_servers_state(tmp_path: Path) -> None:
    chance = random.Random(7)
    name = "conversation:c-1"
    states = [new_state(name) for _ in range(6)]
    cuts = 0

    async def sidebar(door: Door, number: int, done: asyncio.Event) -> None:
        nonlocal cuts
        whole = False
        while not whole:
            known = states[number]["position"]
            resume = {} if known is None else {name: known}
            async with door.hello("k-adm" if number % 2 else "k-a1", name, resume=resume) as client:
                await client.until(channel=name)
                left = chance.randrange(1, 12)  # frames until the line is cut
                for frame in client.seen[1:]:
                    states[number] = fold(states[number], frame)
                while left and not whole:
                    whole = done.is_set() and states[number]["data"]["conversation"]["seq"] == 121
                    if not whole:
                        states[number] = fold(states[number], await client.next())
                        left -= 1
                if not whole:
                    cuts += 1
                    client.socket.transport.abort()

    async with open_door(tmp_path) as door:
        await door.post("在吗", "m-0")
        done = asyncio.Event()
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            for number in range(len(states)):
                group.create_task(sidebar(door, number, done))
            for number in range(1, 121):
                sender = Sender.AGENT if number % 7 == 0 else Sender.CUSTOMER
                await door.post(f"第{number}次问，怎么还没到", f"m-{number}", sender=sender)
            done.set()
        async with door.hello("k-adm", name) as client:
            fresh = fold(new_state(name), await client.until(type="snapshot"))
    assert cuts > 20
    for state in states:
        assert state["data"] == fresh["data"]
