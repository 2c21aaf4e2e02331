"""A promise that an agent made in a message, and what became of it. Knows no words that make one and no clock."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from csassist.frozen import frozen


class PromiseState(StrEnum):
    """open -> warned -> overdue by the clock; kept or broken by a person or the integrator, from any of them."""

    OPEN = "open"
    WARNED = "warned"
    OVERDUE = "overdue"
    KEPT = "kept"
    BROKEN = "broken"


UNSETTLED = (PromiseState.OPEN, PromiseState.WARNED, PromiseState.OVERDUE)


@frozen
class Promise:
    """`text` = what was promised, in the agent's words; `span` = its code points in the message. Times are aware."""

    id: str  # pr_ and 16 hex digits
    text: str
    span: tuple[int, int]
    kind: str  # reply | contact | apply | handle | ship | refund | compensate | wait
    due_at: datetime
    made_at: datetime
    message_id: str
    state: PromiseState = PromiseState.OPEN
    settled_at: datetime | None = None  # when it was kept or broken
    warn_at: datetime | None = None  # when the agent is warned; before due_at
    timed: bool = True  # False: no time was said, the shop's own deadline stands in
    rule: str = ""  # id of the rule that heard it
    agent_id: str | None = None  # who promised

    @property
    def settled(self) -> bool:
        """True when nobody waits for it any more."""
        return self.state in (PromiseState.KEPT, PromiseState.BROKEN)
