"""The shapes that the renderers make, as types: for the JSON Schema and for tests. Not used on the hot path."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from csassist.wire.shape import (
    Degrees,
    EmotionName,
    HandlingShape,
    Instant,
    PositionShape,
    PromiseShape,
    SenderName,
    Shape,
    StageName,
    TierName,
    TierNumber,
    TriggerName,
)


class MessageShape(Shape):
    """One bubble."""

    id: str
    conversation_id: str
    seq: Annotated[int, Field(ge=1)]
    sender: SenderName
    text: str
    received_at: Instant
    sent_at: Instant | None
    agent_id: str | None


class SignalShape(Shape):
    """One named reason; `span` = code points of the text as posted, in the message named."""

    id: str
    title: str
    degrees: float
    span: tuple[int, int] | None
    text: str
    message_id: str | None


class ContributionShape(Shape):
    """One summand of the degrees."""

    id: str
    degrees: float


class BurstShape(Shape):
    """One thought in several bubbles."""

    id: str
    messages: list[str]


class BareReadingShape(Shape):
    """A reading without a word of the customer's."""

    degrees: Degrees
    stage: StageName
    emotion: EmotionName
    confidence: float
    polarity: Annotated[float, Field(ge=-1, le=1)]
    triggers: Annotated[list[TriggerName], Field(max_length=2)]
    trend: float


class ReadingShape(BareReadingShape):
    """A reading and all that explains it."""

    message_degrees: float
    burst: BurstShape | None
    signals: list[SignalShape]
    contributions: list[ContributionShape]


class StepShape(Shape):
    """One line of the checklist of a tier."""

    id: str
    text: str
    within_s: int
    done: bool
    due_at: Instant | None = None
    overdue: bool = False


class EscalationShape(Shape):
    """The tier as it stands; id is null at CALM."""

    id: str | None
    tier: TierNumber
    name: TierName
    changed: bool
    reasons: list[str]
    steps: list[StepShape]


class SuggestionShape(Shape):
    """One card; a missing slot stands in the text as {slot}."""

    id: str
    kind: Literal[
        "empathy", "action", "fabe", "faq", "policy", "question", "choice", "acknowledge", "nudge", "handover"
    ]
    script_id: str
    text: str
    score: Annotated[float, Field(ge=0, le=1)]
    why: list[str]
    missing_slots: list[str]
    arm: str
    version: str = Field(default="", description="of the script, as in GET /v1/scripts")
    approval: str = Field(default="", description="why a supervisor has to approve first; blocks insert")
    approval_state: Literal["asked", "approved", "refused"] | None = None
    approved_by: str | None = None
    ahead: list[str] = Field(default=[], description="likely next questions with their answers")


class CustomerTypeShape(Shape):
    """What kind of customer this is, and how to meet one."""

    type: Literal["novice", "expert", "hurried", "hesitant"]
    title: str
    strategy: str


class AssessmentShape(Shape):
    """The answer to one message."""

    reading: ReadingShape
    escalation: EscalationShape
    suggestions: Annotated[list[SuggestionShape], Field(max_length=3)]
    rules_hash: str
    degraded: list[str]
    customer_type: CustomerTypeShape | None = None
    effects_as_of: str = Field(default="", description="day/version of the table of past effects behind the cards")


class CustomerShape(Shape):
    """What is known of the person: told now, told before, noted by agents, remembered."""

    id: str | None
    name: str | None
    value: Literal["new", "regular", "vip"] | None
    orders: int | None
    notes: list[str]
    hot_before: bool = Field(description="an earlier conversation, not long ago, reached ALERT or above")


class OrderShape(Shape):
    """The order in question."""

    id: str | None
    status: str | None
    logistics: str | None
    promised_at: Instant | None


class ContextShape(Shape):
    """What the conversation is about."""

    order: OrderShape | None
    product_id: str | None


class HeadShape(Shape):
    """Whose conversation it is."""

    id: str
    conversation_id: str
    agent_id: str | None
    team_id: str | None
    channel: str | None
    customer: CustomerShape | None
    context: ContextShape | None
    opened_at: Instant
    seq: int
    waiting_since: Instant | None
    last_at: Instant | None
    closed: bool
    intervention: HandlingShape | None = None


class ItemShape(Shape):
    """One line of GET /v1/conversations."""

    conversation_id: str
    agent_id: str | None
    team_id: str | None
    customer: CustomerShape | None
    reading: ReadingShape
    escalation: EscalationShape
    waiting_since: Instant | None
    last_text: str
    seq: int
    at: Instant | None
    closed: bool
    intervention: HandlingShape | None = None


class BareCustomerShape(Shape):
    """Nothing that anybody wrote about the person."""

    name: str | None
    value: Literal["new", "regular", "vip"] | None
    hot_before: bool = False


class WallItemShape(Shape):
    """One conversation on a wall, without text."""

    conversation_id: str
    agent_id: str | None
    team_id: str | None
    customer: BareCustomerShape | None
    seq: int
    at: Instant | None
    reading: BareReadingShape
    escalation: EscalationShape
    waiting_since: Instant | None
    closed: bool
    intervention: HandlingShape | None = None


class PointShape(Shape):
    """One point of the emotion curve."""

    seq: int
    at: Instant
    degrees: Degrees
    tier: TierNumber
    stage: StageName


class AlertShape(Shape):
    """A rise that a supervisor must hear of."""

    id: str
    escalation_id: str
    tier: TierNumber
    name: TierName
    reasons: list[str]
    at: Instant
    message_id: str | None


class ConversationState(Shape):
    """A snapshot's data on conversation:ID and the answer of GET /v1/conversations/{id}."""

    conversation: HeadShape
    as_of: Instant
    reading: ReadingShape
    escalation: EscalationShape
    curve: list[PointShape]
    promises: Annotated[list[PromiseShape], Field(max_length=50)]
    suggestions: list[SuggestionShape]
    messages: list[MessageShape]
    rules_hash: str
    degraded: list[str]
    customer_type: CustomerTypeShape | None = None
    shadow: bool = False
    position: PositionShape | None
