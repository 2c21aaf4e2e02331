"""What live figures read of the record, and its port: who spoke when, how many conversations stand where. No texts.

Guarantees stand here, not on adapters.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Protocol

from csassist.conversation.tier import Tier
from csassist.frozen import frozen
from csassist.insight.response import Said

Key = tuple[str, str]  # shop, conversation


@frozen
class Standings:
    """`count` open conversations of an agent and tier; `waiting` = their customers wait for an answer."""

    tier: Tier
    agent_id: str | None
    waiting: bool
    count: int


class LiveStore(Protocol):
    """Reads only; asked every few seconds, so nothing here may look at the whole record."""

    async def hear(self, since: datetime, then: Callable[[Said], None]) -> None:
        """Gives `then`, in another thread, all that was recorded since then, of every shop, one after another.

        In the order of each conversation's versions. A message's `agent_id` is its own, else its conversation's;
        `team_id` is the conversation's now.
        """
        ...

    async def standings(self, shop: str, teams: tuple[str, ...] | None) -> tuple[Standings, ...]:
        """The open conversations, of these teams unless None."""
        ...

    async def alerts_since(self, shop: str, teams: tuple[str, ...] | None, since: datetime) -> tuple[datetime, ...]:
        """When alerts rose."""
        ...

    async def cooled(self, red: Collection[Key]) -> Mapping[Key, datetime]:
        """Those of `red` that are closed or below ALERT by now, and since when at the latest."""
        ...
