"""What the supervisor's half keeps beside conversations, and its port. Guarantees stand here, not on adapters."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from csassist.conversation.intervention import Deed
from csassist.frozen import frozen


@frozen
class Whisper:
    """What a supervisor says to the agent alone. Lives in its own table; no transcript, export or notice reads it."""

    shop: str
    id: str  # wh_ and 16 hex digits
    conversation_id: str
    agent_id: str  # to whom
    sender: str  # from whom
    text: str
    at: datetime


@frozen
class AuditRow:
    """One deed on record. `hash` covers the row and the hash of the shop's row before it."""

    n: int  # 1-based within the shop
    conversation_id: str
    deed: Deed
    hash: str


@frozen
class Undelivered:
    """An escalation that no supervisor's socket got yet."""

    shop: str
    conversation_id: str
    escalation_id: str


@frozen
class AlertQuery:
    """Alerts of a shop, newest first. `teams` None = the whole shop."""

    shop: str
    teams: tuple[str, ...] | None = None
    states: tuple[str, ...] = ("open",)  # open = every one that is not closed
    owner: str | None = None
    limit: int = 100
    after: tuple[datetime, str] | None = None  # (at, alert id) of the last one seen: those that come after it


class InterventionStore(Protocol):
    """The record of interventions. Writes are durable on return, or raise StoreUnavailable and wrote nothing."""

    async def conversation_of(self, shop: str, escalation_id: str) -> str | None:
        """The conversation that an escalation belongs to, the one that stands or one of the past."""
        ...

    async def whisper(self, whisper: Whisper, deed: Deed) -> None:
        """Writes a whisper and its deed (which has none of its words) in one transaction."""
        ...

    async def whispers(
        self, shop: str, *, conversation_id: str | None = None, agent_id: str | None = None, limit: int = 50
    ) -> tuple[Whisper, ...]:
        """The newest ones of a conversation or to an agent, oldest first."""
        ...

    async def audit(self, shop: str, conversation_id: str | None = None, limit: int = 500) -> tuple[AuditRow, ...]:
        """The newest deeds (of one conversation), oldest first."""
        ...

    async def audit_intact(self, shop: str) -> bool:
        """True when every row of the shop's trail still has its hash."""
        ...

    async def undelivered(self) -> tuple[Undelivered, ...]:
        """Of every shop: what is raised and was not delivered."""
        ...
