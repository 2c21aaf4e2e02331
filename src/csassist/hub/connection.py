"""One listener: an identity and a bounded outbox. A slow reader is closed, never waited for. Knows no socket."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import NamedTuple

from csassist.desk.access import Identity
from csassist.desk.meter import ARRIVED
from csassist.frozen import frozen
from csassist.wire.close_codes import CloseCode


@frozen
class OutboxLimits:
    """What may wait for a reader. What it asked for itself is not counted here: it is bounded where it is made."""

    frames: int = 1_000
    bytes: int = 1024 * 1024


class _Waiting(NamedTuple):
    text: str
    size: int  # 0 = not counted


class Connection:
    """An outbox with one reader (`take`) and any number of writers (`offer`), all on one event loop."""

    __slots__ = ("_bytes", "_counted", "_limits", "_outbox", "_wake", "born", "closing", "id", "identity", "reason")

    def __init__(self, connection_id: str, identity: Identity, limits: OutboxLimits | None = None) -> None:
        self.id = connection_id
        self.identity = identity
        self.closing: int | None = None  # the close code, once it is decided
        self.reason = ""
        self.born: float | None = None  # when the message came in (desk.meter) whose frame has waited longest
        self._limits = limits or _LIMITS
        self._outbox: deque[_Waiting] = deque()
        self._counted = 0
        self._bytes = 0
        self._wake: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        return len(self._outbox)

    def offer(self, text: str, size: int) -> bool:
        """Puts a frame (of `size` bytes) in the outbox. Too much waiting there: the connection is closed as slow."""
        if self.closing is not None:
            return False
        if self._counted >= self._limits.frames or self._bytes + size > self._limits.bytes:
            self.close(CloseCode.SLOW, "reads too slowly")
            return False
        self._counted += 1
        self._bytes += size
        if self.born is None:
            self.born = ARRIVED.get()
        self._outbox.append(_Waiting(text, size))
        self._rouse()
        return True

    def owe(self, text: str) -> None:
        """Puts in what the client asked for: an answer, a snapshot, the frames it missed."""
        if self.closing is None:
            self._outbox.append(_Waiting(text, 0))
            self._rouse()

    def close(self, code: int, reason: str = "") -> None:
        """Decides the end; the first decision stands. What a slow or thrown out reader had waiting is let go."""
        if self.closing is not None:
            return
        self.closing = int(code)
        self.reason = reason
        self._outbox.clear()
        self._counted = 0
        self._bytes = 0
        self._rouse()

    async def take(self) -> list[str] | None:
        """All frames that wait, at least one; None when the connection is to be closed."""
        while not self._outbox:
            if self.closing is not None:
                return None
            self._wake = asyncio.get_running_loop().create_future()
            try:
                await self._wake
            finally:
                self._wake = None
        taken = [waiting.text for waiting in self._outbox]
        self._outbox.clear()
        self._counted = 0
        self._bytes = 0
        return taken

    def _rouse(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)


_LIMITS = OutboxLimits()
