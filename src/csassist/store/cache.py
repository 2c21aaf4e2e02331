"""Conversations in memory, ahead of the disk by what is being written. Knows no disk; lives on the event loop."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from csassist.conversation.conversation import Conversation

Key = tuple[str, str]


@dataclass(slots=True)
class _Pending:
    newest: Conversation | None
    jobs: int


class ConversationCache:
    """Write-through, bounded. A conversation with writes under way is never evicted: what is decided on top of an
    unwritten state must be decided by whoever saw it, in the order it was handed over.
    """

    def __init__(self, size: int, lasts_s: float | None = None, clock: Callable[[], float] = monotonic) -> None:
        """`lasts_s` = how long something settled is kept where others write too; None = nobody else does."""
        self._size = size
        self._lasts = lasts_s
        self._clock = clock
        self._kept_at: dict[Key, float] = {}
        self._settled: OrderedDict[Key, Conversation] = OrderedDict()
        self._pending: dict[Key, _Pending] = {}

    @property
    def alone(self) -> bool:
        """Nobody else writes the record: what is held is what is on it."""
        return self._lasts is None

    def ahead(self, key: Key) -> Conversation | None:
        """The state that is being written, None when nothing is."""
        pending = self._pending.get(key)
        return None if pending is None else pending.newest

    def get(self, key: Key) -> Conversation | None:
        """The newest known state, None when only the disk knows. Another node's is not known: only compare and set."""
        pending = self._pending.get(key)
        if pending is not None:
            return pending.newest
        settled = self._settled.get(key)
        if settled is None:
            return None
        if self._lasts is not None and self._clock() - self._kept_at[key] > self._lasts:
            self._drop(key)
            return None
        self._settled.move_to_end(key)
        return settled

    def peek(self, key: Key) -> Conversation | None:
        """A state that is on disk. Safe from any thread; leaves the order of use alone."""
        return self._settled.get(key) if self.alone else None

    def read(self, key: Key, conversation: Conversation) -> Conversation:
        """Takes what was read from disk, unless something newer came meanwhile. Returns the state to go on with."""
        pending = self._pending.get(key)
        if pending is not None:
            return pending.newest or conversation
        newer = self._settled.get(key) if self.alone else None
        if newer is not None and newer.version >= conversation.version:
            return newer
        self._keep(key, conversation)
        return conversation

    def begin(self, key: Key, expected_version: int, after: Conversation) -> None:
        """A write was handed over. `after` becomes the state, unless it was decided on another one than we hold."""
        pending = self._pending.get(key)
        if pending is None:
            held = self._drop(key)
            pending = self._pending[key] = _Pending(held, 0)
        pending.jobs += 1
        if pending.newest is None or pending.newest.version == expected_version:
            pending.newest = after

    def end(self, key: Key, written: bool) -> None:
        """A write is settled. One that was not written takes the state with it: all on top of it will be stale."""
        pending = self._pending[key]
        pending.jobs -= 1
        if not written:
            pending.newest = None
        if pending.jobs == 0:
            del self._pending[key]
            if pending.newest is not None:
                self._keep(key, pending.newest)

    def forget(self, key: Key) -> None:
        """Another state is on disk, or none: whatever is decided on what was held here will be stale."""
        self._drop(key)
        pending = self._pending.get(key)
        if pending is not None:
            pending.newest = None

    def forget_settled(self) -> None:
        """Any of them may be another one on disk by now: what is needed is read again."""
        self._settled.clear()
        self._kept_at.clear()

    def _keep(self, key: Key, conversation: Conversation) -> None:
        self._settled[key] = conversation
        if self._lasts is not None:
            self._kept_at[key] = self._clock()
        if len(self._settled) > self._size:
            self._drop(next(iter(self._settled)))

    def _drop(self, key: Key) -> Conversation | None:
        self._kept_at.pop(key, None)
        return self._settled.pop(key, None)
