"""The default engine: every channel's stream in this process. Numbers and keeps frames; refuses to know who listens.

Offsets of a channel grow by one. It keeps 1 000 frames and 15 minutes at least and 5 000 frames at most, as long as the
budget of all channels lasts; one that is silent for 15 minutes without a listener is dropped and has a new epoch then.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from csassist.desk.ports import Clock
from csassist.frozen import frozen
from csassist.hub.about import About
from csassist.hub.broker import Channel, Ears
from csassist.hub.history import Entry, Stream
from csassist.hub.position import Position
from csassist.wire.telling import Told

STREAM_BYTES = 600  # an empty stream with its keys


@frozen
class Retention:
    """How much is kept. `budget_bytes` bounds all channels together."""

    frames: int = 1_000
    seconds: float = 900.0
    budget_bytes: int = 128 * 1024 * 1024


class MemoryBroker:
    """Implements hub.broker.Broker. Streams by channel, the one touched longest ago first. One event loop.

    When the budget is spent, channels touched longest ago lose their history first: their clients take a snapshot.
    """

    def __init__(self, clock: Clock, retention: Retention | None = None, start: str | None = None) -> None:
        """`start` names this start of the service; every epoch begins with it."""
        self._clock = clock
        self._retention = retention or Retention()
        self._start = start or secrets.token_hex(4)
        self._born = 0
        self._now = 0.0
        self._streams: OrderedDict[Channel, Stream] = OrderedDict()
        self._stamps: dict[Channel, float] = {}  # when a channel was last told something, or looked at
        self._held: dict[Channel, int] = {}
        self._bytes = 0
        self._ears: Ears | None = None
        self.away = ""  # nothing of it can be away

    def listen(self, ears: Ears) -> None:
        """Frames go to `ears` as they are published, whether a channel is held or not."""
        self._ears = ears

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Nothing is to be opened, nothing waits at the end."""
        yield

    @property
    def bytes(self) -> int:
        """What all streams take, estimated."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._streams)

    def wants(self, channel: Channel) -> bool:
        """A channel's life begins when somebody asks for it: until then nothing is kept, and nothing is missed."""
        return channel in self._streams or channel in self._held

    def publish(self, channel: Channel, told: Told, about: About | None = None) -> None:
        """Appends `told` to the channel's stream; it has arrived before this returns. One node is in order as it is."""
        del about
        now = self._time()
        stream = self._stream(channel, now)
        before = stream.bytes
        entry = stream.append(told, now)
        stream.forget(now, self._retention.frames, self._retention.seconds)
        self._bytes += stream.bytes - before
        self._touch(channel, now)
        self._tidy(channel, now)
        if self._ears is not None:
            self._ears.arrived(channel, stream.epoch, entry, None)

    async def position(self, channel: Channel) -> Position:
        """The channel's top; a channel that was silent so far begins its life here."""
        return self.top(channel)

    def top(self, channel: Channel) -> Position:
        """The same at once."""
        return self.after(channel, None)[0]

    async def since(self, channel: Channel, wanted: Position | None) -> tuple[Position, list[Entry] | None]:
        """The top and the frames after `wanted`; None instead of frames when only a snapshot will do."""
        return self.after(channel, wanted)

    async def forget(self, shop: str, conversation_id: str) -> None:
        """The streams that name it are gone; whoever listens takes a snapshot of the next one."""
        for channel, stream in list(self._streams.items()):
            if channel[0] == shop and stream.names(channel[1], conversation_id):
                self._drop(channel)
                if self._ears is not None and channel in self._held:
                    self._ears.moved(channel)

    def after(self, channel: Channel, wanted: Position | None) -> tuple[Position, list[Entry] | None]:
        """The same as `since`, at once."""
        now = self._time()
        stream = self._stream(channel, now)
        self._tidy(channel, now)
        return stream.position, stream.since(wanted)

    def hold(self, channel: Channel) -> None:
        """Somebody listens: the channel keeps its epoch."""
        self._held[channel] = self._held.get(channel, 0) + 1

    def release(self, channel: Channel) -> None:
        """Somebody stopped to listen."""
        left = self._held.get(channel, 0) - 1
        if left > 0:
            self._held[channel] = left
        else:
            self._held.pop(channel, None)

    def _stream(self, channel: Channel, now: float) -> Stream:
        stream = self._streams.get(channel)
        if stream is None:
            self._born += 1
            stream = self._streams[channel] = Stream(f"{self._start}-{self._born:x}")
            self._stamps[channel] = now
            self._bytes += STREAM_BYTES
        return stream

    def _time(self) -> float:
        """Seconds that never go back: after a jump of the clock histories live longer or shorter; both are safe."""
        self._now = max(self._now, self._clock.now().timestamp())
        return self._now

    def _touch(self, channel: Channel, now: float) -> None:
        self._streams.move_to_end(channel)
        self._stamps[channel] = now

    def _tidy(self, spare: Channel, now: float) -> None:
        self._drop_silent(now)
        if self._bytes > self._retention.budget_bytes:
            self._make_room(spare, now)

    def _drop_silent(self, now: float) -> None:
        """Looks at the two channels touched longest ago: faster than one frame can give birth to channels."""
        silent_since = now - self._retention.seconds
        for _ in range(2):
            channel = next(iter(self._streams))
            if self._stamps[channel] > silent_since or len(self._streams) == 1:
                return
            if channel in self._held:
                self._touch(channel, now)
            else:
                self._drop(channel)

    def _make_room(self, spare: Channel, now: float) -> None:
        """Down to nine tenths of the budget, so that the walk over the channels is rare; `spare` comes last."""
        goal = self._retention.budget_bytes * 9 // 10
        while self._bytes > goal:
            channel = next(iter(self._streams))
            if channel == spare:
                break
            if channel in self._held:
                self._bytes -= self._streams[channel].forget_all()
                self._touch(channel, now)
            else:
                self._drop(channel)
        stream = self._streams[spare]
        while self._bytes > goal and len(stream.entries) > 1:
            self._bytes -= stream.forget_oldest()

    def _drop(self, channel: Channel) -> None:
        self._bytes -= self._streams.pop(channel).bytes + STREAM_BYTES
        del self._stamps[channel]
