"""Who hears what, in which order, and what a subscriber gets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest

from csassist.conversation.message import Sender
from csassist.conversation.tier import Tier
from csassist.desk.access import Identity, Reach, Role
from csassist.desk.events import ConversationAssigned
from csassist.errors import NotFound, StoreUnavailable
from csassist.hub.connection import Connection, OutboxLimits
from csassist.hub.history import Entry
from csassist.hub.hub import Hub
from csassist.hub.memory_broker import MemoryBroker, Retention
from csassist.hub.position import Position
from csassist.wire.render import snapshot_dict
from csassist.wire.telling import Told
from fakes.clock import FakeClock
from hub.scenes import AGENT, CHIEF, Talk

CHANNEL = "conversation:c-1"


def new_hub(clock: FakeClock, **retention: Any) -> Hub:
    return Hub(MemoryBroker(clock, Retention(**retention)), clock, monotonic=lambda: clock.now().timestamp())


def reader(talk: Talk) -> Callable[[], Awaitable[bytes]]:
    async def read() -> bytes:
        return orjson.dumps(snapshot_dict(talk.snapshot(), None))

    return read


async def never() -> bytes:
    raise AssertionError("no snapshot was expected")


def drain(connection: Connection) -> list[dict[str, Any]]:
    """What waits in the outbox, without waiting for more."""
    if not len(connection):
        return []
    taking = connection.take()
    try:
        taking.send(None)
    except StopIteration as done:
        return [json.loads(text) for text in done.value]
    raise AssertionError("take() waited although frames were there")


async def listener(hub: Hub, name: str, who: Identity = AGENT, connection_id: str = "cn_1") -> Connection:
    connection = Connection(connection_id, who)
    await hub.attach(connection)
    await hub.subscribe(connection, name, await hub.position(who.shop, name), never)
    drain(connection)
    return connection


async def test_conversation_hears_the_words_team_and_shop_the_numbers() -> None:
    clock = FakeClock()
    hub, talk = new_hub(clock), Talk(clock)
    near = await listener(hub, CHANNEL)
    wide = [await listener(hub, name, CHIEF, name) for name in ("team:t1", "shop")]
    await hub.tell("s1", talk.say())
    await hub.tell("s1", talk.say(Sender.AGENT))
    assert [frame["type"] for frame in drain(near)] == ["assessment", "message"]
    for connection in wide:
        frames = drain(connection)
        assert [frame["type"] for frame in frames] == ["assessment", "assessment"]
        assert "句" not in json.dumps(frames, ensure_ascii=False)
        assert [frame["position"]["offset"] for frame in frames] == [1, 2], "the agent came before they asked"


async def test_what_nobody_ever_asked_for_is_neither_written_nor_kept() -> None:
    clock = FakeClock()
    kept = MemoryBroker(clock)
    hub, talk = Hub(kept, clock), Talk(clock)
    await hub.tell("s1", talk.say())
    assert kept.bytes == 0
    near = await listener(hub, CHANNEL)
    await hub.tell("s1", talk.say())
    assert [frame["position"]["offset"] for frame in drain(near)] == [1]
    asked = await hub.position("s1", "shop")
    await hub.tell("s1", talk.say())
    wall = Connection("cn_wall", CHIEF)
    await hub.attach(wall)
    await hub.subscribe(wall, "shop", asked, reader(talk))
    assert [frame["type"] for frame in drain(wall)] == ["assessment", "resumed"], "from the place that was asked for"


async def test_one_event_has_one_id_on_every_channel() -> None:
    clock = FakeClock()
    hub, talk = new_hub(clock), Talk(clock)
    ears = [await listener(hub, name, CHIEF, name) for name in (CHANNEL, "team:t1", "shop")]
    await hub.tell("s1", talk.say(tier=Tier.ALERT))
    heard = [{frame["type"]: frame["id"] for frame in drain(ear)} for ear in ears]
    assert heard[1] == heard[2]
    assert heard[0]["assessment"] == heard[1]["assessment"]
    assert heard[0]["escalation"] == heard[1]["escalation"]
    assert len(set(heard[1].values())) == 3


async def test_another_shop_hears_nothing() -> None:
    clock = FakeClock()
    hub, talk = new_hub(clock), Talk(clock)
    stranger = await listener(hub, CHANNEL, Identity(Role.ADMIN, "s2"))
    await hub.tell("s1", talk.say())
    assert drain(stranger) == []


async def test_a_newcomer_gets_a_snapshot_and_then_the_next_frame() -> None:
    clock = FakeClock()
    hub, talk = new_hub(clock), Talk(clock)
    await hub.tell("s1", talk.say())
    connection = Connection("cn_1", AGENT)
    await hub.attach(connection)
    await hub.subscribe(connection, CHANNEL, None, reader(talk))
    await hub.tell("s1", talk.say())
    snapshot, frame = drain(connection)
    assert snapshot["type"] == "snapshot"
    assert snapshot["position"]["offset"] == 0, "its life began when it was asked for"
    assert frame["position"]["offset"] == 1


async def test_what_is_told_while_the_snapshot_is_read_follows_it() -> None:
    clock = FakeClock()
    hub, talk = new_hub(clock), Talk(clock)
    await hub.tell("s1", talk.say())
    asked, answer = asyncio.Event(), asyncio.Event()

    async def slow() -> bytes:
        asked.set()
        data = orjson.dumps(snapshot_dict(talk.snapshot(), None))
        await answer.wait()
        return data

    connection = Connection("cn_1", AGENT)
    await hub.attach(connection)
    joining = asyncio.create_task(hub.subscribe(connection, CHANNEL, None, slow))
    await asyncio.wait_for(asked.wait(), 5)
    await hub.tell("s1", talk.say())
    await hub.tell("s1", talk.say())
    answer.set()
    await asyncio.wait_for(joining, 5)
    await hub.tell("s1", talk.say())
    frames = drain(connection)
    assert [frame["type"] for frame in frames] == ["snapshot", "assessment", "assessment", "assessment"]
    assert [frame["position"]["offset"] for frame in frames] == [0, 1, 2, 3]


async def test_a_hundred_newcomers_cost_one_read() -> None:
    clock = FakeClock()
    hub, talk = new_hub(clock), Talk(clock)
    await hub.tell("s1", talk.say())
    reads = 0

    async def read() -> bytes:
        nonlocal reads
        reads += 1
        await asyncio.sleep(0)
        return b"{}"

    many = [Connection(f"cn_{number}", CHIEF) for number in range(4)]
    many += [Connection(f"cx_{number}", Identity(Role.ADMIN, "s1")) for number in range(96)]
    for connection in many:
        await hub.attach(connection)
    await asyncio.gather(*(hub.subscribe(connection, CHANNEL, None, read) for connection in many))
    assert reads == 1
    assert all(len(drain(connection)) == 1 for connection in many)


async def test_a_stale_snapshot_is_not_handed_out() -> None:
    clock = FakeClock()
    hub, talk = new_hub(clock), Talk(clock)
    for _ in range(2):
        await hub.tell("s1", talk.say())
        connection = Connection("cn_1", AGENT)
        await hub.attach(connection)
        await hub.subscribe(connection, CHANNEL, None, reader(talk))
        (snapshot,) = drain(connection)
        assert len(snapshot["data"]["messages"]) == talk.now.seq
        await hub.detach(connection)


async def test_resume_gives_every_missing_frame_and_says_so() -> None:
    clock = FakeClock()
    hub, talk = new_hub(clock), Talk(clock)
    epoch = (await hub.position("s1", CHANNEL)).epoch
    for _ in range(5):
        await hub.tell("s1", talk.say())
    connection = Connection("cn_1", AGENT)
    await hub.attach(connection)
    await hub.subscribe(connection, CHANNEL, Position(epoch, 2), never)
    frames = drain(connection)
    assert [frame["position"]["offset"] for frame in frames] == [3, 4, 5, 5]
    assert frames[-1] == {"type": "resumed", "channel": CHANNEL, "position": {"epoch": epoch, "offset": 5}}
    assert hub.resumes == {"recovered": 1, "snapshot": 0}


@pytest.mark.parametrize("wanted", [None, Position("another", 1), Position("", 99)])
async def test_an_unknown_place_gives_a_snapshot(wanted: Position | None) -> None:
    clock = FakeClock()
    hub, talk = new_hub(clock), Talk(clock)
    await hub.tell("s1", talk.say())
    if wanted is not None and not wanted.epoch:
        wanted = Position((await hub.position("s1", CHANNEL)).epoch, wanted.offset)
    connection = Connection("cn_1", AGENT)
    await hub.attach(connection)
    await hub.subscribe(connection, CHANNEL, wanted, reader(talk))
    assert [frame["type"] for frame in drain(connection)] == ["snapshot"]


async def test_a_slow_reader_is_closed_and_the_others_hear_everything() -> None:
    clock = FakeClock()
    hub, talk = new_hub(clock), Talk(clock)
    quick = await listener(hub, CHANNEL)
    slow = Connection("cn_slow", CHIEF, OutboxLimits(10, 1024 * 1024))
    await hub.attach(slow)
    await hub.subscribe(slow, CHANNEL, await hub.position("s1", CHANNEL), never)
    heard = 0
    for _ in range(100):
        await hub.tell("s1", talk.say())
        heard += len(drain(quick))
    assert slow.closing == 4001
    assert len(slow) == 0
    assert heard == 100


async def test_a_failed_snapshot_leaves_nothing_behind() -> None:
    clock = FakeClock()
    hub, talk = new_hub(clock), Talk(clock)

    async def gone() -> bytes:
        raise NotFound("no such conversation; check the id")

    connection = Connection("cn_1", AGENT)
    await hub.attach(connection)
    with pytest.raises(NotFound):
        await hub.subscribe(connection, CHANNEL, None, gone)
    await hub.tell("s1", talk.say())
    assert drain(connection) == []
    assert hub.subscriptions(connection) == 0


async def test_who_loses_the_conversation_hears_no_more_of_it() -> None:
    clock = FakeClock()
    hub, talk = new_hub(clock), Talk(clock)
    await hub.tell("s1", talk.say())
    agent = await listener(hub, CHANNEL)
    talk.now = replace(talk.now, agent_id="a2", team_id="t2")
    await hub.tell("s1", [ConversationAssigned(talk.now, "a1", clock.now()), *talk.say()])
    (gone,) = drain(agent)
    assert (gone["type"], gone["code"], gone["channel"]) == ("error", "A404", CHANNEL)


async def test_unsubscribed_and_detached_hear_nothing() -> None:
    clock = FakeClock()
    hub, talk = new_hub(clock), Talk(clock)
    one, two = await listener(hub, CHANNEL), await listener(hub, CHANNEL, CHIEF, "cn_2")
    hub.unsubscribe(one, CHANNEL)
    await hub.detach(two)
    await hub.detach(two)
    await hub.tell("s1", talk.say())
    assert drain(one) == drain(two) == []
    assert hub.connections() == 1


async def test_presence_is_told_for_the_first_and_the_last_socket() -> None:
    clock = FakeClock()
    hub = new_hub(clock)
    chief = await listener(hub, "team:t1", CHIEF, "cn_chief")
    one, two = Connection("cn_1", AGENT), Connection("cn_2", AGENT)
    await hub.attach(one)
    await hub.attach(two)
    assert hub.online("s1", team="t1") == ("a1",)
    await hub.detach(one)
    await hub.detach(two)
    assert [(frame["type"], frame["data"]["online"]) for frame in drain(chief)] == [
        ("presence", True),
        ("presence", False),
    ]
    assert hub.online("s1") == ()


async def test_a_fault_in_one_event_hides_no_other() -> None:
    clock = FakeClock()
    hub, talk = new_hub(clock), Talk(clock)
    ear = await listener(hub, CHANNEL)
    first, second = talk.say(), talk.say()
    await hub.tell("s1", [*first, object(), *second])  # type: ignore[list-item]
    assert [frame["position"]["offset"] for frame in drain(ear)] == [1, 2]


async def test_close_sends_everybody_away_and_lets_nobody_in() -> None:
    clock = FakeClock()
    hub = new_hub(clock)
    one = await listener(hub, CHANNEL)
    closing = asyncio.create_task(hub.close())
    await asyncio.sleep(0)
    assert one.closing == 4000
    await hub.detach(one)
    await asyncio.wait_for(closing, 5)
    late = Connection("cn_2", AGENT)
    await hub.attach(late)
    assert late.closing == 4000


async def test_a_whole_hub_is_empty_again() -> None:
    clock = FakeClock()
    hub, talk = new_hub(clock), Talk(clock)
    for number in range(20):
        connection = await listener(hub, CHANNEL, AGENT, f"cn_{number}")
        await hub.tell("s1", talk.say())
        await hub.detach(connection)
    assert hub._listening.of(("s1", CHANNEL)) == ()
    assert hub._listening.reading(("s1", CHANNEL)) is None
    assert hub._broker._held == {}


async def test_listeners_of_a_stream_that_moved_get_a_snapshot_in_place_and_go_on() -> None:
    clock = FakeClock()
    broker = MemoryBroker(clock)
    hub, talk = Hub(broker, clock, monotonic=lambda: clock.now().timestamp()), Talk(clock)
    connection = Connection("cn_1", AGENT)
    await hub.attach(connection)
    await hub.tell("s1", talk.say())
    await hub.subscribe(connection, CHANNEL, None, reader(talk))
    drain(connection)
    await hub.forget("s1", "c-1")
    await hub.tell("s1", talk.say())
    while not len(connection):
        await asyncio.sleep(0)
    await hub.tell("s1", talk.say())
    told = drain(connection)
    assert [frame["type"] for frame in told] == ["snapshot", "assessment"]
    assert len(told[0]["data"]["messages"]) == 2
    assert told[1]["position"] == {"epoch": told[0]["position"]["epoch"], "offset": told[0]["position"]["offset"] + 1}
    assert connection.closing is None


async def test_listeners_of_a_stream_that_moved_are_sent_away_when_the_record_is_away_too() -> None:
    clock = FakeClock()
    broker = MemoryBroker(clock)
    hub, talk = Hub(broker, clock), Talk(clock)
    connection = Connection("cn_1", AGENT)
    await hub.attach(connection)
    await hub.tell("s1", talk.say())
    away = [False]

    async def read() -> bytes:
        if away[0]:
            raise StoreUnavailable("not now")
        return b"{}"

    await hub.subscribe(connection, CHANNEL, None, read)
    away[0] = True
    await hub.forget("s1", "c-1")
    while connection.closing is None:
        await asyncio.sleep(0)
    assert connection.closing == 4005
    assert broker._held == {}


async def test_listeners_of_a_stream_that_was_lost_are_told_to_come_again() -> None:
    clock = FakeClock()
    hub = new_hub(clock)
    near = await listener(hub, CHANNEL)
    far = await listener(hub, "shop", CHIEF, "cn_2")
    hub.lost(("s1", CHANNEL))
    assert (near.closing, far.closing) == (4002, None)


async def test_everybody_hears_that_the_broker_is_away_and_that_it_is_back() -> None:
    clock = FakeClock()
    broker = MemoryBroker(clock)
    hub = Hub(broker, clock)
    connection = Connection("cn_1", AGENT)
    await hub.attach(connection)
    for away, told in (("no connection", ["broker"]), ("", [])):
        broker.away = away
        hub.narrowed()
        assert drain(connection) == [{"type": "degraded", "degraded": told}]


async def test_frames_of_another_node_shut_out_whoever_may_not_read_them() -> None:
    clock = FakeClock()
    hub = new_hub(clock)
    near = await listener(hub, CHANNEL)
    hub.arrived(("s1", CHANNEL), "e", Entry(1, 0.0, Told("assessment", "ev_1", "", b"{}")), Reach("a2", None, "t2"))
    told = drain(near)
    assert [(frame["type"], frame["code"]) for frame in told] == [("error", "A404")]
