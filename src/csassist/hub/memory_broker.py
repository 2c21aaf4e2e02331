"""The default engine: every channel's stream in this process. Numbers and keeps frames; refuses to know who listens.

Guarantees: offsets of a channel grow by one; a channel keeps at least 1 000 frames and 15 minutes while memory lasts.
When the budget is spent the channels told longest ago lose their history first (then clients take a snapshot). A
channel without listeners that was silent for 15 minutes is dropped; should it come back, it has a new epoch.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from csassist.hub.history import Entry, Stream
from csassist.hub.position import Position
from csassist.wire.told import Told

Channel = tuple[str, str]  # shop, name
STREAM_BYTES = 600  # an empty stream with its keys


@dataclass(frozen=True, slots=True)
class Retention:
    """How much is kept. `budget_bytes` bounds all channels together."""

    frames: int = 1_000
    seconds: float = 900.0
    budget_bytes: int = 128 * 1024 * 1024


class MemoryBroker:
    """Streams by channel, the one told longest ago first. Not thread-safe: one event loop."""

    def __init__(
        self,
        retention: Retention | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        start: str | None = None,
    ) -> None:
        """`start` names this start of the service; every epoch begins with it."""
        self._retention = retention or Retention()
        self._monotonic = monotonic
        self._start = start or secrets.token_hex(4)
        self._born = 0
        self._streams: OrderedDict[Channel, Stream] = OrderedDict()
        self._told_at: dict[Channel, float] = {}
        self._held: dict[Channel, int] = {}
        self._bytes = 0

    @property
    def bytes(self) -> int:
        """What all streams take, estimated."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._streams)

    def publish(self, channel: Channel, told: Told) -> tuple[str, Entry]:
        """Appends `told` to the channel's stream; returns its epoch and the entry."""
        now = self._monotonic()
        stream = self._stream(channel, now)
        before = stream.bytes
        entry = stream.append(told, now)
        stream.forget(now, self._retention.frames, self._retention.seconds)
        self._bytes += stream.bytes - before
        self._streams.move_to_end(channel)
        self._told_at[channel] = now
        self._tidy(now)
        return stream.epoch, entry

    def position(self, channel: Channel) -> Position:
        """The channel's top; a channel that was silent so far begins its life here."""
        return self._stream(channel, self._monotonic()).position

    def since(self, channel: Channel, wanted: Position | None) -> tuple[Position, list[Entry] | None]:
        """The top and the frames after `wanted`; None instead of frames when only a snapshot will do."""
        stream = self._stream(channel, self._monotonic())
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
            self._told_at[channel] = now
            self._bytes += STREAM_BYTES
        return stream

    def _tidy(self, now: float) -> None:
        """Drops what nobody listens to and nobody spoke on; then, over budget, the histories told longest ago."""
        silent_since = now - self._retention.seconds
        for _ in range(2):  # two a frame: faster than channels can be born
            channel = next(iter(self._streams))
            if self._told_at[channel] > silent_since:
                break
            self._retire(channel, now)
        while self._bytes > self._retention.budget_bytes and len(self._streams) > 1:
            if not self._retire(next(iter(self._streams)), now):
                break
        newest = self._streams[next(reversed(self._streams))]
        while self._bytes > self._retention.budget_bytes and len(newest.entries) > 1:
            self._bytes -= newest.forget_oldest()

    def _retire(self, channel: Channel, now: float) -> bool:
        """Drops a channel, or only its history while somebody listens. False when nothing was won."""
        stream = self._streams[channel]
        if channel not in self._held:
            self._bytes -= stream.bytes + STREAM_BYTES
            del self._streams[channel]
            del self._told_at[channel]
            return True
        self._streams.move_to_end(channel)
        return False
