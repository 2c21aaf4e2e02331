"""Reading streams of a real Redis: tops, holes, streams that are lost, renewed, trimmed; a Redis that is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from csassist.desk.access import Reach
from csassist.hub import redis_scripts as scripts
from csassist.hub.about import About
from csassist.hub.broker import Channel
from csassist.hub.connecting import Connecting
from csassist.hub.following import Following
from csassist.hub.history import Entry
from csassist.hub.pulling import Pulling
from csassist.hub.redis_line import LineBroken, Reply, read_where
from csassist.hub.teller import Item, Teller, Verdict
from csassist.wire.telling import Told
from fakes.redis_server import RedisServer, redis_server
from fakes.until import until

NEAR: Channel = ("s1", "conversation:c-1")
SHOP: Channel = ("s1", "shop")
TEAM: Channel = ("s1", "team:t1")
PREFIX = "cs0:"
REACH = Reach("a1", None, "t1")


class Follower:
    """Implements hub.pulling.Followers and hub.connecting.Lines: writes down what it is told. Hears no pub/sub."""

    def __init__(self, server: RedisServer) -> None:
        self.lines = Connecting(read_where(server.url), self)
        self.teller = Teller("n_0123456789ab", PREFIX, self._placed, lambda _: None, self.lines.fail)
        self.followed: dict[Channel, Following] = {}
        self.pulling = Pulling(self.followed, PREFIX, self)
        self.taken: list[tuple[Channel, int]] = []
        self.moves: list[Channel] = []
        self.losses: list[Channel] = []
        self.left: list[Channel] = []
        self.placed: list[tuple[Channel, Verdict]] = []

    def follow(self, channel: Channel) -> Following:
        followed = self.followed[channel] = Following()
        followed.holders = 1
        return followed

    async def begin(self, channel: Channel) -> Following:
        """Follows a channel from its top on."""
        followed = self.follow(channel)
        self.pulling.look_at(channel)
        async with asyncio.timeout(60):
            await self.pulling.changed(followed)
        return followed

    async def tell(self, *channels: Channel, data: bytes = b"{}", many: int = 1) -> None:
        """Everything stands in Redis afterwards."""
        for _ in range(many):
            for channel in channels:
                self.teller.put(Item(channel, Told("assessment", "ev", "", data), None))
        assert await self.teller.drained(20)

    async def look(self, channel: Channel) -> None:
        """Compares, and whatever follows from it has ended."""
        self.pulling.look_at(channel)
        await self.settled()

    async def settled(self) -> None:
        await until(lambda: not self.pulling._tasks)

    def _placed(self, item: Item, verdict: Verdict) -> None:
        self.placed.append((item.channel, verdict))

    def take(self, channel: Channel, followed: Following, entry: Entry, reach: Reach | None) -> None:
        self.taken += [(channel, one.offset) for one, _ in followed.take(entry, reach)]

    def moved(self, channel: Channel) -> None:
        self.moves.append(channel)

    def lost(self, channel: Channel) -> None:
        self.losses.append(channel)

    def unfollow(self, channels: list[Channel]) -> None:
        self.left += channels
        for channel in channels:
            del self.followed[channel]

    async def opened(self) -> None:
        assert self.lines.asks is not None
        self.teller.resume(self.lines.asks)

    def paused(self) -> None:
        self.teller.pause()

    def closed(self, why: str) -> None:
        self.teller.give_up()
        self.pulling.wake_all()

    def pushed(self, reply: Reply) -> None:
        """It hears nothing."""


@pytest.fixture
def server() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@pytest.fixture
async def node(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Follower]:
    for name, seconds in {"OPEN_S": 20.0, "ANSWER_S": 20.0, "SILENT_S": 20.0, "PATIENCE_S": 0.0}.items():
        monkeypatch.setattr(f"csassist.hub.connecting.{name}", seconds)  # only a Redis that is killed is away
    one = Follower(server)
    async with one.lines.running(), one.pulling.running():
        yield one


async def test_who_follows_begins_at_the_top(node: Follower) -> None:
    await node.tell(SHOP, many=3)
    followed = await node.begin(SHOP)
    assert (followed.epoch, followed.top) == (node.placed[-1][1].epoch, 3)
    assert node.taken == node.moves == node.losses == [], "what was before is no business of a new follower"


async def test_a_silent_channel_begins_its_life_when_it_is_followed(node: Follower) -> None:
    followed = await node.begin(SHOP)
    assert followed.top == 0
    await node.tell(SHOP)
    assert node.placed == [(SHOP, Verdict("ok", followed.epoch, 1))]


async def test_what_is_told_while_the_top_is_asked_for_is_fetched(
    node: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed, run = node.follow(SHOP), node.lines.run

    async def overtaken(body: str, keys: list[str], *words: bytes | str) -> Reply:
        answer = await run(body, keys, *words)
        if body == scripts.TOP:
            await node.tell(SHOP)
            followed.missed = True  # as the broker does with a hint that comes so early
        return answer

    monkeypatch.setattr(node.lines, "run", overtaken)
    await node.look(SHOP)
    assert node.taken == [(SHOP, 1)]
    assert not followed.missed


async def test_a_hole_is_filled_in_order_in_as_many_steps_as_it_needs(
    node: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csassist.hub.pulling.AT_ONCE", 3)
    await node.begin(SHOP)
    await node.tell(SHOP, many=10)
    node.pulling.pull(SHOP)
    await node.settled()
    assert node.taken == [(SHOP, offset) for offset in range(1, 11)]


async def test_a_channel_that_missed_hints_is_found_by_looking(node: Follower) -> None:
    await node.begin(SHOP)
    await node.tell(SHOP, many=2)
    await node.look(SHOP)
    assert node.taken == [(SHOP, 1), (SHOP, 2)]
    assert node.moves == node.losses == []


async def test_what_is_not_kept_any_more_costs_a_snapshot_and_no_part_is_given_out(
    node: Follower, server: RedisServer
) -> None:
    followed = await node.begin(SHOP)
    await node.tell(SHOP, many=5)
    server.say("XTRIM", scripts.keys_of(PREFIX, SHOP).stream, "MINID", "4-0")
    node.pulling.pull(SHOP)
    await node.settled()
    assert node.moves == [SHOP]
    assert node.taken == [(SHOP, 4), (SHOP, 5)]
    assert followed.top == 5


async def test_a_stream_that_began_anew_is_another_place_and_not_a_loss(node: Follower) -> None:
    followed = await node.begin(SHOP)
    await node.tell(SHOP, many=2)
    before = followed.epoch
    await node.pulling.renew(SHOP, None)
    await node.tell(SHOP)
    node.pulling.pull(SHOP)  # it finds another epoch, and looks
    await node.settled()
    assert (node.moves, node.losses) == ([SHOP], [])
    assert followed.epoch != before
    assert followed.top == 1


async def test_a_stream_that_was_lost_is_a_loss(node: Follower, server: RedisServer) -> None:
    await node.begin(SHOP)
    await node.tell(SHOP)
    await node.look(SHOP)
    server.say("FLUSHALL")
    await node.look(SHOP)
    assert (node.moves, node.losses) == ([], [SHOP])
    await node.look(SHOP)
    assert node.losses == [SHOP], "once"


async def test_two_renewals_while_nobody_looked_are_a_loss(node: Follower) -> None:
    await node.begin(SHOP)
    for _ in range(2):
        await node.pulling.renew(SHOP, None)
    await node.look(SHOP)
    assert (node.moves, node.losses) == ([], [SHOP]), "the epoch before is not the one that we know"


async def test_who_was_served_alone_moves_to_the_stream(node: Follower) -> None:
    followed = await node.begin(SHOP)
    epoch = followed.epoch
    followed.alone, followed.epoch = True, ""
    await node.tell(SHOP)
    node.pulling.pull(SHOP)
    await node.settled()
    assert node.taken == node.moves == [], "nothing is fetched for it"
    await node.look(SHOP)
    assert (followed.alone, followed.epoch, followed.top) == (False, epoch, 1)
    assert (node.moves, node.losses) == ([SHOP], [])


async def test_looking_many_times_at_once_asks_once(node: Follower, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    run = node.lines.run

    async def counted(body: str, keys: list[str], *words: bytes | str) -> Reply:
        asked.append(body)
        return await run(body, keys, *words)

    monkeypatch.setattr(node.lines, "run", counted)
    node.follow(SHOP)
    for _ in range(5):
        node.pulling.look_at(SHOP)
    await node.settled()
    assert asked == [scripts.TOP]
    await node.look(SHOP)
    assert len(asked) == 2


async def test_nobody_waits_for_a_redis_that_went_away_and_it_is_taken_up_when_it_is_back(
    node: Follower, server: RedisServer
) -> None:
    server.kill()
    followed = node.follow(SHOP)
    node.pulling.look_at(SHOP)
    waiting = asyncio.create_task(node.pulling.changed(followed))
    await until(lambda: not node.teller.open)
    await until(waiting.done)
    assert followed.epoch == ""
    server.start()
    await until(lambda: node.teller.open)
    await node.look(SHOP)
    assert followed.epoch != ""


async def test_a_channel_that_nobody_follows_any_more_is_left_alone(node: Follower) -> None:
    await node.begin(SHOP)
    await node.tell(SHOP)
    del node.followed[SHOP]
    node.pulling.pull(SHOP)
    await node.look(SHOP)
    assert node.taken == node.moves == node.losses == []


async def test_frames_of_another_epoch_are_none(node: Follower) -> None:
    await node.tell(SHOP, many=2)
    epoch = node.placed[-1][1].epoch
    found = await node.pulling.fetch(SHOP, epoch, 1)
    assert found is not None
    assert [entry.offset for entry, _ in found] == [2]
    assert await node.pulling.fetch(SHOP, epoch, 2) == []
    assert await node.pulling.fetch(SHOP, "e-other", 1) is None


async def test_what_was_told_alone_begins_anew_and_is_crossed_off(node: Follower) -> None:
    await node.tell(NEAR, SHOP, TEAM)
    before = {channel: verdict.epoch for channel, verdict in node.placed}
    dirty: dict[Channel, About | None] = {NEAR: About("c-1", 7, 9, True, REACH), SHOP: None}
    await node.pulling.renew_all(dirty)
    assert dirty == {}
    for channel, kept in ((NEAR, False), (SHOP, False), (TEAM, True)):
        found = await node.pulling.fetch(channel, before[channel], 0)
        assert (found is not None) == kept, channel
    assert not await node.pulling.behind(NEAR, 9), "what was told alone counts as told"
    assert await node.pulling.behind(NEAR, 10)


async def test_what_is_told_alone_while_streams_begin_anew_is_not_crossed_off_with_them(
    node: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = About("c-1", 8, 10, True, REACH)
    dirty: dict[Channel, About | None] = {NEAR: About("c-1", 7, 9, True, REACH)}
    renewed: list[About | None] = []

    async def renew(channel: Channel, about: About | None) -> None:
        renewed.append(about)
        dirty[channel] = later

    monkeypatch.setattr(node.pulling, "renew", renew)
    await node.pulling.renew_all(dirty)
    assert [about and about.version for about in renewed] == [9, 10]
    assert dirty == {}


async def test_what_could_not_begin_anew_stays_to_be_done(node: Follower, server: RedisServer) -> None:
    await node.tell(SHOP)
    server.kill()
    dirty: dict[Channel, About | None] = {SHOP: None}
    with pytest.raises(LineBroken):
        await node.pulling.renew_all(dirty)
    assert dirty == {SHOP: None}


async def test_who_is_forgotten_stands_in_no_stream_of_the_shop_and_others_keep_theirs(node: Follower) -> None:
    other: Channel = ("s2", "shop")
    odd: Channel = ("s1", "team:夜班/{x}*")
    beside: Channel = ("s1", "conversation:c-2")  # whatever is said there, it is of another conversation
    await node.tell(NEAR, SHOP, other, odd, data=b'{"conversation_id":"c-1"}')
    await node.tell(TEAM, ("s1", "conversation:c-10"), data=b'{"conversation_id":"c-10"}')
    await node.tell(beside, data=b'{"conversation_id":"c-2","note":"c-1"}')
    await node.pulling.forget("s1", "c-1")
    kept = set()
    for channel, verdict in node.placed:
        if await node.pulling.fetch(channel, verdict.epoch, 0) is not None:
            kept.add(channel)
    assert kept == {other, TEAM, ("s1", "conversation:c-10"), beside}


async def test_a_silent_channel_is_compared_by_itself(
    node: Follower, server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csassist.hub.pulling.LOOK_S", 0.01)
    monkeypatch.setattr("csassist.hub.pulling.SILENCE_S", 0.0)
    async with node.pulling.running():
        await node.begin(SHOP)
        server.say("FLUSHALL")
        await until(lambda: node.losses == [SHOP])


async def test_who_has_no_listener_is_left_after_a_while_and_who_has_one_is_not(
    node: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csassist.hub.pulling.LOOK_S", 0.01)
    monkeypatch.setattr("csassist.hub.pulling.LINGER_S", 0.0)
    for channel in (SHOP, TEAM):
        await node.begin(channel)
    node.followed[TEAM].holders = 0
    async with node.pulling.running():
        await until(lambda: node.left)
        assert node.left == [TEAM]
        assert list(node.followed) == [SHOP]


async def test_a_channel_where_nothing_happens_gives_its_memory_back(
    node: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed = await node.begin(SHOP)
    await node.tell(SHOP, many=2)
    await node.look(SHOP)
    assert followed.since(1)
    monkeypatch.setattr("csassist.hub.pulling.LOOK_S", 0.01)
    monkeypatch.setattr("csassist.hub.pulling.KEEP_RECENT_S", 0.0)
    async with node.pulling.running():
        await until(lambda: followed.since(1) is None)
    assert followed.top == 2
