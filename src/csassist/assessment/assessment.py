"""What a decision returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Deed, Intervention
from csassist.conversation.message import Customer
from csassist.conversation.promise import Promise
from csassist.conversation.reading import Reading
from csassist.conversation.tier import Alert, Escalation
from csassist.frozen import frozen
from csassist.suggest.spec import Suggestion


@frozen
class Evidence:
    """What was gathered before a decision: dated values, so that a decision can be repeated."""

    sentiment: float | None = None  # outside sentiment -1…1, when configured
    effects: Mapping[str, float] = field(default_factory=dict)  # script id -> past effect -1…1; nobody changes it
    effects_as_of: str = ""  # which table that is: day/version
    memory: Customer | None = None  # what earlier conversations left of the customer
    degraded: tuple[str, ...] = ()  # what was asked for and did not come in time: "sentiment"
    reactions: tuple[tuple[str, str], ...] = ()  # script id -> used | edited | sent | dismissed here, newest last


@frozen
class CustomerType:
    """What kind of customer this is, and how to meet one, in words for the agent."""

    id: str  # novice | expert | hurried | hesitant
    title: str
    strategy: str


@frozen
class Assessment:
    """The answer to one message."""

    reading: Reading
    escalation: Escalation
    suggestions: tuple[Suggestion, ...] = ()
    rules_hash: str = ""
    degraded: tuple[str, ...] = ()
    effects_as_of: str = ""  # the table of past effects that cards were chosen with, empty for none
    customer: CustomerType | None = None  # None while nothing speaks for one of the types


@frozen
class Decision:
    """An assessment, the conversation after it, and the alert it raises (if any)."""

    assessment: Assessment
    conversation: Conversation
    alert: Alert | None = None
    at: datetime | None = None
    promises: tuple[Promise, ...] = ()  # made, warned, overdue or settled by this decision
    quiet: bool = False  # no reading was taken, the assessment is the one that stood
    handled: tuple[Intervention, ...] = ()  # how escalations are handled after it: those that it changed
    deeds: tuple[Deed, ...] = ()  # for the audit trail
