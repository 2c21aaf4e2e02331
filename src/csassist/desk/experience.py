"""What became of cards, scripts, customers and orders, as values, and the port that keeps it.

Guarantees stand here, not on adapters. No value names an agent together with a customer's heat.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from csassist.conversation.message import Customer
from csassist.frozen import frozen
from csassist.insight.effect import Effect, Use
from csassist.insight.raised import Raised
from csassist.insight.usage import Tally
from csassist.suggest.spec import Suggestion

OUTCOME_TYPES = ("order", "refund", "review", "csat", "complaint")


@frozen
class FeedbackRow:
    """What became of a card. `distance` 0–1 = how much of it was changed; `seq` = the message it was sent with."""

    shop: str
    suggestion_id: str
    outcome: str  # shown | used | edited | dismissed by people; sent | edited | unseen by the service
    at: datetime
    text: str | None = None
    reason: str | None = None
    agent_id: str | None = None
    distance: float | None = None
    seq: int | None = None


@frozen
class Seen:
    """A customer came, was told of, or got hot: what a commit leaves in the memory. `said` has an id."""

    said: Customer
    conversation_id: str
    at: datetime
    hot: bool  # ALERT or above was reached now


@frozen
class Remembered:
    """A customer as remembered. `customer.hot_before` is left to whoever knows what day it is."""

    customer: Customer
    last_seen: datetime
    last_hot_at: datetime | None = None
    conversation_id: str | None = None


@frozen
class Shown:
    """The cards of a conversation's last decisions, newest last, and what became of them (script id, outcome)."""

    cards: tuple[tuple[Suggestion, ...], ...] = ()
    reactions: tuple[tuple[str, str], ...] = ()


@frozen
class EffectTable:
    """Effects of one shop's scripts as of a day. `version` counts tables of the shop; 0 = there is none yet."""

    version: int = 0
    as_of: datetime | None = None
    effects: tuple[Effect, ...] = ()  # by script id

    @property
    def name(self) -> str:
        """day/version, as an assessment names it; empty for none."""
        return "" if self.as_of is None else f"{self.as_of:%Y-%m-%d}/{self.version}"


@frozen
class Outcome:
    """How something ended. `value` = money of order and refund, the mark of review and csat."""

    shop: str
    id: str
    type: str  # one of OUTCOME_TYPES
    at: datetime
    received_at: datetime
    conversation_id: str | None = None
    customer_id: str | None = None
    order_id: str | None = None
    value: float | None = None


@frozen
class Period:
    """Feedback with since <= at < until. `teams` None = the whole shop."""

    shop: str
    since: datetime
    until: datetime
    teams: tuple[str, ...] | None = None


Unseen = Callable[[Mapping[str, int]], None]


def nobody_counts(_: Mapping[str, int]) -> None:
    """For whoever does not count."""


class ExperienceStore(Protocol):
    """Writes are durable on return, or raise StoreUnavailable and wrote nothing."""

    async def settle_unseen(self, now: datetime, wait_s: float, told: Unseen = nobody_counts) -> int:
        """Marks cards that were offered `wait_s` ago or longer and not reported shown as unseen, once.

        Takes a bounded number of them, so that messages behind it need not wait. Returns how many decisions were
        looked at; 0 = nothing is due. `told` hears, on the loop, how many cards of each kind were marked.
        """
        ...

    async def shown(self, shop: str, conversation_id: str, decisions: int) -> Shown:
        """The cards of the last `decisions` decisions with cards."""
        ...

    async def feedback_shops(self) -> tuple[str, ...]:
        """Shops with feedback, by name."""
        ...

    async def uses(self, shop: str, since: datetime, limit: int) -> tuple[Use, ...]:
        """Scripts that were sent since then, the newest `limit`, with the degrees before and after (within an hour)."""
        ...

    async def effects(self, shop: str, version: int | None = None) -> EffectTable:
        """The table of this version, None = the newest."""
        ...

    async def put_effects(self, shop: str, as_of: datetime, effects: Sequence[Effect]) -> EffectTable:
        """Keeps the table as the next version; the newest one as it is when nothing in it changed."""
        ...

    async def raised(self, period: Period) -> tuple[tuple[Raised, ...], int]:
        """Alerts of a period, newest first (a bounded number), and how many conversations had a message in it."""
        ...

    async def tallies(self, period: Period) -> tuple[Tally, ...]:
        """What became of the cards of each script, by script id."""
        ...

    async def customer(self, shop: str, customer_id: str) -> Remembered | None: ...
    async def note_customer(self, shop: str, customer_id: str, added: Sequence[str], at: datetime) -> Remembered:
        """Replaces the notes that agents took; makes the customer known when nobody knew of him."""
        ...

    async def put_outcome(self, outcome: Outcome) -> Outcome | None:
        """None when new; the one on record when this id is known."""
        ...
