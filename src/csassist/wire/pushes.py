"""Server frames as types, one class a frame: for the JSON Schema and for tests. Not used on the hot path."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from csassist.wire.pushes_desk import (
    AlertData,
    Alerted,
    CardsTold,
    ConversationChannel,
    Escalated,
    FollowUp,
    Push,
    Recovered,
    SpikeAlerted,
    Stepped,
    Whispered,
    WhisperShape,
    WideChannel,
)
from csassist.wire.shape import Instant, PositionShape, PromiseShape, Shape
from csassist.wire.shapes import (
    AssessmentShape,
    ConversationState,
    HeadShape,
    ItemShape,
    MessageShape,
    PointShape,
    WallItemShape,
)


class CurveChange(Shape):
    """`from` = first seq whose points go; null = a point of silence."""

    from_: Annotated[int | None, Field(alias="from")]
    point: PointShape


class AssessedData(Shape):
    """A message with the assessment after it, or (elapsed) silence with the last customer message."""

    message: MessageShape | None
    assessment: AssessmentShape
    conversation: HeadShape
    curve: CurveChange
    elapsed: bool


class WallData(WallItemShape):
    """The same without any text."""

    sender: Literal["customer", "agent", "bot", "system"] | None
    elapsed: bool


class PresenceRow(Shape):
    """One agent with a socket."""

    agent_id: str
    online: bool


class PresenceData(PresenceRow):
    """An agent's first socket came or last one went."""

    teams: list[str]


class AssignmentData(Shape):
    """A conversation came to an agent, or left (`gone`)."""

    conversation: ItemShape
    gone: bool


class WideState(Shape):
    """A snapshot's data on agent:ID (items with text), team:T and shop (without)."""

    conversations: list[ItemShape | WallItemShape]
    alerts: list[AlertData]
    presence: list[PresenceRow]
    whispers: list[WhisperShape] = Field(default_factory=list, description="agent:ID only: the newest 50 to this agent")


class Assessed(Push):
    """message, assessment on conversation:ID."""

    type: Literal["message", "assessment"]
    channel: ConversationChannel
    data: AssessedData


class WallAssessed(Push):
    """assessment on team:T and shop; on agent:ID when whole degrees or the tier changed."""

    type: Literal["assessment"]
    channel: WideChannel
    data: WallData


class Present(Push):
    """presence on agent:ID, team:T, shop."""

    type: Literal["presence"]
    channel: WideChannel
    data: PresenceData


class Assigned(Push):
    """assignment on agent:ID."""

    type: Literal["assignment"]
    channel: WideChannel
    data: AssignmentData


class PromiseData(Shape):
    """The promise as it is now."""

    promise: PromiseShape


class Promised(Push):
    """promise on conversation:ID; on agent:ID when it is to be warned of or overdue."""

    type: Literal["promise"]
    channel: str
    data: PromiseData


class Withheld(Push):
    """A frame that this reader may not read; it only keeps the count."""

    type: Literal["withheld"]
    channel: ConversationChannel
    data: dict[str, object]


class SnapshotFrame(Shape):
    """The whole state of a channel."""

    type: Literal["snapshot"]
    channel: str
    position: PositionShape
    data: ConversationState | WideState


class Resumed(Shape):
    """All that was missing has been sent."""

    type: Literal["resumed"]
    channel: str
    position: PositionShape


class Who(Shape):
    """Whose socket it is."""

    role: Literal["integrator", "agent", "supervisor", "admin"]
    agent_id: str | None
    teams: list[str]


class Welcome(Shape):
    """The answer to hello."""

    type: Literal["welcome"]
    connection: str
    ping_s: float
    token: str
    identity: Who
    degraded: Annotated[list[str], Field(description="what this node is short of: broker")]


class Degraded(Shape):
    """What this node is short of, whenever that changes."""

    type: Literal["degraded"]
    degraded: list[str]


class Ping(Shape):
    """After 20 s in which the server said nothing."""

    type: Literal["ping"]


class Answer(Shape):
    """The answer to a client frame that was taken."""

    type: Literal["ack", "pong", "draft_review"]
    ref: str | int | None
    data: dict[str, object]


class Fault(Shape):
    """The answer to a client frame that was not taken, or a channel out of reach."""

    type: Literal["error"]
    ref: str | int | None
    code: str
    message: str
    channel: str | None = None
    errors: list[dict[str, str]] = Field(default_factory=list)
    retry_after_s: float | None = None
    owner: str | None = None
    agent_id: str | None = None
    closed_by: str | None = None


class ProposalRow(Shape):
    """A proposed script as it is now."""

    id: str
    state: Literal["open", "approved", "refused"]
    text: str
    title: str
    kind: str
    scene: str | None
    words: list[str]
    agent_id: str | None
    conversation_id: str | None
    suggestion_id: str | None
    message_id: str | None
    proposed_at: Instant
    decided_by: str | None
    decided_at: Instant | None
    reason: str
    script_id: str | None


class ProposalData(Shape):
    """One proposal."""

    proposal: ProposalRow


class Proposed(Push):
    """proposal on agent:ID of whoever proposed, team:T of its teams, shop."""

    type: Literal["proposal"]
    channel: WideChannel
    data: ProposalData


class ErasedData(Shape):
    """Who it was is not said any more."""

    conversation_id: str
    customer_id: None = None


class Erased(Push):
    """erased on conversation:ID, agent:ID, team:T, shop: show nothing of it any more."""

    type: Literal["erased"]
    channel: str
    data: ErasedData


ServerFrame = (
    Assessed
    | WallAssessed
    | Escalated
    | Alerted
    | SpikeAlerted
    | Recovered
    | FollowUp
    | Present
    | Assigned
    | Promised
    | Stepped
    | CardsTold
    | Whispered
    | Proposed
    | Erased
    | Withheld
    | SnapshotFrame
    | Resumed
    | Welcome
    | Degraded
    | Ping
    | Answer
    | Fault
)
