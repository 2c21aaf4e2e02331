"""What a choice is made from: the burst so far, its reading, the tier, and what the integrator told us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from csassist.conversation.choosing import Choosing
from csassist.conversation.message import Context, Customer
from csassist.conversation.reading import Emotion, Reading, Trigger
from csassist.conversation.tier import Tier
from csassist.frozen import frozen

NOTHING_YET = Choosing()
CALM_WORDS = 6.0  # degrees: a burst below this says nothing heated by itself
_ALERT, _SAFETY = Tier.ALERT, Trigger.SAFETY
UNHAPPY = frozenset((Emotion.ANGER, Emotion.GRIEVANCE, Emotion.ANXIETY, Emotion.DISAPPOINTMENT))


@frozen
class Situation:
    """`text` is the whole burst as posted, `folded` the same text folded; `now` is aware.

    `offered` = script ids already shown in this conversation; `turns` = customer bursts so far; `unanswered` = bursts
    since the last agent message; `key` names the burst (suggestion ids derive from it); `effects` = script id -> past
    de-escalation effect, -1 … 1.
    """

    text: str
    folded: str
    reading: Reading
    tier: Tier
    customer: Customer | None
    context: Context | None
    offered: tuple[str, ...]
    turns: int
    key: str
    now: datetime
    unanswered: int = 0
    effects: Mapping[str, float] = field(default_factory=dict)
    customer_type: str = ""  # novice | expert | hurried | hesitant, empty when nothing speaks for one
    authority: str = "agent"  # agent | supervisor: whose ceilings bound what may be granted
    choosing: Choosing = NOTHING_YET  # what was shown before and about what
    reactions: tuple[tuple[str, str], ...] = ()  # script id -> used | edited | sent | dismissed, newest last

    @property
    def heard(self) -> str:
        """What the agent asked for last; `opening` when the customer speaks first."""
        return self.choosing.heard or ("opening" if self.turns <= 1 else "")

    @property
    def unhappy(self) -> bool:
        """Whether the emotion read is one of the four unhappy ones."""
        return self.reading.emotion in UNHAPPY

    @property
    def heated(self) -> bool:
        """Whether this burst carries heat of its own, whatever went before."""
        return self.reading.message_degrees >= CALM_WORDS

    @property
    def safety(self) -> bool:
        """Whether somebody's health is at stake."""
        return _SAFETY in self.reading.triggers

    @property
    def hot(self) -> bool:
        """ALERT or above: nothing is sold, empathy or action comes first."""
        return self.tier >= _ALERT
