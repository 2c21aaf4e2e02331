"""How people handle an escalation: who was called, who owns it, what was done. Frozen values; knows no rule of who may.

One intervention a conversation at a time. A deed is what a person (or the clock) did, for the audit trail.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from csassist.conversation.tier import Alert, Tier
from csassist.frozen import frozen


class Handling(StrEnum):
    """quiet -> raised -> delivered -> seen -> claimed -> closed; a new rise leads back to raised."""

    QUIET = "quiet"  # nobody was called: only the checklist
    RAISED = "raised"
    DELIVERED = "delivered"  # a supervisor's socket got it
    SEEN = "seen"  # a supervisor looked at it
    CLAIMED = "claimed"  # a supervisor owns it
    CLOSED = "closed"


CALLING = (Handling.RAISED, Handling.DELIVERED)  # nobody has looked yet: reminders go out
OPEN = (*CALLING, Handling.SEEN, Handling.CLAIMED)


class Responsibility(StrEnum):
    """Whose matter it was, said when an escalation is closed (店铺/物流/平台/厂家/客户)."""

    SHOP = "shop"
    LOGISTICS = "logistics"
    PLATFORM = "platform"
    MAKER = "maker"
    CUSTOMER = "customer"


@frozen
class Approval:
    """An agent asks for leave to offer what a card says. `why` = what the card says needs approval."""

    suggestion_id: str
    script_id: str
    text: str
    why: str
    asked_by: str
    asked_at: datetime
    state: str = "asked"  # asked | approved | refused
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str = ""


@frozen
class Deed:
    """What somebody did; `actor` = an agent_id, or "csassist" for what clock and rules did. No customer text."""

    kind: str  # raised delivered seen reminded claimed takeover handback closed tick overdue hand approval_… whisper
    actor: str
    role: str
    at: datetime
    escalation_id: str | None = None
    facts: tuple[tuple[str, str], ...] = ()


@frozen
class Intervention:
    """How one escalation is handled. Times are aware; what has not happened is None."""

    escalation_id: str
    opened_at: datetime
    state: Handling = Handling.QUIET
    tier: Tier = Tier.CALM  # of the newest alert
    alert: Alert | None = None  # the newest one
    owner: str | None = None
    delivered_at: datetime | None = None
    seen_at: datetime | None = None
    seen_by: str | None = None
    claimed_at: datetime | None = None
    taken_over_by: str | None = None
    taken_from: str | None = None  # whose conversation it was; he may go on reading and gets it back
    closed_at: datetime | None = None
    closed_by: str | None = None
    reason: str = ""
    responsibility: str = ""
    called_at: datetime | None = None  # when the present level was called; reminders count from here
    remind_at: datetime | None = None
    reminders: int = 0  # at the present level
    level: int = 0  # 0 the team, 1 the shop, 2 the fallback list
    hand_raised_at: datetime | None = None
    hand_raised_by: str | None = None
    hand_note: str = ""
    steps: tuple[tuple[str, datetime], ...] = ()  # ticked ones
    steps_from: datetime | None = None  # deadlines of the checklist count from here; None while it cools down
    overdue: tuple[str, ...] = ()  # steps that were told to be overdue
    step_due_at: datetime | None = None  # the nearest deadline
    approvals: tuple[Approval, ...] = ()  # at most 8, oldest first

    @property
    def open(self) -> bool:
        """True while somebody is called or owns it."""
        return self.state in OPEN

    @property
    def due_at(self) -> datetime | None:
        """When the clock wants to look at it again."""
        times = [at for at in (self.remind_at, self.step_due_at) if at is not None]
        return min(times) if times else None
