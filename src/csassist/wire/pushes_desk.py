"""Frames about alerts, steps, cards and whispers as types: for the JSON Schema and for tests."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from csassist.wire.shape import HandlingName, HandlingShape, Instant, PositionShape, Shape
from csassist.wire.shapes import (
    AlertShape,
    BareCustomerShape,
    EscalationShape,
    ItemShape,
    MessageShape,
    StepShape,
    SuggestionShape,
)

ConversationChannel = Annotated[str, Field(pattern="^conversation:.+")]
WideChannel = Annotated[str, Field(pattern="^(agent:.+|team:.+|shop)$")]
AgentChannel = Annotated[str, Field(pattern="^agent:.+")]


class Push(Shape):
    """The envelope of every pushed frame."""

    position: PositionShape
    id: str
    at: Instant


class EscalationData(Shape):
    """The tier changed; `before` is the tier that was left."""

    conversation_id: str
    agent_id: str | None
    team_id: str | None
    customer: BareCustomerShape | None
    escalation: EscalationShape
    before: int
    escalation_id: str | None = Field(default=None, description="which one `state` and `owner` speak of")
    state: HandlingName | None = None
    owner: str | None = None
    taken_over_by: str | None = None
    intervention: HandlingShape | None = Field(default=None, description="the one that the conversation has now")
    closed: bool = False


class AlertData(Shape):
    """An alert with what a supervisor needs; `last_messages` only when it is pushed."""

    alert: AlertShape
    conversation: ItemShape
    state: HandlingName
    owner: str | None = None
    taken_over_by: str | None = None
    remind: int = Field(default=0, description="reminders at this level so far")
    level: int = Field(default=0, description="how far up it was called")
    recipients: list[str] = Field(default_factory=list, description="whose bell it rings; nobody named = everybody's")
    overdue: list[str] = Field(default_factory=list, description="steps that have just become overdue")
    last_messages: list[MessageShape] = Field(default_factory=list)


class Escalated(Push):
    """escalation on conversation:ID, team:T, shop."""

    type: Literal["escalation"]
    channel: str
    data: EscalationData


class Alerted(Push):
    """alert on agent:ID, team:T, shop."""

    type: Literal["alert"]
    channel: WideChannel
    data: AlertData


class SpikeShape(Shape):
    """Many hot conversations about one product, carrier or trigger; a team is told its own conversations."""

    id: str
    kind: Literal["spike"]
    at: Instant
    conversation_id: None
    agent_id: None
    team_id: str | None
    due_at: None
    told_at: None
    by: Literal["product", "carrier", "trigger"]
    key: str
    title: str
    count: int
    since: Instant
    conversations: list[str]


class SpikeData(Shape):
    """An alert of many conversations at once; it stands in no snapshot."""

    kind: Literal["spike"]
    spike: SpikeShape


class SpikeAlerted(Push):
    """alert of kind spike on team:T, shop."""

    type: Literal["alert"]
    channel: WideChannel
    data: SpikeData


class NoteShape(Shape):
    """A recovery to the agent's credit, or a customer to call back."""

    id: str
    kind: Literal["recovery", "follow_up"]
    at: Instant
    conversation_id: str
    agent_id: str | None
    team_id: str | None
    due_at: Instant | None
    told_at: Instant | None
    escalation_id: str
    text: str
    peak: float | None = None
    degrees: float | None = None
    tier: int | None = None
    script_id: str | None = None
    script_title: str | None = None
    customer: str | None = None
    customer_id: str | None = None
    reason: str | None = None


class RecoveryData(Shape):
    """A hot customer is calm again."""

    recovery: NoteShape


class Recovered(Push):
    """recovery on agent:ID."""

    type: Literal["recovery"]
    channel: AgentChannel
    data: RecoveryData


class FollowUpData(Shape):
    """A customer who was hot is to be called back now."""

    follow_up: NoteShape


class FollowUp(Push):
    """follow_up on agent:ID; on team:T or shop when nobody has the conversation."""

    type: Literal["follow_up"]
    channel: WideChannel
    data: FollowUpData


class StepData(Shape):
    """A step of the checklist as it is now."""

    conversation_id: str
    escalation_id: str
    step: StepShape


class Stepped(Push):
    """step on agent:ID: ticked, or overdue."""

    type: Literal["step"]
    channel: AgentChannel
    data: StepData


class CardsData(Shape):
    """The cards that stand, with what became of requests to approve them."""

    suggestions: Annotated[list[SuggestionShape], Field(max_length=3)]


class CardsTold(Push):
    """suggestion on conversation:ID."""

    type: Literal["suggestion"]
    channel: ConversationChannel
    data: CardsData


class WhisperShape(Shape):
    """A supervisor's word to the agent."""

    id: str
    conversation_id: str
    agent_id: str
    from_: Annotated[str, Field(alias="from")]
    text: str
    at: Instant


class WhisperData(Shape):
    """One whisper."""

    whisper: WhisperShape


class Whispered(Push):
    """whisper on agent:ID, and on no other channel."""

    type: Literal["whisper"]
    channel: AgentChannel
    data: WhisperData
