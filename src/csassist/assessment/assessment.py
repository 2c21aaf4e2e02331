"""What a decision returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from csassist.conversation.conversation import Conversation
from csassist.conversation.promise import Promise
from csassist.conversation.quick import quick
from csassist.conversation.reading import Reading
from csassist.conversation.tier import Alert, Escalation
from csassist.suggest.spec import Suggestion


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was gathered before a decision: dated values, so that a decision can be repeated."""

    sentiment: float | None = None  # outside sentiment -1…1, when configured
    hot_before: bool = False  # the customer's last conversation was hot
    effects: tuple[tuple[str, float], ...] = ()  # script id -> de-escalation effect, a dated table


@quick
@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer to one message."""

    reading: Reading
    escalation: Escalation
    suggestions: tuple[Suggestion, ...] = ()
    rules_hash: str = ""
    degraded: tuple[str, ...] = ()


@quick
@dataclass(frozen=True, slots=True)
class Decision:
    """An assessment, the conversation after it, and the alert it raises (if any)."""

    assessment: Assessment
    conversation: Conversation
    alert: Alert | None = None
    at: datetime | None = None
    promises: tuple[Promise, ...] = ()  # made, warned, overdue or settled by this decision
    quiet: bool = False  # only promises changed: no reading was taken, the assessment is the one that stood
