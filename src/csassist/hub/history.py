"""The stream of one channel: numbered frames, the newest kept. Knows no listener and no other channel."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

import orjson

from csassist.hub.position import Position, first_missing
from csassist.wire.telling import Told

MOST_MISSED = 5_000  # frames; beyond that a snapshot is the shorter way
MOST_MISSED_BYTES = 4 * 1024 * 1024
# What one kept frame costs beside its data: the entry, its share of the deque, the Told and its short strings.
ENTRY_BYTES = 400


class Entry(NamedTuple):
    """A frame in its place; `at` is in the broker's seconds."""

    offset: int
    at: float
    told: Told


class Stream:
    """One life of a channel. Frames are kept while they are among the newest `frames` or younger than `seconds`, but
    never more than MOST_MISSED: nobody is handed more.
    """

    __slots__ = ("bytes", "entries", "epoch", "top")

    def __init__(self, epoch: str) -> None:
        self.epoch = epoch
        self.top = 0
        self.entries: deque[Entry] = deque()
        self.bytes = 0

    @property
    def position(self) -> Position:
        """Where the newest frame stands."""
        return Position(self.epoch, self.top)

    def append(self, told: Told, now: float) -> Entry:
        """Gives `told` the next offset and keeps it."""
        self.top += 1
        entry = Entry(self.top, now, told)
        self.entries.append(entry)
        self.bytes += _cost(entry)
        return entry

    def forget(self, now: float, frames: int, seconds: float) -> int:
        """Lets go of what is both old and beyond the newest `frames`, or beyond the most. Returns the bytes won."""
        before = self.bytes
        while (many := len(self.entries)) > frames and (many > MOST_MISSED or now - self.entries[0].at > seconds):
            self.bytes -= _cost(self.entries.popleft())
        return before - self.bytes

    def forget_oldest(self) -> int:
        """Lets go of the oldest frame, whatever its age. Returns the bytes won."""
        cost = _cost(self.entries.popleft())
        self.bytes -= cost
        return cost

    def forget_all(self) -> int:
        """Keeps the position and nothing else. Returns the bytes won."""
        won = self.bytes
        self.entries.clear()
        self.bytes = 0
        return won

    def names(self, channel: str, conversation_id: str) -> bool:
        """True when something kept here tells of a conversation. Rather once too often than not."""
        if channel == f"conversation:{conversation_id}":
            return True
        name = orjson.dumps(conversation_id)
        return any(name in entry.told.data for entry in self.entries)

    def since(self, wanted: Position | None) -> list[Entry] | None:
        """The frames after `wanted`, oldest first; None when a snapshot is needed."""
        kept = self.entries
        first = first_missing(wanted, self.epoch, self.top, kept[0].offset if kept else self.top + 1)
        if first is None:
            return None
        # Offsets have no holes, so the place of `first` is counted from the end.
        count = self.top - first + 1
        return [kept[index] for index in range(len(kept) - count, len(kept))] if count else []


def _cost(entry: Entry) -> int:
    return len(entry.told.data) + ENTRY_BYTES


def bearable(missed: Sequence[Entry]) -> bool:
    """False when a reader is better served with a snapshot."""
    return len(missed) <= MOST_MISSED and sum(len(entry.told.data) for entry in missed) <= MOST_MISSED_BYTES
