"""What every broker promises, in memory and over Redis: numbering, order, history, epochs, forgetting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

import pytest

from csassist.desk.access import Reach
from csassist.desk.clock import SystemClock
from csassist.desk.nodes import new_name
from csassist.hub.about import About
from csassist.hub.broker import Broker, Channel
from csassist.hub.history import Entry
from csassist.hub.memory_broker import MemoryBroker
from csassist.hub.position import Position
from csassist.hub.redis_broker import RedisBroker
from csassist.hub.redis_line import read_where
from csassist.wire.telling import Told
from fakes.ears import FakeEars
from fakes.redis_server import redis_server
from fakes.until import until

NEAR: Channel = ("s1", "conversation:c-1")
SHOP: Channel = ("s1", "shop")
AT = "2026-11-22T10:00:00.000Z"


@dataclass
class Node:
    """One node's broker, and what was heard there."""

    broker: Broker
    ears: FakeEars = field(default_factory=FakeEars)

    def publish(self, channel: Channel, *numbers: int) -> None:
        for number in numbers:
            self.broker.publish(channel, Told("assessment", f"ev_{number}", AT, b'{"n":%d}' % number))

    def say(self, seq: int, version: int | None = None, *, message: bool = True) -> None:
        """A state of the conversation c-1, as the hub tells it: first near, then wide."""
        about = About("c-1", seq, version or seq, message, Reach("a1", None, "t1"))
        for channel in (NEAR, SHOP):
            self.broker.publish(channel, Told("assessment", f"ev_{seq}_{version}", AT, b"{}"), about)

    async def heard(self, channel: Channel, count: int) -> list[Entry]:
        await until(lambda: len(self.on(channel)) >= count)
        return self.on(channel)

    def on(self, channel: Channel) -> list[Entry]:
        return [entry for where, _, entry in self.ears.frames if where == channel]


Opening = Callable[[], AbstractAsyncContextManager[Node]]


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with redis_server() as server:
        yield server.url


@pytest.fixture(params=["memory", "redis"])
def new_node(request: pytest.FixtureRequest) -> Opening:
    """Opens a node; every test has streams of its own."""
    where = read_where(request.getfixturevalue("redis_url")) if request.param == "redis" else None
    prefix = f"{new_name()}:"

    @asynccontextmanager
    async def open_node() -> AsyncIterator[Node]:
        made: Broker = MemoryBroker(SystemClock())
        if where is not None:
            made = RedisBroker(where, new_name(), SystemClock(), prefix=prefix)
        node = Node(made)
        made.listen(node.ears)
        async with made.running():
            yield node

    return open_node


@pytest.fixture
async def node(new_node: Opening) -> AsyncIterator[Node]:
    async with new_node() as opened:
        yield opened


async def test_a_channel_is_wanted_from_when_somebody_asked_for_it(node: Node) -> None:
    place = await node.broker.position(SHOP)
    assert node.broker.wants(SHOP)
    node.publish(SHOP, 1)
    node.broker.hold(NEAR)
    assert node.broker.wants(NEAR)
    node.broker.hold(SHOP)
    while not (missed := (await node.broker.since(SHOP, place))[1]):
        await asyncio.sleep(0.01)
    assert [entry.offset for entry in missed] == [place.offset + 1]


async def test_offsets_of_a_channel_grow_by_one_and_frames_arrive_in_their_order(node: Node) -> None:
    node.broker.hold(SHOP)
    start, _ = await node.broker.since(SHOP, None)
    node.publish(SHOP, *range(300))
    heard = await node.heard(SHOP, 300)
    assert [entry.offset for entry in heard] == [start.offset + n for n in range(1, 301)]
    assert [entry.told.data for entry in heard] == [b'{"n":%d}' % n for n in range(300)]
    assert {epoch for _, epoch, _ in node.ears.frames} == {start.epoch}
    assert await node.broker.position(SHOP) == Position(start.epoch, start.offset + 300)


