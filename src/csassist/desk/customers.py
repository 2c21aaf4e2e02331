"""Customers are remembered: what the integrator and agents told of them, and that they were hot not long ago."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from csassist.assessment.assessment import Decision
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Customer, Message
from csassist.conversation.tier import Tier
from csassist.desk.access import Identity, Role, require_role
from csassist.desk.experience import ExperienceStore, Remembered, Seen
from csassist.desk.ports import Clock
from csassist.errors import InvalidInput, NotFound
from csassist.frozen import frozen

MOST_NOTES = 20  # as many as a message may bring (wire/body.py)
MOST_WORDS = 500
HOT_DAYS = 30.0
SESSION_GAP = timedelta(hours=6)  # platforms that keep one conversation for life: after that it is another visit
REFRESH_MINUTES = 10  # `last_seen` is right to within this, so that not every message writes a row
REFRESH = timedelta(minutes=REFRESH_MINUTES)


@frozen
class Known:
    """A customer as the desk shows him at `as_of`. `customer.hot_before` holds."""

    as_of: datetime
    customer: Customer
    last_seen: datetime
    last_hot_at: datetime | None
    conversation_id: str | None


class Customers:
    """Built once by the desk, for all shops. `hot_days` = how long a customer is known as hot."""

    def __init__(self, store: ExperienceStore, clock: Clock, hot_days: float = HOT_DAYS) -> None:
        self._store = store
        self._clock = clock
        self._hot = timedelta(days=hot_days)

    async def recall(self, shop: str, customer_id: str, now: datetime) -> Customer | None:
        """What earlier conversations left of a customer; None when he is new."""
        found = await self._store.customer(shop, customer_id)
        return None if found is None else self._known(found, now).customer

    async def get(self, who: Identity, customer_id: str) -> Known:
        """A customer of the caller's shop; desk.acquainted was asked whether he is in reach. Raises NotFound."""
        return await self.remembered(who.shop, customer_id)

    async def remembered(self, shop: str, customer_id: str) -> Known:
        """A customer as the desk remembers him now. Raises NotFound."""
        found = await self._store.customer(shop, customer_id)
        if found is None:
            raise NotFound("no such customer; check the id")
        return self._known(found, self._clock.now())

    async def note(self, who: Identity, customer_id: str, notes: Sequence[str]) -> Known:
        """Replaces the notes that agents took. Raises Forbidden, InvalidInput, NotFound for one who never came."""
        require_role(who, Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
        said = tuple(dict.fromkeys(note.strip() for note in notes if note.strip()))
        if len(said) > MOST_NOTES or any(len(note) > MOST_WORDS for note in said):
            raise InvalidInput(
                f"at most {MOST_NOTES} notes of {MOST_WORDS} characters",
                errors=[{"pointer": "/notes", "detail": "too many or too long"}],
            )
        await self.get(who, customer_id)
        now = self._clock.now()
        return self._known(await self._store.note_customer(who.shop, customer_id, said, now), now)

    def _known(self, found: Remembered, now: datetime) -> Known:
        hot = found.last_hot_at is not None and now - found.last_hot_at <= self._hot
        customer = replace(found.customer, hot_before=hot)
        return Known(now, customer, found.last_seen, found.last_hot_at, found.conversation_id)


def newcomer(message: Message, before: Conversation | None) -> str | None:
    """The id of a customer who comes (back) with this message, None when nobody does: then memory says nothing new."""
    said = message.customer
    if before is None:
        return None if said is None else said.id
    known = before.customer
    if said is not None and said.id is not None and (known is None or known.id != said.id):
        return said.id
    if known is None or known.id is None or before.last_at is None:
        return None
    return known.id if message.received_at - before.last_at >= SESSION_GAP else None


def seen(before: Conversation | None, decision: Decision, *, came: bool) -> Seen | None:
    """What the memory takes from a decision; None when it holds all of it already. `came` = newcomer() named him."""
    after = decision.conversation
    who = after.customer
    if who is None or who.id is None or decision.at is None:
        return None
    hot = after.standing.escalation.tier >= Tier.ALERT
    if before is not None and not came:
        hot = hot and before.standing.escalation.tier < Tier.ALERT
        same = who is before.customer and not hot
        same = same and after.standing.choosing.customer_type == before.standing.choosing.customer_type
        if same and _not_long(before.last_at, after.last_at):
            return None
    return Seen(who, after.id, decision.at, hot)


def _not_long(before: datetime | None, after: datetime | None) -> bool:
    """False once in ten minutes, whenever somebody writes."""
    if before is None or after is None:
        return False
    hour = before.hour == after.hour and after - before < REFRESH
    return hour and before.minute // REFRESH_MINUTES == after.minute // REFRESH_MINUTES
