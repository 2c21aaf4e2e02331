"""The outbox as its worker sees it: notices that wait, were sent, or are dead. Guarantees stand here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from csassist.desk.notices import Notice
from csassist.frozen import frozen


class Posted(StrEnum):
    """What became of a notice. `merged`: told in a digest; `dead`: given up, listed and replayable."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


@frozen
class Waiting:
    """One notice with its place in the outbox. `attempts` counts the one it was claimed for."""

    notice: Notice
    state: Posted
    attempts: int
    created_at: datetime
    touched_at: datetime | None = None
    last_code: str = ""  # what the far side said last: 200, 500, errcode 310000, timeout, C240
    digest: str = ""  # the digest that it was told in


@frozen
class Settled:
    """What became of one attempt: sent, dead, or pending again at `due_at`."""

    id: str
    state: Posted
    at: datetime
    code: str
    due_at: datetime | None = None
    digest: str = ""


@frozen
class EndpointState:
    """Counts of an endpoint. `disabled` = why nothing is sent there any more, empty when it is in use."""

    name: str
    pending: int = 0
    sent: int = 0
    dead: int = 0
    disabled: str = ""
    last_code: str = ""
    last_sent_at: datetime | None = None
    oldest_due_at: datetime | None = None


class OutboxStore(Protocol):
    """Part of the record. Everything is durable on return; rows are written with what they tell of (ports.Commit)."""

    def listen(self, wake: Callable[[], None]) -> None:
        """`wake` is called on the event loop when notices were recorded."""
        ...

    async def put(self, notices: Sequence[Notice], at: datetime) -> None:
        """Rows besides a commit: samples. An id that is there already stays as it is."""
        ...

    async def claim(self, endpoint: str, now: datetime, limit: int, lease_s: float) -> tuple[Waiting, ...]:
        """The due notices of an endpoint, earliest first, now `sending`.

        Whoever claimed has `lease_s` to settle them; after that, or after `release`, they are due again.
        """
        ...

    async def settle(self, results: Sequence[Settled]) -> None:
        """Writes what became of attempts."""
        ...

    async def release(self, now: datetime) -> int:
        """After a start: what was being sent when the process ended is due again, with the same id. How many."""
        ...

    async def due(self) -> Mapping[str, datetime]:
        """When each endpoint wants to be looked at."""
        ...

    async def next_due(self, endpoint: str) -> datetime | None:
        """When one endpoint wants to be looked at, None when nothing waits for it. Cheap."""
        ...

    async def depth(self) -> int:
        """How many notices wait, of all endpoints. Cheap."""
        ...

    async def recent(self, endpoint: str, since: datetime) -> tuple[datetime, ...]:
        """When something was posted to an endpoint since then, digests once, oldest first."""
        ...

    async def switch(self, endpoint: str, disabled: str, mark: str, at: datetime) -> None:
        """Why an endpoint is disabled (empty: in use again); `mark` tells its present address from the next one."""
        ...

    async def disabled(self) -> Mapping[str, tuple[str, str]]:
        """Endpoint -> (why, mark) for those that are disabled."""
        ...

    async def bury(self, endpoint: str, code: str, at: datetime) -> int:
        """Everything that waits for an endpoint is dead. How many."""
        ...

    async def states(self, shop: str | None = None) -> tuple[EndpointState, ...]:
        """Of every endpoint with rows, by name."""
        ...

    async def dead(self, shop: str | None, limit: int) -> tuple[Waiting, ...]:
        """Dead notices, newest first."""
        ...

    async def replay(self, ids: Sequence[str] | None, at: datetime) -> int:
        """Dead notices (None: all) are due again with their old ids, as at a first attempt. How many."""
        ...

    async def prune(self, before: datetime) -> int:
        """Forgets what was settled before then. How many."""
        ...
