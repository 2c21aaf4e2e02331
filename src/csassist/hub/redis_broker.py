"""Streams shared by many nodes through Redis. Pub/sub is only a hint: what it says is checked by offsets, and pulled.

Implements hub.broker.Broker. While Redis is away this node's own frames go on in streams of its own, with epochs that
no other node knows; once it is back these channels begin a new epoch there, and whoever listens takes a snapshot.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from csassist.desk.access import Reach
from csassist.desk.changed import Changed
from csassist.desk.ports import Clock
from csassist.errors import DeliveryError
from csassist.hub import redis_scripts as scripts
from csassist.hub.about import About
from csassist.hub.broker import Channel, Ears
from csassist.hub.connecting import Connecting
from csassist.hub.following import Following
from csassist.hub.history import MOST_MISSED, Entry
from csassist.hub.memory_broker import MemoryBroker
from csassist.hub.position import Position
from csassist.hub.pulling import Pulling
from csassist.hub.redis_line import LineBroken, Reply, Where
from csassist.hub.teller import Item, Teller, Verdict
from csassist.wire.telling import Told

log = structlog.get_logger("csassist.broker")

DRAIN_S, START_S = 3.0, 5.0  # how long the end waits for what is to go out, a reader for a channel's top


class RedisBroker:
    """One for all channels of a node. Lives on the event loop."""

    def __init__(self, where: Where, node: str, clock: Clock, *, prefix: str = "") -> None:
        """`node` = this node's name; `prefix` keeps installations apart that share one Redis."""
        self._prefix = prefix or f"cs{where.db}:"
        self._clock = clock
        self._followed: dict[Channel, Following] = {}
        self._topics: dict[bytes, Channel] = {}
        self._ears: Ears | None = None
        self._inner: Ears | None = None  # hears what nodes tell each other
        self._alone = self._own_streams()
        self._dirty: dict[Channel, About | None] = {}  # told alone: what Redis has of them is not all
        self._forgotten: set[tuple[str, str]] = set()  # erased while Redis was away
        self.lines = Connecting(where, self)
        self.teller = Teller(node, self._prefix, self._placed, self._tell_alone, self.lines.fail)
        self._pulling = Pulling(self._followed, self._prefix, self)
        self.away = "not connected yet"

    def listen(self, ears: Ears) -> None:
        """See hub.broker.Broker."""
        self._ears = ears

    def listen_inside(self, ears: Ears) -> None:
        """Channels of no shop go to these ears."""
        self._inner = ears

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Connects, and stays connected. Redis that is away is waited for; raises LineRefused when it refuses us."""
        async with self.lines.running(), self._pulling.running():
            try:
                yield
            finally:
                if not await self.teller.drained(DRAIN_S):
                    log.warning("frames left at the end")

    # What the hub asks

    def wants(self, _channel: Channel) -> bool:
        """Always: somebody on another node may have asked."""
        return True

    def publish(self, channel: Channel, told: Told, about: About | None = None) -> None:
        """Its frame arrives here as soon as it has its offset."""
        self.teller.put(Item(channel, told, about))

    def hold(self, channel: Channel) -> None:
        """The first holder makes this node follow the channel."""
        followed = self._followed.get(channel)
        if followed is None:
            followed = self._followed[channel] = Following()
            self._topics[scripts.keys_of(self._prefix, channel).topic.encode()] = channel
            self.lines.subscribe([scripts.keys_of(self._prefix, channel).topic])
        followed.holders += 1

    def release(self, channel: Channel) -> None:
        """The channel is followed a little longer: somebody may come back."""
        followed = self._followed.get(channel)
        if followed is not None:
            followed.holders -= 1
            followed.left_at = time.monotonic()

    async def position(self, channel: Channel) -> Position:
        """The newest frame that arrived here; for a channel nobody follows, Redis is asked."""
        followed = self._followed.get(channel)
        if self.away or (followed is not None and followed.alone):
            return self._alone.top(channel)
        if followed is not None and followed.epoch:
            return Position(followed.epoch, followed.top)
        try:
            keys, ttl = scripts.keys_of(self._prefix, channel)[:2], str(scripts.TTL_MS)
            epoch, offset, _, _ = await self.lines.run(scripts.TOP, keys, self.teller.fresh_epoch(), ttl)
        except LineBroken:
            return self._alone.top(channel)
        return Position(epoch.decode(), int(offset))

    async def since(self, channel: Channel, wanted: Position | None) -> tuple[Position, list[Entry] | None]:
        """See hub.broker.Broker; the channel is held."""
        followed = self._followed[channel]
        fetched: list[Entry] = []
        while True:
            if self.away:
                self._go_alone(channel, followed)
                return await self._alone.since(channel, wanted)
            if followed.epoch == "" or followed.alone:
                await self._started(followed)
                continue
            top = Position(followed.epoch, followed.top)
            if wanted is None or wanted.epoch != top.epoch or not 0 <= top.offset - wanted.offset <= MOST_MISSED:
                return top, None
            reached = fetched[-1].offset if fetched else wanted.offset
            rest = [] if reached >= top.offset else followed.since(reached)
            if rest is not None:
                return top, [entry for entry in (*fetched, *rest) if entry.offset <= top.offset]
            more = await self._fetched(channel, top.epoch, reached)
            if not more or more[0].offset != reached + 1:
                wanted = None  # the record says it better
            fetched.extend(more)

    async def _fetched(self, channel: Channel, epoch: str, after: int) -> list[Entry]:
        """Nothing when the stream is another one, or away."""
        with suppress(LineBroken):
            return [entry for entry, _ in await self._pulling.fetch(channel, epoch, after) or ()]
        return []

    async def forget(self, shop: str, conversation_id: str) -> None:
        """The streams that name it begin anew, on every node."""
        await self._alone.forget(shop, conversation_id)
        try:
            await self._pulling.forget(shop, conversation_id)
        except LineBroken:
            self._forgotten.add((shop, conversation_id))

    async def mend(self, one: Changed) -> bool:
        """True when not all of a conversation was told: its channels begin anew. Raises LineBroken."""
        near = (one.shop, f"conversation:{one.id}")
        if not await self._pulling.behind(near, one.version):
            return False
        await self._pulling.renew(near, About(one.id, one.seq, one.version, True, Reach(None, None, None)))
        for kind, name in (("agent", one.agent_id), ("team", one.team_id), ("shop", "")):
            if name is not None:
                await self._pulling.renew((one.shop, f"{kind}:{name}" if name else kind), None)
        return True

    # What the connection tells: hub.connecting.Lines

    async def opened(self) -> None:
        """Redis can be reached (again). Raises LineBroken when it cannot after all."""
        line = self.lines.asks
        if line is None:
            raise LineBroken("no line")
        if self.away:
            while self._dirty or self._forgotten:
                await self._pulling.renew_all(self._dirty)
                for shop, conversation_id in tuple(self._forgotten):
                    await self._pulling.forget(shop, conversation_id)
                    self._forgotten.discard((shop, conversation_id))
            # Nothing is awaited between the last of them and this.
            self.away = ""
            self.teller.resume(line)
            if self._ears is not None:
                self._ears.narrowed()
        else:
            self.teller.resume(line)
        self.lines.subscribe([topic.decode() for topic in self._topics])

    def paused(self) -> None:
        """A line broke; it may be back in a moment."""
        self.teller.pause()

    def closed(self, why: str) -> None:
        """Redis is away: this node goes on alone."""
        if self.away:
            self.away = why
            return
        self.away = why
        self._alone = self._own_streams()
        self.teller.give_up()
        self._pulling.wake_all()
        if self._ears is not None:
            self._ears.narrowed()

    def pushed(self, reply: Reply) -> None:
        """Something was told on a channel that we follow, or we follow it from now on."""
        channel = self._topics.get(reply[1]) if len(reply) > 1 else None
        followed = None if channel is None else self._followed.get(channel)
        if channel is None or followed is None:
            return
        if reply[0] == b"subscribe":
            self._pulling.look_at(channel)
        elif reply[0] == b"message":
            epoch, offset, packed = reply[2].split(b"\0", 2)
            self._heard(channel, followed, epoch.decode(), int(offset), packed)

    def _heard(self, channel: Channel, followed: Following, epoch: str, offset: int, packed: bytes) -> None:
        if followed.epoch == "" or followed.alone:
            followed.missed = True
        elif offset == 0:
            if epoch != followed.epoch:
                followed.start(epoch, 0)
                self.moved(channel)
        elif epoch != followed.epoch:
            self._pulling.look_at(channel)
        elif offset > followed.top:
            self.take(channel, followed, *scripts.unpack(offset, packed))

    # Frames arrive

    def take(self, channel: Channel, followed: Following, entry: Entry, reach: Reach | None) -> None:
        """A frame of the stream that we follow: delivered in its turn."""
        followed.looked_at = time.monotonic()
        for one, whose in followed.take(entry, reach):
            if (ears := self._ears_of(channel)) is not None:
                ears.arrived(channel, followed.epoch, one, whose)
        if followed.gap:
            self._pulling.pull(channel)

    def arrived(self, channel: Channel, epoch: str, entry: Entry, reach: Reach | None) -> None:
        """A frame of our own stream, while Redis is away."""
        if channel in self._followed and (ears := self._ears_of(channel)) is not None:
            ears.arrived(channel, epoch, entry, reach)

    def moved(self, channel: Channel) -> None:
        """Listeners take a snapshot."""
        if (ears := self._ears_of(channel)) is not None:
            ears.moved(channel)

    def lost(self, channel: Channel) -> None:
        """Listeners come again."""
        log.warning("a stream was lost", kind=channel[1].partition(":")[0])
        if (ears := self._ears_of(channel)) is not None:
            ears.lost(channel)

    def narrowed(self) -> None:
        """Our own streams are never away."""

    def _placed(self, item: Item, verdict: Verdict) -> None:
        followed = self._followed.get(item.channel)
        if followed is None:
            return
        if followed.epoch == "" or followed.alone:
            followed.missed = True
        elif verdict.word == "again" or verdict.epoch != followed.epoch:
            self._pulling.look_at(item.channel)
        else:
            self.take(item.channel, followed, Entry(verdict.offset, 0.0, item.told), None)

    def _tell_alone(self, item: Item) -> None:
        self._dirty[item.channel] = item.about if item.near else None
        followed = self._followed.get(item.channel)
        if followed is not None:
            self._go_alone(item.channel, followed)
        self._alone.publish(item.channel, item.told, item.about)

    def _go_alone(self, channel: Channel, followed: Following) -> None:
        if not followed.alone:
            followed.alone = True
            followed.epoch = ""
            self._alone.hold(channel)
            self.moved(channel)

    async def _started(self, followed: Following) -> None:
        try:
            await asyncio.wait_for(self._pulling.changed(followed), START_S)
        except TimeoutError:
            raise DeliveryError("the channel cannot be read now; try again", code="D301") from None

    def _ears_of(self, channel: Channel) -> Ears | None:
        return self._ears if channel[0] else self._inner

    def _own_streams(self) -> MemoryBroker:
        streams = MemoryBroker(self._clock)
        streams.listen(self)
        return streams

    def unfollow(self, channels: list[Channel]) -> None:
        """Nobody listened to these for a while."""
        topics = [scripts.keys_of(self._prefix, channel).topic for channel in channels]
        for channel, topic in zip(channels, topics, strict=True):
            del self._followed[channel]
            del self._topics[topic.encode()]
        self.lines.unsubscribe(topics)
