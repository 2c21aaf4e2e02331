"""An agent notes something of a customer: remembered, and shown in the conversation that is going on with him."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from csassist.assessment.quiet import renew_customer
from csassist.desk.access import Identity
from csassist.desk.customers import Customers, Known
from csassist.desk.receive import TRIES, Reception, commit_of
from csassist.errors import StaleConversation


async def note_customer(
    desk: Reception, customers: Customers, who: Identity, customer_id: str, notes: Sequence[str]
) -> Known:
    """Replaces the notes that agents took. Raises what Customers.note raises."""
    known = await customers.note(who, customer_id, notes)
    if known.conversation_id is None:
        return known
    key = (who.shop, known.conversation_id)
    for _ in range(TRIES):
        async with desk.lanes.enter(key):
            before = await desk.store.load(*key)
            now_with = None if before is None else before.customer
            if before is None or before.closed or now_with is None or now_with.id != customer_id:
                return known
            if now_with.added == known.customer.added:
                return known
            customer = replace(now_with, added=known.customer.added)
            decision = renew_customer(before, customer, desk.rulebooks.current(who.shop), known.as_of)
        try:
            await desk.store.record(commit_of(decision, before.version, None))
            return known
        except StaleConversation:
            continue
    return known  # it is remembered; the conversation is too busy to show it before its next visit
