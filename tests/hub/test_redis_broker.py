"""Streams shared by nodes: order of what two nodes tell, cuts, pauses, losses, a Redis that is gone and back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from csassist.desk.access import Reach
from csassist.desk.changed import Changed
from csassist.desk.clock import SystemClock
from csassist.desk.nodes import new_name
from csassist.hub.about import About
from csassist.hub.broker import Channel
from csassist.hub.cluster import open_cluster
from csassist.hub.history import Entry
from csassist.hub.position import Position
from csassist.hub.redis_broker import RedisBroker
from csassist.hub.redis_line import LineRefused, read_where
from csassist.wire.telling import Told
from fakes.ears import FakeEars
from fakes.redis_server import RedisServer, redis_server
from fakes.until import until

NEAR: Channel = ("s1", "conversation:c-1")
SHOP: Channel = ("s1", "shop")
AT = "2026-11-22T10:00:00.000Z"


@dataclass
class Node:
    broker: RedisBroker
    ears: FakeEars = field(default_factory=FakeEars)

    async def follow(self, *channels: Channel) -> None:
        for channel in channels:
            self.broker.hold(channel)
            await self.broker.since(channel, None)

    def publish(self, number: int, channel: Channel = SHOP) -> None:
        self.broker.publish(channel, Told("assessment", f"ev_{number}", AT, b"{}"))

    def say(self, seq: int, version: int | None = None, *, message: bool = True) -> None:
        about = About("c-1", seq, version or seq, message, Reach("a1", None, "t1"))
        for channel in (NEAR, SHOP):
            self.broker.publish(channel, Told("assessment", f"ev_{version or seq}", AT, b"{}"), about)

    def names(self, channel: Channel = SHOP) -> list[str]:
        return [entry.told.id for where, _, entry in self.ears.frames if where == channel]

    def offsets(self, channel: Channel = SHOP) -> list[int]:
        return [entry.offset for where, _, entry in self.ears.frames if where == channel]


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@asynccontextmanager
async def opened(server: RedisServer) -> AsyncIterator[Node]:
    node = Node(RedisBroker(read_where(server.url), new_name(), SystemClock()))
    node.broker.listen(node.ears)
    async with node.broker.running():
        yield node


@pytest.fixture
async def pair(server: RedisServer) -> AsyncIterator[tuple[Node, Node]]:
    async with opened(server) as one, opened(server) as two:
        yield one, two


Pair = tuple[Node, Node]


async def test_both_nodes_hear_the_same_frames_in_the_same_order(pair: Pair) -> None:
    one, two = pair
    for node in pair:
        await node.follow(SHOP)
    for number in range(100):
        one.publish(number)
        two.publish(1_000 + number)
        await asyncio.sleep(0)
    await until(lambda: len(one.names()) == len(two.names()) == 200)
    assert one.names() == two.names()
    assert one.offsets() == list(range(1, 201))


async def test_what_two_nodes_tell_of_one_conversation_stands_in_the_order_of_its_messages(pair: Pair) -> None:
    one, two = pair
    for node in pair:
        await node.follow(NEAR, SHOP)
    one.say(1)
    await until(lambda: len(two.names(NEAR)) == 1)
    two.say(3)  # its node was faster with telling than the one that recorded message 2
    two.say(4)
    await asyncio.sleep(0.02)
    assert two.names(NEAR) == ["ev_1"], "it waits for message 2"
    one.say(2)
    await until(lambda: len(one.names(NEAR)) == len(two.names(NEAR)) == 4)
    assert one.names(NEAR) == two.names(NEAR) == ["ev_1", "ev_2", "ev_3", "ev_4"]
    assert one.ears.moves == two.ears.moves == []


async def test_a_frame_that_never_comes_costs_a_snapshot_and_no_hole(pair: Pair) -> None:
    one, two = pair
    for node in pair:
        await node.follow(NEAR, SHOP)
    one.say(1)
    await until(lambda: len(two.names(NEAR)) == 1)
    two.say(3)  # whoever recorded message 2 died before telling it
    await until(lambda: one.ears.moves == two.ears.moves == [NEAR])
    await until(lambda: "ev_3" in one.names(SHOP))
    two.say(4)
    await until(lambda: one.names(NEAR) == two.names(NEAR) == ["ev_1", "ev_4"])
    assert (
        next(epoch for where, epoch, _ in one.ears.frames if where == NEAR) != (await one.broker.position(NEAR)).epoch
    )


async def test_a_state_that_comes_after_a_newer_one_costs_a_snapshot(pair: Pair) -> None:
    one, two = pair
    for node in pair:
        await node.follow(NEAR)
    one.say(1)
    one.say(1, 3, message=False)
    await until(lambda: len(two.names(NEAR)) == 2)
    two.say(1, 2, message=False)
    await until(lambda: one.ears.moves == two.ears.moves == [NEAR])


async def test_what_a_dead_node_did_not_tell_is_mended(pair: Pair) -> None:
    one, two = pair
    for node in pair:
        await node.follow(NEAR, SHOP, ("s1", "team:t1"))
    one.say(1)
    await until(lambda: two.names(NEAR))
    assert not await two.broker.mend(Changed("s1", "c-1", 1, 1, "a1", "t1"))
    assert await two.broker.mend(Changed("s1", "c-1", 2, 2, "a1", "t1")), "message 2 is on record and was never told"
    await until(lambda: len(one.ears.moves) == len(two.ears.moves) == 3)
    assert set(one.ears.moves) == {NEAR, SHOP, ("s1", "team:t1")}
    two.say(3)
    await until(lambda: one.names(NEAR)[-1] == "ev_3")


async def test_frames_of_other_nodes_say_who_may_read_them(pair: Pair) -> None:
    one, two = pair
    for node in pair:
        await node.follow(NEAR)
    one.say(1)
    await until(lambda: one.ears.frames and two.ears.frames)
    assert one.ears.reaches[0] in (None, Reach("a1", None, "t1")), "its own frame may come back sooner than its answer"
    assert two.ears.reaches == [Reach("a1", None, "t1")]


async def test_a_frame_stands_once_however_often_its_line_breaks(pair: Pair, server: RedisServer) -> None:
    one, two = pair
    for node in pair:
        await node.follow(SHOP)
    for number in range(400):
        one.publish(number)
        if number % 80 == 40:
            await until(lambda: one.broker.lines.hears and two.broker.lines.hears)
            server.say("CLIENT", "KILL", "TYPE", "normal")
            server.say("CLIENT", "KILL", "TYPE", "pubsub")
        await asyncio.sleep(0)
    await until(lambda: one.broker.away == two.broker.away == "" and len(two.names()) >= 400)
    await until(lambda: len(one.names()) >= 400)
    assert one.names() == two.names() == [f"ev_{number}" for number in range(400)]
    assert one.offsets() == list(range(1, 401))


async def test_a_lost_hint_is_noticed_by_the_next_one(pair: Pair, server: RedisServer) -> None:
    one, two = pair
    for node in pair:
        await node.follow(SHOP)
    hears = two.broker.lines.hears
    assert hears is not None
    topic = next(iter(two.broker._topics)).decode()
    hears.send("UNSUBSCRIBE", topic)
    await asyncio.sleep(0.05)
    one.publish(1)
    await until(one.names)
    hears.send("SUBSCRIBE", topic)
    await until(lambda: two.names() == ["ev_1"])


async def test_a_lost_stream_is_another_epoch_and_listeners_come_again(pair: Pair, server: RedisServer) -> None:
    one, two = pair
    for node in pair:
        await node.follow(SHOP)
    one.publish(1)
    await until(two.names)
    before = await one.broker.position(SHOP)
    server.say("FLUSHALL")
    one.publish(2)
    await until(lambda: one.ears.losses == two.ears.losses == [SHOP])
    assert (await one.broker.position(SHOP)).epoch != before.epoch
    assert (await one.broker.since(SHOP, before))[1] is None, "never `resumed` from a stream that is gone"


async def test_a_silent_channel_whose_stream_was_lost_is_noticed_too(
    pair: Pair, server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = pair
    await one.follow(SHOP)
    server.say("FLUSHALL")
    monkeypatch.setattr("csassist.hub.pulling.SILENCE_S", 0.0)
    await until(lambda: one.ears.losses == [SHOP])


@pytest.mark.parametrize("fault", ["killed", "paused"])
async def test_while_redis_is_gone_a_nodes_own_frames_go_on_and_afterwards_all_is_well(
    pair: Pair, server: RedisServer, fault: str
) -> None:
    one, two = pair
    for node in pair:
        await node.follow(NEAR, SHOP)
    one.say(1)
    await until(lambda: len(two.names()) == 1)
    before = await one.broker.position(NEAR)
    if fault == "killed":
        server.kill()
    else:
        server.pause()
    one.say(2)
    await until(lambda: one.broker.away and two.broker.away)
    await until(lambda: one.ears.moves == [NEAR, SHOP])
    assert (await one.broker.since(NEAR, before))[1] is None, "nobody can say what others told: a snapshot"
    alone = await one.broker.position(NEAR)
    one.say(3)
    assert await one.broker.since(NEAR, alone) == (Position(alone.epoch, 2), [_any(one, NEAR)])
    if fault == "killed":
        server.start()
    else:
        server.go_on()
    await until(lambda: not one.broker.away and not two.broker.away)
    await until(lambda: {NEAR, SHOP} <= set(one.ears.moves[2:]))
    await until(lambda: {*two.ears.moves, *two.ears.losses} == {NEAR, SHOP})
    assert (await two.broker.since(NEAR, before))[1] is None, "what was told meanwhile is not in the stream"
    two.say(4)
    await until(lambda: one.names(NEAR)[-1] == two.names(NEAR)[-1] == "ev_4")
    assert await one.broker.position(NEAR) == await two.broker.position(NEAR)


async def test_a_node_starts_alone_and_joins_when_redis_is_there(server: RedisServer) -> None:
    server.kill()
    async with opened(server) as node:
        assert node.broker.away
        await node.follow(SHOP)
        node.publish(1)
        await until(lambda: node.names() == ["ev_1"])
        server.start()
        await until(lambda: not node.broker.away)
        await until(lambda: node.ears.moves[-1:] == [SHOP])
        node.publish(2)
        await until(lambda: node.names() == ["ev_1", "ev_2"])


async def test_a_wrong_password_is_found_at_the_start_and_shown_nowhere() -> None:
    with redis_server(password="s3cret-of-the-broker") as server:
        async with opened(server) as node:
            assert not node.broker.away
        for url in (server.url.replace("s3cret", "wrong"), f"redis://127.0.0.1:{server.port}"):
            broker = RedisBroker(read_where(url), new_name(), SystemClock())
            with pytest.raises(LineRefused) as refused:
                async with broker.running():
                    raise AssertionError("it was let in")
            assert "secret" not in str(refused.value) + repr(read_where(url))
            assert "of-the-broker" not in str(refused.value) + repr(read_where(url))


async def test_what_was_published_is_out_at_the_end(server: RedisServer) -> None:
    async with opened(server) as listening:
        await listening.follow(SHOP)
        async with opened(server) as node:
            for number in range(50):
                node.publish(number)
        await until(lambda: len(listening.names()) == 50)


async def test_a_full_memory_is_a_redis_that_is_away(pair: Pair, server: RedisServer) -> None:
    one, _ = pair
    await one.follow(SHOP)
    server.say("CONFIG", "SET", "maxmemory", "1")
    one.publish(1)
    await until(lambda: one.broker.away)
    assert "OutOfMemory" in one.broker.away
    await until(lambda: one.ears.moves == [SHOP])
    server.say("CONFIG", "SET", "maxmemory", "0")
    await until(lambda: not one.broker.away)


async def test_scripts_that_redis_forgot_are_brought_again(pair: Pair, server: RedisServer) -> None:
    one, two = pair
    for node in pair:
        await node.follow(SHOP)
    before = one.ears.narrowings
    server.say("SCRIPT", "FLUSH", "SYNC")
    for number in range(20):
        one.publish(number)
    await until(lambda: len(two.names()) == 20)
    assert two.names() == [f"ev_{number}" for number in range(20)]
    assert one.ears.narrowings == before


def _any(node: Node, channel: Channel) -> Entry:
    """The newest frame that was told alone."""
    return Entry(2, node.broker._alone.after(channel, Position(node.broker._alone.top(channel).epoch, 1))[1][0].at,  # type: ignore[index]
                 Told("assessment", "ev_3", AT, b"{}"))  # fmt: skip


@pytest.mark.parametrize("url", ["http://redis:6379", "redis://", "redis://:s3cret@h:port/0"])
def test_what_is_no_address_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(LineRefused) as refused:
        read_where(url)
    assert refused.value.code == "C210"
    assert "s3cret" not in refused.value.message


async def test_nodes_with_another_record_are_refused(server: RedisServer) -> None:
    async with open_cluster(server.url, "postgresql:desk", SystemClock()) as one:
        assert one.state() == (True, "redis, 1 nodes alive")
        async with open_cluster(server.url, "postgresql:desk", SystemClock()) as two:
            await until(lambda: two.neighbours is not None and len(two.neighbours.alive) == 2)
        with pytest.raises(LineRefused) as refused:
            async with open_cluster(server.url, "sqlite:elsewhere", SystemClock()):
                raise AssertionError("it was let in")
    assert refused.value.code == "C210"
