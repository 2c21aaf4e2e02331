"""Past-tense facts that are told after they are on record. The hub turns them into frames."""

from __future__ import annotations

from datetime import datetime

from csassist.assessment.assessment import Assessment
from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Intervention
from csassist.conversation.message import Message
from csassist.conversation.promise import Promise
from csassist.conversation.tier import Alert, Escalation
from csassist.desk.library import Proposal
from csassist.desk.supervision import Whisper
from csassist.desk.tidings import Tiding
from csassist.frozen import frozen
from csassist.suggest.spec import Suggestion


@frozen
class MessageRecorded:
    """A message and the assessment after it are on disk. Goes to conversation (whole), team and shop (no text), and to
    the agent, whose line of conversations shows it, when the heat `moved`: whole degrees, or the tier.
    """

    message: Message
    assessment: Assessment
    conversation: Conversation
    moved: bool = False


@frozen
class ReadingElapsed:
    """Nobody wrote, but the state changed (waiting, idle). `last` = the last customer message; `moved` as above."""

    assessment: Assessment
    conversation: Conversation
    last: Message | None
    at: datetime
    moved: bool = False


@frozen
class TierChanged:
    conversation: Conversation
    escalation: Escalation
    before: int
    at: datetime


@frozen
class AlertRaised:
    """An alert, or a reminder of it. `last_messages` = the newest few, oldest first (supervisors may read them)."""

    alert: Alert
    conversation: Conversation
    last_messages: tuple[Message, ...]
    at: datetime
    state: str = "raised"
    called: tuple[str, ...] = ()  # whose bell it rings; nobody named = everybody's who watches
    late: tuple[str, ...] = ()  # steps that have just become overdue


@frozen
class EscalationHandled:
    """Somebody did something about an escalation, or it is over. None: only the conversation was closed."""

    intervention: Intervention | None
    conversation: Conversation
    at: datetime


@frozen
class StepChanged:
    """A step of the checklist was ticked, or is overdue. Goes to the agent."""

    conversation: Conversation
    step: str
    at: datetime


@frozen
class CardsChanged:
    """What stands on the cards changed (an approval); they are the same cards."""

    cards: tuple[Suggestion, ...]
    conversation: Conversation
    at: datetime


@frozen
class WhisperSent:
    """A supervisor's word to the agent. Goes to that agent's own channel and nowhere else."""

    whisper: Whisper
    conversation: Conversation


@frozen
class ConversationAssigned:
    """The conversation now belongs to conversation.agent_id (was `before`)."""

    conversation: Conversation
    before: str | None
    at: datetime


@frozen
class PromiseChanged:
    """A promise was made, is to be warned of, is overdue, was kept or broken."""

    promise: Promise
    conversation: Conversation
    at: datetime


@frozen
class PresenceChanged:
    shop: str
    agent_id: str
    teams: tuple[str, ...]
    online: bool
    at: datetime


@frozen
class ProposalChanged:
    """A script was proposed, or a proposal was approved or refused. Goes to its agent, its teams and the shop."""

    proposal: Proposal
    at: datetime


@frozen
class TidingTold:
    """A spike (to its teams, the shop), a recovery (the agent alone), a call-back (the agent, else the team)."""

    tiding: Tiding
    at: datetime


@frozen
class ConversationErased:
    """All of a conversation is gone from the record: whoever shows it shows it no more. Names no customer."""

    shop: str
    conversation_id: str
    agent_id: str | None
    team_id: str | None
    at: datetime


Event = (
    MessageRecorded
    | ReadingElapsed
    | TierChanged
    | AlertRaised
    | ConversationAssigned
    | PromiseChanged
    | EscalationHandled
    | StepChanged
    | CardsChanged
    | WhisperSent
    | ProposalChanged
    | PresenceChanged
    | TidingTold
    | ConversationErased
)
