"""What is told of many conversations at once or after one: spikes, recoveries, reminders to call back; the port.

Guarantees stand here, not on adapters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Protocol

from csassist.frozen import frozen

SPIKE, RECOVERY, FOLLOW_UP = "spike", "recovery", "follow_up"


@frozen
class Tiding:
    """One of them. `facts` is JSON. `due_at` = when it is to be told, None: at once; `told_at` None = not yet."""

    shop: str
    id: str
    kind: str  # spike | recovery | follow_up
    at: datetime
    facts: Mapping[str, object] = field(default_factory=dict)
    conversation_id: str | None = None
    agent_id: str | None = None
    team_id: str | None = None
    due_at: datetime | None = None
    told_at: datetime | None = None


@frozen
class TidingQuery:
    """The newest first. `teams` and `agent_id` None = whoever's; kinds empty = all.

    What touches several teams belongs to none: it is found by any of the teams of its facts' `by_team`.
    """

    shop: str
    kinds: tuple[str, ...] = ()
    agent_id: str | None = None
    teams: tuple[str, ...] | None = None
    limit: int = 50


class TidingStore(Protocol):
    """Writes are durable on return, or raise StoreUnavailable and wrote nothing."""

    async def put(self, tiding: Tiding) -> bool:
        """True when new; one with this id that is there already stays as it is."""
        ...

    async def told(self, tiding: Tiding, at: datetime) -> bool:
        """Marks it as told. True once: whoever gets it tells it."""
        ...

    async def due(self, now: datetime, limit: int = 100) -> tuple[Tiding, ...]:
        """Of every shop: what is due and not told yet, earliest first."""
        ...

    async def listed(self, query: TidingQuery) -> tuple[Tiding, ...]: ...
    async def hot_since(self, since: datetime) -> tuple[tuple[str, str, datetime], ...]:
        """(shop, conversation, when) of every alert since then, the newest of each conversation."""
        ...