async def test_channels_of_one_name_in_two_shops_are_two(node: Node) -> None:
    others: list[Channel] = [("s1", "team:a/b"), ("s1/team:a", "b"), ("s2", "shop"), ("s1", "conversation:}{"), SHOP]
    for channel in others:
        node.broker.hold(channel)
        await node.broker.since(channel, None)
        node.publish(channel, 1)
    for channel in others:
        assert [entry.offset for entry in await node.heard(channel, 1)] == [1]
    assert len({(await node.broker.position(channel)).epoch for channel in others}) == len(others)


async def test_whoever_comes_back_gets_what_is_missing_and_nothing_else(node: Node) -> None:
    node.broker.hold(SHOP)
    start, missed = await node.broker.since(SHOP, None)
    assert missed is None, "who knows nothing takes a snapshot"
    node.publish(SHOP, *range(40))
    await node.heard(SHOP, 40)
    for known in (0, 1, 25, 39, 40):
        top, missed = await node.broker.since(SHOP, Position(start.epoch, known))
        assert top == Position(start.epoch, 40)
        assert [(entry.offset, entry.told.id) for entry in missed or ()] == [
            (n + 1, f"ev_{n}") for n in range(known, 40)
        ]  # fmt: skip
    assert (await node.broker.since(SHOP, Position("another", 3)))[1] is None
    assert (await node.broker.since(SHOP, Position(start.epoch, 41)))[1] is None


async def test_a_thousand_frames_are_kept(node: Node) -> None:
    node.broker.hold(SHOP)
    start, _ = await node.broker.since(SHOP, None)
    node.publish(SHOP, *range(1_500))
    await node.heard(SHOP, 1_500)
    _, missed = await node.broker.since(SHOP, Position(start.epoch, 500))
    assert missed is not None
    assert [entry.offset for entry in missed] == list(range(501, 1_501))


async def test_a_channel_keeps_its_epoch_while_the_service_goes_on(node: Node) -> None:
    before = await node.broker.position(NEAR)
    node.publish(NEAR, 1)
    node.broker.hold(NEAR)
    await until_offset(node, NEAR, 1)
    assert (await node.broker.position(NEAR)).epoch == before.epoch


async def test_what_was_told_of_a_forgotten_conversation_is_kept_nowhere(node: Node) -> None:
    other: Channel = ("s1", "agent:a2")
    for channel in (NEAR, SHOP, other):
        node.broker.hold(channel)
        await node.broker.since(channel, None)
    node.say(1)
    node.publish(other, 7)
    node.broker.publish(SHOP, Told("alert", "ev_9", AT, b'{"conversation_id":"c-1"}'))
    await node.heard(SHOP, 2)
    await node.heard(other, 1)
    before = {channel: await node.broker.position(channel) for channel in (NEAR, SHOP, other)}
    await node.broker.forget("s1", "c-1")
    await until(lambda: sorted(node.ears.moves) == [NEAR, SHOP])
    for channel in (NEAR, SHOP):
        assert (await node.broker.position(channel)).epoch != before[channel].epoch
        assert (await node.broker.since(channel, before[channel]))[1] is None
    assert await node.broker.position(other) == before[other]
    assert node.ears.losses == []


async def test_data_of_any_kind_comes_out_as_it_went_in(node: Node) -> None:
    node.broker.hold(NEAR)
    await node.broker.since(NEAR, None)
    told = Told("assessment", "ev_1", AT, '{"text":"怎么还不发货？？？\\u0000 😡"}'.encode() + b"\x00\x01\r\n")
    node.broker.publish(NEAR, told)
    assert [entry.told for entry in await node.heard(NEAR, 1)] == [told]
    _, missed = await node.broker.since(NEAR, Position((await node.broker.position(NEAR)).epoch, 0))
    assert [entry.told for entry in missed or ()] == [told]


async def until_offset(node: Node, channel: Channel, offset: int) -> None:
    """The channel has come so far."""
    for _ in range(2_000):
        if (await node.broker.position(channel)).offset >= offset:
            return
        await until(lambda: True)
    raise AssertionError("nothing arrived")
