"""Who may read and note a customer: whoever may read one of his conversations. Out of reach is NotFound."""

from __future__ import annotations

from csassist.desk.access import Identity, Role, can_read
from csassist.desk.ports import Store
from csassist.errors import NotFound

MOST = 200  # conversations looked at, newest names first: more than one customer has with one team


async def require_acquainted(store: Store, who: Identity, customer_id: str) -> None:
    """Raises NotFound, the same as for a customer who never came.

    Integrators, admins and supervisors of the whole shop reach everybody; agents and supervisors of teams those whose
    conversations they may read.
    """
    if who.role in (Role.INTEGRATOR, Role.ADMIN) or (who.role is Role.SUPERVISOR and not who.teams):
        return
    for name in (await store.personal.conversations_of(who.shop, customer_id))[-MOST:][::-1]:
        conversation = await store.load(who.shop, name)
        if conversation is not None and can_read(who, conversation):
            return
    raise NotFound("no such customer; check the id")
