"""What is remembered of a customer, as JSON."""

from __future__ import annotations

from typing import Any

from csassist.desk.customers import Known
from csassist.wire.instant import instant, instant_or_none
from csassist.wire.render import person_dict


def customer_memory(known: Known) -> dict[str, Any]:
    """A customer as remembered. `notes` = everybody's, `agent_notes` = those that PATCH replaces."""
    customer = known.customer
    return {
        **person_dict(customer),
        "agent_notes": [*customer.added],
        "type": customer.type or None,
        "last_hot_at": instant_or_none(known.last_hot_at),
        "last_seen": instant(known.last_seen),
        "conversation_id": known.conversation_id,
    }
