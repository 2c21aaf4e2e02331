"""What people wrote on STAR cards, as values, and the port that keeps it. Guarantees stand here, not on adapters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from csassist.frozen import frozen


@frozen
class StarEdit:
    """One field as somebody wrote it. `text` None = it is drawn from the conversation again."""

    field: str
    text: str | None
    actor: str
    role: str
    at: datetime
    escalation_id: str | None = None


class StarStore(Protocol):
    """Edits are only added. Writes are durable on return, or raise StoreUnavailable and wrote nothing."""

    async def edits(self, shop: str, conversation_id: str) -> tuple[StarEdit, ...]:
        """Every edit of a conversation's card, oldest first."""
        ...

    async def write(self, shop: str, conversation_id: str, edits: Sequence[StarEdit]) -> None:
        """Adds edits, and one row of the audit trail (without their text), in one transaction."""
        ...
