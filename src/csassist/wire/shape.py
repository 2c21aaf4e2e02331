"""What all shapes are made of: names, instants, and the small shapes that larger ones hold."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Instant = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", description="RFC 3339, UTC")]
TierNumber = Annotated[int, Field(ge=0, le=3)]
TierName = Literal["CALM", "WATCH", "ALERT", "SUPERVISOR"]
StageName = Literal["calm", "suppressed", "heating", "outburst", "cooling"]
EmotionName = Literal["anger", "grievance", "anxiety", "disappointment", "neutral", "satisfied"]
TriggerName = Literal["price", "logistics", "after_sales", "product", "service", "safety", "other"]
HandlingName = Literal["quiet", "raised", "delivered", "seen", "claimed", "closed"]
SenderName = Literal["customer", "agent", "bot", "system"]
Degrees = Annotated[float, Field(ge=0, le=100)]


class Shape(BaseModel):
    """Says all that there is: a field that is not named here is a fault of ours."""

    model_config = ConfigDict(extra="forbid")


class PositionShape(Shape):
    """Where a frame stands in its channel."""

    epoch: str
    offset: Annotated[int, Field(ge=0)]


class ApprovalShape(Shape):
    """A request for leave to offer what a card says, and the answer."""

    suggestion_id: str
    script_id: str
    text: str
    why: str
    asked_by: str
    asked_at: Instant
    state: Literal["asked", "approved", "refused"]
    decided_by: str | None
    decided_at: Instant | None
    reason: str


class HandlingShape(Shape):
    """Who has an escalation, and how far it is."""

    escalation_id: str
    state: HandlingName
    owner: str | None
    taken_over_by: str | None
    taken_from: str | None
    seen_by: str | None
    claimed_at: Instant | None
    hand_raised_at: Instant | None
    hand_raised_by: str | None
    hand_note: str
    approvals: list[ApprovalShape]
    closed_at: Instant | None
    closed_by: str | None
    reason: str
    responsibility: Literal["shop", "logistics", "platform", "maker", "customer"] | None


class PromiseShape(Shape):
    """What an agent promised, and what became of it; `timed` false = the shop's own deadline stands in."""

    id: str
    conversation_id: str
    message_id: str
    agent_id: str | None
    kind: Literal["reply", "contact", "apply", "handle", "ship", "refund", "compensate", "wait"]
    text: str
    span: tuple[int, int]
    made_at: Instant
    due_at: Instant
    warn_at: Instant | None
    timed: bool
    state: Literal["open", "warned", "overdue", "kept", "broken"]
    settled_at: Instant | None
