"""Personal data on record, and its port: whose conversations, all of one, erasing, ageing. Guarantees stand here."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from csassist.assessment.assessment import Assessment
from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Deed, Intervention
from csassist.conversation.message import Message
from csassist.conversation.promise import Promise
from csassist.conversation.tier import Alert
from csassist.desk.experience import FeedbackRow, Outcome
from csassist.desk.star_record import StarEdit
from csassist.desk.tidings import Tiding
from csassist.frozen import frozen
from csassist.privacy.grade import Grade


@frozen
class Point:
    """What was read at `at`; `seq` of the message, or of the last one before a silence."""

    seq: int
    at: datetime
    assessment: Assessment


@frozen
class CaseFile:
    """Everything on record about one conversation but whispers, which are words among staff."""

    conversation: Conversation
    messages: tuple[Message, ...]  # oldest first
    points: tuple[Point, ...]  # messages and silences, by version
    promises: tuple[Promise, ...]
    alerts: tuple[Alert, ...]
    handled: tuple[Intervention, ...]
    edits: tuple[StarEdit, ...]
    feedback: tuple[FeedbackRow, ...]
    tidings: tuple[Tiding, ...]


@frozen
class Erasure:
    """What is to go: a conversation, a customer himself, or both. `deed` = the line that stays."""

    shop: str
    conversation_id: str | None
    customer_id: str | None
    deed: Deed | None = None


@frozen
class Erased:
    """How many rows went."""

    conversations: int = 0
    messages: int = 0
    rows: int = 0  # everything else

    def plus(self, other: Erased) -> Erased:
        """Both together."""
        return Erased(self.conversations + other.conversations, self.messages + other.messages, self.rows + other.rows)


@frozen
class Ageing:
    """What is older than `before` goes to `grade`, in one conversation."""

    shop: str
    conversation_id: str
    grade: Grade  # MASKED or NONE
    before: datetime


@frozen
class Aged:
    """What one batch did. `more` = the same again finds more to do."""

    messages: int = 0
    rows: int = 0
    more: bool = False


@frozen
class Run:
    """One run of the retention job. `ended_at` None: it is under way, or its node died."""

    node: str
    started_at: datetime
    ended_at: datetime | None = None
    conversations: int = 0
    messages: int = 0
    rows: int = 0


class PersonalStore(Protocol):
    """Writes are durable on return, or raise StoreUnavailable and wrote nothing of that call."""

    async def secret(self) -> bytes:
        """32 random bytes, made once for this record and the same on every node: the key of keyed hashes."""
        ...

    async def conversations_of(self, shop: str, customer_id: str) -> tuple[str, ...]:
        """Every conversation that this customer ever was the customer of, by id."""
        ...

    async def case_file(self, shop: str, conversation_id: str) -> CaseFile | None:
        """All of a conversation, as of one moment; None when there is none."""
        ...

    async def outcomes_of(self, shop: str, customer_id: str) -> tuple[Outcome, ...]:
        """By time."""
        ...

    async def erase(self, erasure: Erasure) -> Erased:
        """All rows in one transaction with the deed. What is gone already counts nothing; a deed is written anyway.

        The memory of the store forgets it too. Who then decides on what was is stale.
        """
        ...

    async def scrub(self) -> None:
        """Nothing that was deleted or overwritten can be read from files or log any more. May take a while."""
        ...

    async def old(
        self, grade: Grade, before: datetime, after: tuple[str, str] | None, limit: int
    ) -> tuple[tuple[tuple[str, str], ...], tuple[str, str] | None]:
        """Conversations, by (shop, id) behind `after`, that hold anything older than `before` and not yet at `grade`.

        Looks at `limit` conversations. Returns those found and where to go on; None = all were looked at.
        """
        ...

    async def age(self, ageing: Ageing, limit: int) -> Aged:
        """At most `limit` messages and the rows beside them. Harmless when done twice, or by two nodes."""
        ...

    async def forget_customers(self, before: datetime, limit: int) -> int:
        """Customers not seen since: name, notes, order numbers and the ties to their conversations. How many."""
        ...

    async def lease(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """True when `holder` has it until then: it was free, over, or his already."""
        ...

    async def put_run(self, run: Run) -> None:
        """By (node, started_at); the same again is the newer word."""
        ...

    async def last_run(self) -> Run | None:
        """The run that started last."""
        ...
