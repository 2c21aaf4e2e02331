"""How things ended: orders, refunds, reviews, marks, complaints, as the integrator tells them. Judges none of them."""

from __future__ import annotations

from csassist.desk.access import Identity, Role, require_role
from csassist.desk.experience import ExperienceStore, Outcome
from csassist.errors import InvalidInput


class Outcomes:
    """Built once by the desk."""

    def __init__(self, store: ExperienceStore) -> None:
        self._store = store

    async def post(self, who: Identity, outcome: Outcome) -> tuple[Outcome, bool]:
        """Keeps an outcome of the caller's shop. Returns it as on record, and whether it was there before.

        Raises Forbidden; InvalidInput C204 when the id is known with other facts.
        """
        require_role(who, Role.INTEGRATOR, Role.ADMIN)
        known = await self._store.put_outcome(outcome)
        if known is None:
            return outcome, False
        if _facts(known) != _facts(outcome):
            raise InvalidInput(
                "this outcome_id is on record with other facts; use a new id",
                code="C204",
                errors=[{"pointer": "/outcome_id", "detail": "known with other facts"}],
            )
        return known, True


def _facts(outcome: Outcome) -> tuple[object, ...]:
    return (outcome.type, outcome.conversation_id, outcome.customer_id, outcome.order_id, outcome.value)
