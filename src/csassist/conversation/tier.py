"""Tiers and the state of an escalation."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum

from csassist.frozen import frozen


class Tier(IntEnum):
    """How much help the conversation needs."""

    CALM = 0
    WATCH = 1
    ALERT = 2
    SUPERVISOR = 3


@frozen
class Step:
    """One line of the checklist of a tier."""

    id: str
    text: str
    within_s: int
    done: bool = False
    due_at: datetime | None = None  # when it is to be done by; None while nothing is counted
    overdue: bool = False


@frozen
class Escalation:
    """The tier as it stands after a decision. `id` lives from leaving CALM until CALM again; None at CALM."""

    id: str | None = None
    tier: Tier = Tier.CALM
    changed: bool = False
    reasons: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@frozen
class Alert:
    """A rise that a supervisor must hear of. One per rise: a later bubble of the same burst keeps the id."""

    id: str
    escalation_id: str
    tier: Tier
    reasons: tuple[str, ...]
    at: datetime
    message_id: str | None = None
