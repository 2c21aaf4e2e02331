"""What people report of cards, and what nobody reported: a card that was not shown within a minute was unseen."""

from __future__ import annotations

import asyncio

import structlog

from csassist.desk.access import Identity, require_read
from csassist.desk.cards import CardMemory
from csassist.desk.experience import FeedbackRow
from csassist.desk.ports import Clock, Store
from csassist.errors import InvalidInput, NotFound, StoreUnavailable

OUTCOMES = ("shown", "used", "edited", "dismissed")  # `sent` and `unseen` are ours to say
UNSEEN_S = 60.0  # contract section 3
LOOK_S = 5.0

log = structlog.get_logger("csassist.feedback")


class Feedback:
    """Built once by the desk, for all shops."""

    def __init__(self, store: Store, cards: CardMemory, clock: Clock) -> None:
        self._store = store
        self._cards = cards
        self._clock = clock

    async def report(
        self, who: Identity, suggestion_id: str, outcome: str, text: str | None = None, reason: str | None = None
    ) -> None:
        """What became of a card. Idempotent per (suggestion, outcome). Raises NotFound, InvalidInput."""
        if outcome not in OUTCOMES:
            raise InvalidInput(
                f"outcome must be one of {', '.join(OUTCOMES)}",
                errors=[{"pointer": "/outcome", "detail": "unknown outcome"}],
            )
        conversation_id = await self._store.suggestion_owner(who.shop, suggestion_id)
        if conversation_id is None:
            raise NotFound("no such suggestion; check the id")
        require_read(who, await self._store.load(who.shop, conversation_id))
        row = FeedbackRow(who.shop, suggestion_id, outcome, self._clock.now(), text, reason, who.agent_id)
        if await self._store.feedback(row):
            await self._cards.reported((who.shop, conversation_id), suggestion_id, outcome)

    async def settle_unseen(self) -> int:
        """Marks every card that is overdue to be seen. Returns how many decisions with cards were looked at."""
        total = 0
        while looked := await self._store.experience.settle_unseen(self._clock.now(), UNSEEN_S, self._cards.unseen):
            total += looked
        return total

    async def run(self) -> None:
        """Looks every few seconds until cancelled. What is due is on record: a restart forgets nothing."""
        while True:
            try:
                await self.settle_unseen()
            except StoreUnavailable:
                log.warning("unseen cards not settled", reason="the record is away")
            await asyncio.sleep(LOOK_S)
