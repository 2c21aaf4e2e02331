"""What the desk needs of the outside: store, broadcaster, clock, rulebooks. Guarantees stand here, not on adapters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from csassist.assessment.assessment import Assessment
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Deed, Intervention
from csassist.conversation.message import Message
from csassist.conversation.promise import Promise
from csassist.conversation.tier import Alert
from csassist.desk.changed import Changed
from csassist.desk.events import Event
from csassist.desk.experience import ExperienceStore, FeedbackRow, Seen
from csassist.desk.library import LibraryStore
from csassist.desk.notices import Notice
from csassist.desk.outbox import OutboxStore
from csassist.desk.personal import PersonalStore
from csassist.desk.said import LiveStore
from csassist.desk.star_record import StarStore
from csassist.desk.supervision import AlertQuery, InterventionStore
from csassist.desk.tidings import TidingStore
from csassist.frozen import frozen
from csassist.suggest.library import Library
from csassist.suggest.spec import Script

T = TypeVar("T")
ALERT_MESSAGES = 5  # how much of the conversation an alert shows


@frozen
class Commit:
    """All that one decision writes, in one transaction. Applies only if the stored version is `expected_version`."""

    expected_version: int  # 0 = the conversation must not exist yet
    conversation: Conversation
    assessment: Assessment
    at: datetime
    message: Message | None = None  # None: elapse
    alert: Alert | None = None
    promises: tuple[Promise, ...] = ()  # those that this decision changed
    quiet: bool = False  # neither a message nor a reading: no point on the curve
    feedback: tuple[FeedbackRow, ...] = ()  # the card that an agent's message was sent from
    seen: Seen | None = None  # what the memory of the customer takes from it
    handled: tuple[Intervention, ...] = ()  # how escalations are handled after it: those that it changed
    deeds: tuple[Deed, ...] = ()  # for the audit trail
    notices: tuple[Notice, ...] = ()  # what robots and hooks are to be told


@frozen
class Recorded:
    """What is on disk for a message: the first answer. `duplicate` = it was there before this commit."""

    message: Message
    assessment: Assessment
    duplicate: bool = False


@frozen
class CurvePoint:
    """One burst (or elapse) on the curve; a later bubble replaces its burst's point."""

    seq: int
    at: datetime
    degrees: float
    tier: int
    stage: str


@frozen
class Snapshot:
    """A conversation as recorded; nothing is recomputed on read. Messages: the newest 200, oldest first."""

    conversation: Conversation
    as_of: datetime
    assessment: Assessment  # the newest one
    curve: tuple[CurvePoint, ...]  # the newest 500 points
    messages: tuple[Message, ...]
    alerts: tuple[Alert, ...] = ()
    promises: tuple[Promise, ...] = ()  # the newest 50 by made_at, settled ones too, oldest first
    shadow: bool = False  # nobody is told of it (desk.shadow)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    items: tuple[T, ...]
    next_cursor: str | None = None


@frozen
class ConversationQuery:
    """A list of a shop's open conversations. `teams` / `agent_ids_or_teams` narrow what the caller may see."""

    shop: str
    agent_id: str | None = None
    team_id: str | None = None
    min_tier: int = 0
    order: str = "recent"  # recent | heat
    limit: int = 50  # 1–200
    cursor: str | None = None
    visible_agent: str | None = None  # an agent sees his own conversations and those of visible_teams
    visible_teams: tuple[str, ...] | None = None  # None = all teams


@frozen
class OpenAlert:
    """An alert with what a list needs."""

    alert: Alert
    conversation: Conversation
    state: str  # raised | delivered | seen | claimed | closed
    last_messages: tuple[Message, ...] = ()  # the newest five, oldest first


@frozen
class KeyRecord:
    """A stored API key: only its SHA-256 is kept."""

    key_hash: str
    role: str
    shop: str
    agent_id: str | None = None
    teams: tuple[str, ...] = ()
    created_at: datetime | None = None
    revoked: bool = False
    expires_at: datetime | None = None  # None = until it is revoked
    label: str = ""  # what people call it


