"""Everything on record about a customer, for the customer: read once, whole. Knows no JSON; whispers are not read."""

from __future__ import annotations

from datetime import datetime

from csassist.desk.access import Identity, Role, require_role
from csassist.desk.customers import Customers, Known
from csassist.desk.erase import require_known
from csassist.desk.experience import Outcome
from csassist.desk.personal import CaseFile
from csassist.desk.receive import Reception
from csassist.errors import NotFound
from csassist.frozen import frozen


@frozen
class Dossier:
    """What is known of a customer at `as_of`; `known` None when he is remembered by conversations alone."""

    customer_id: str
    as_of: datetime
    known: Known | None
    cases: tuple[CaseFile, ...]
    outcomes: tuple[Outcome, ...]


async def dossier_of(desk: Reception, customers: Customers, who: Identity, customer_id: str, now: datetime) -> Dossier:
    """Raises Forbidden (admin and integrator only), NotFound for one of whom nothing is known."""
    require_role(who, Role.ADMIN, Role.INTEGRATOR)
    personal, cases = desk.store.personal, list[CaseFile]()
    for name in await require_known(desk, who.shop, customer_id):
        case = await personal.case_file(who.shop, name)
        if case is not None:
            cases.append(case)
    try:
        known = await customers.remembered(who.shop, customer_id)
    except NotFound:
        known = None
    return Dossier(customer_id, now, known, tuple(cases), await personal.outcomes_of(who.shop, customer_id))
