"""What is known of a customer when several tell of him: the integrator now, the integrator before, agents, memory."""

from __future__ import annotations

from dataclasses import replace

from csassist.conversation.message import Customer


def told(said: Customer | None, known: Customer | None) -> Customer | None:
    """`known` with what is `said` now. Silence about a field keeps it; another id is another person.

    `known` itself when nothing new was said, so that whoever must act on news compares by identity.
    """
    if said is None:
        return known
    if known is None or (known.id is not None and said.id is not None and said.id != known.id):
        return said
    if (
        (said.id is None or said.id == known.id)
        and (said.name is None or said.name == known.name)
        and (said.value is None or said.value == known.value)
        and (said.orders is None or said.orders == known.orders)
        and (not said.notes or said.notes == known.notes)
    ):
        return known
    return replace(
        known,
        id=said.id or known.id,
        name=said.name or known.name,
        value=said.value or known.value,
        orders=known.orders if said.orders is None else said.orders,
        notes=said.notes or known.notes,
    )