class Store(Protocol):
    """The record.

    `record` returns only when the commit is durable (fsynced). It raises StaleConversation when the stored version is
    another one, StoreUnavailable when it could not be written (then nothing of it is). If (shop, conversation, message
    id) is there already, nothing is written and the first answer comes back with duplicate=True. Commits of one
    conversation handed over in order are applied in order; if one fails, later ones handed over on top of it are stale.
    """

    @property
    def library(self) -> LibraryStore:
        """What shops add to the rules."""
        ...

    @property
    def experience(self) -> ExperienceStore:
        """What became of cards, customers and orders."""
        ...

    @property
    def stars(self) -> StarStore:
        """What people wrote on STAR cards."""
        ...

    @property
    def tidings(self) -> TidingStore: ...

    @property
    def live(self) -> LiveStore:
        """Who spoke when, and how many conversations stand where."""
        ...

    @property
    def interventions(self) -> InterventionStore:
        """Whispers, deeds, and whose an escalation is."""
        ...

    @property
    def personal(self) -> PersonalStore: ...

    @property
    def outbox(self) -> OutboxStore:
        """Notices that wait to leave the house."""
        ...

    @property
    def alone(self) -> bool:
        """Nobody else writes this record; else what is kept in memory may be behind what other nodes wrote."""
        ...

    async def load(self, shop: str, conversation_id: str, *, to_record: bool = False) -> Conversation | None:
        """The newest state. `to_record`: to record on top of it; if it is behind, `record` says so, the next is not."""
        ...

    async def record(self, commit: Commit) -> Recorded | None: ...
    async def snapshot(self, shop: str, conversation_id: str) -> Snapshot | None: ...
    async def messages(
        self, shop: str, conversation_id: str, *, after_seq: int = 0, limit: int = 100
    ) -> tuple[Message, ...]: ...
    async def last_messages(self, shop: str, conversation_id: str, limit: int) -> tuple[Message, ...]: ...
    async def conversations(self, query: ConversationQuery) -> Page[Conversation]: ...
    async def alerts(self, query: AlertQuery) -> tuple[OpenAlert, ...]:
        """Newest first."""
        ...

    async def due(self, limit: int = 1000) -> tuple[tuple[datetime, str, str], ...]:
        """(due_at, shop, conversation_id), earliest first."""
        ...

    async def changed_since(self, at: datetime, limit: int = 10_000) -> tuple[Changed, ...]:
        """Of every shop: in which somebody wrote since then, the newest first. After a node died: not for every day."""
        ...

    async def suggestion_owner(self, shop: str, suggestion_id: str) -> str | None:
        """The conversation that a suggestion was made for."""
        ...

    async def promise(self, shop: str, promise_id: str) -> tuple[str, Promise] | None:
        """(conversation id, the promise as recorded), None when there is none."""
        ...

    async def feedback(self, row: FeedbackRow) -> bool:
        """True when new; False when (suggestion, outcome) was there already. Durable on return."""
        ...

    def forget(self, shop: str | None, conversation_id: str | None) -> None:
        """Another node erased it (None: nobody knows which): what is in memory of it is not decided on any more."""
        ...

    async def add_key(self, row: KeyRecord) -> None: ...
    async def add_first_key(self, row: KeyRecord) -> bool: ...  # False, and nothing added, when its shop has one
    async def keys(self) -> tuple[KeyRecord, ...]: ...
    async def ready(self) -> bool:
        """A write can be made durable right now."""
        ...

    async def close(self) -> None: ...


class Broadcaster(Protocol):
    """Tells facts to whoever listens. Never raises for a listener's fault; never waits for a slow one.

    Facts told in order on one conversation reach every listener of it in that order.
    """

    async def tell(self, shop: str, events: Sequence[Event]) -> None: ...
    def supervisors(self, shop: str, team: str | None) -> frozenset[str]:
        """Supervisors and admins who watch a team, or the whole shop, right now: by access.name_of."""
        ...


Heard = Callable[[Mapping[str, str]], Awaitable[None]]


class Nodes(Protocol):
    """What the nodes of one installation tell each other beside frames. One node alone tells itself.

    Everything spread is heard by every node, the one that spread it too, in the order in which it was spread, usually
    within milliseconds. After a time without connection to the others every kind is heard once with no facts at all:
    something may have been missed, look at everything of this kind.
    """

    @property
    def name(self) -> str:
        """This node, unlike every other one and every earlier start."""
        ...

    def listen(self, kind: str, then: Heard) -> None:
        """`then` is awaited with the facts of every `kind` that is spread. Its faults are logged."""
        ...

    async def spread(self, kind: str, facts: Mapping[str, str]) -> None:
        """Tells all nodes. Never raises for a broker that is away: they look at everything once it is back."""
        ...


class Sentiments(Protocol):
    """An outside judge of single texts, beside the thermometer. Never raises and never keeps anybody waiting long."""

    @property
    def state(self) -> str:
        """How it is, for people who run the service."""
        ...

    async def judge(self, text: str) -> float | None:
        """−1 (unhappy) … 1; None when it is away, too busy, or late."""
        ...


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC."""
        ...


class Rulebooks(Protocol):
    """The pack in use, the same for all shops."""

    def current(self) -> Rulebook: ...
    def library(self, base: Rulebook, scripts: Sequence[Script]) -> Library:
        """The scripts of `base` and a shop's own as one library. May take 0.2 s; safe from any thread."""
        ...

    def words(self, text: str) -> tuple[str, ...]:
        """The text folded and cut into words."""
        ...
