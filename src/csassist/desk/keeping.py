"""What is kept of texts where a shop keeps less than all: on record and on sockets masked, or numbers alone.

Decisions hear the words as they come; the last ones of each conversation stay in memory, for the next bubble.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any, NamedTuple, cast

from csassist.assessment.assessment import Assessment
from csassist.assessment.redact import Redactor
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message
from csassist.desk.events import (
    AlertRaised,
    Event,
    MessageRecorded,
    PresenceChanged,
    PromiseChanged,
    ProposalChanged,
    ReadingElapsed,
    TidingTold,
    TierChanged,
)
from csassist.desk.events import ConversationErased as Gone
from csassist.desk.experience import FeedbackRow
from csassist.desk.notices import Notice
from csassist.desk.ports import Broadcaster, Commit, Recorded, Store
from csassist.frozen import frozen
from csassist.privacy.cut import Cut, cut, digest_of
from csassist.privacy.grade import Grade

REMEMBERED = 4096  # conversations whose last words are in memory

Key = tuple[str, str]


@frozen
class Grades:
    """`default` for every shop that is not named."""

    default: Grade = Grade.RAW
    shops: Mapping[str, Grade] = field(default_factory=dict)

    def of(self, shop: str) -> Grade:
        """What this shop keeps."""
        return self.shops.get(shop, self.default)

    @property
    def all(self) -> bool:
        """Every shop keeps everything."""
        return self.default is Grade.RAW and all(grade is Grade.RAW for grade in self.shops.values())


ALL = Grades()


class Kept(NamedTuple):
    """One conversation as recorded, the same with its last words, and the newest message with its answer."""

    recorded: Conversation
    spoken: Conversation
    message_id: str
    assessment: Assessment


class Keeping:
    """Built once by the desk; before a store and a broadcaster where any shop keeps less."""

    def __init__(self, grades: Grades) -> None:
        self.grades = grades
        self._kept: OrderedDict[Key, Kept] = OrderedDict()

    def before_store(self, store: Store) -> Store:
        """The store with less written to it; itself where everything is kept."""
        if self.grades.all:
            return store
        return cast(Store, KeepingStore(store, self))  # it hands on by name what it does not change

    def before_broadcaster(self, broadcaster: Broadcaster) -> Broadcaster:
        """The broadcaster with less told to it."""
        return broadcaster if self.grades.all else KeepingBroadcaster(broadcaster, self)

    def forget(self, shop: str, conversation_id: str) -> None:
        """The last words of a conversation."""
        self._kept.pop((shop, conversation_id), None)

    def spoken(self, recorded: Conversation) -> Conversation:
        """The state with its last words, if they are in memory and it is the one that they belong to."""
        kept = self._kept.get((recorded.shop, recorded.id))
        return kept.spoken if kept is not None and kept.recorded == recorded else recorded

    def kept(self, conversation: Conversation) -> Kept | None:
        """What was recorded last, when that is the version at hand."""
        found = self._kept.get((conversation.shop, conversation.id))
        return found if found is not None and found.recorded.version == conversation.version else None

    def keep(self, raw: Conversation, commit: Commit) -> None:
        """`commit` is about to be written in place of one with the state `raw`."""
        key, less = (raw.shop, raw.id), commit.conversation
        message_id = "" if commit.message is None else commit.message.id
        self._kept[key] = Kept(less, _with_words(less, raw), message_id, commit.assessment)
        self._kept.move_to_end(key)
        if len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)


class KeepingStore:
    """A store that is given less. What it does not change goes to the one behind it, by name."""

    def __init__(self, inner: Store, keeping: Keeping) -> None:
        self._inner = inner
        self._keeping = keeping
        self._key = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def load(self, shop: str, conversation_id: str, *, to_record: bool = False) -> Conversation | None:
        """With the last words, for the next decision."""
        found = await self._inner.load(shop, conversation_id, to_record=to_record)
        if self._keeping.grades.of(shop) is Grade.RAW:
            return found
        self._key = self._key or await self._inner.personal.secret()
        return None if found is None else self._keeping.spoken(found)

    async def record(self, commit: Commit) -> Recorded | None:
        """Writes less. The first answer to a message that was posted again comes with the text as it was posted."""
        grade, message = self._keeping.grades.of(commit.conversation.shop), commit.message
        if grade is Grade.RAW:
            return await self._inner.record(commit)
        less = _less(commit, grade, self._key)
        self._keeping.keep(commit.conversation, less)
        recorded = await self._inner.record(less)
        if recorded is None or message is None or less.message is None or not recorded.duplicate:
            return recorded
        first = recorded.message
        same = first.text == message.text or (first.digest and first.digest == digest_of(message.text, self._key))
        return replace(recorded, message=replace(first, text=message.text)) if same else recorded

    async def feedback(self, row: FeedbackRow) -> bool:
        """What an agent sent or said of a card."""
        redact = Redactor(self._keeping.grades.of(row.shop)).text
        return await self._inner.feedback(replace(row, text=row.text and redact(row.text)))


@frozen
class KeepingBroadcaster:
    """A broadcaster that is told what is on record, not what was heard."""

    inner: Broadcaster
    keeping: Keeping

    async def tell(self, shop: str, events: Sequence[Event]) -> None:
        """In their order."""
        grade = self.keeping.grades.of(shop)
        await self.inner.tell(shop, events if grade is Grade.RAW else [self._less(event, grade) for event in events])

    def supervisors(self, shop: str, team: str | None) -> frozenset[str]:
        """As the broadcaster says."""
        return self.inner.supervisors(shop, team)

    def _less(self, event: Event, grade: Grade) -> Event:
        if isinstance(event, PresenceChanged | ProposalChanged | TidingTold | Gone):
            return event
        kept, redact = self.keeping.kept(event.conversation), Redactor(grade)
        conversation = redact.conversation(event.conversation) if kept is None else kept.recorded
        told = replace(event, conversation=conversation)
        if isinstance(told, MessageRecorded):
            known = kept is not None and kept.message_id == told.message.id
            return replace(told, assessment=kept.assessment if kept and known else redact.assessment(told.assessment))
        if isinstance(told, ReadingElapsed):
            return replace(told, assessment=redact.assessment(told.assessment))
        if isinstance(told, TierChanged):
            return replace(told, escalation=redact.escalation(told.escalation))
        if isinstance(told, AlertRaised):
            return replace(told, alert=redact.alert(told.alert))
        if isinstance(told, PromiseChanged):
            known_one = next((one for one in conversation.promises if one.id == told.promise.id), None)
            return replace(told, promise=known_one or redact.promise(told.promise))
        return told


def _less(commit: Commit, grade: Grade, key: bytes) -> Commit:
    cuts: dict[str, Cut] = {}
    message = commit.message
    if message is not None:
        cuts[message.id] = cut(message.text, grade)
    customer = commit.conversation.customer
    redact = Redactor(grade, cuts, name="" if customer is None else customer.name or "")
    seen = commit.seen and replace(commit.seen, said=redact.customer(commit.seen.said))
    return replace(
        commit,
        conversation=redact.conversation(commit.conversation),
        assessment=redact.assessment(commit.assessment),
        message=None if message is None else _message(message, redact, key),
        alert=None if commit.alert is None else redact.alert(commit.alert),
        promises=tuple(map(redact.promise, commit.promises)),
        seen=seen,
        handled=tuple(map(redact.intervention, commit.handled)),
        notices=tuple(_notice(notice, redact) for notice in commit.notices),
    )


def _message(message: Message, redact: Redactor, key: bytes) -> Message:
    kept = redact.message(message)
    return kept if kept.text == message.text else replace(kept, digest=digest_of(message.text, key))


def _notice(notice: Notice, redact: Redactor) -> Notice:
    """Notices are masked already; where no text is kept, none leaves the house either."""
    if redact.grade is not Grade.NONE:
        return notice
    reasons = notice.body.get("reasons")
    said = [redact.reason(str(one)) for one in reasons] if isinstance(reasons, list) else []
    return replace(notice, body={**notice.body, "last_text": "", "customer": "", "reasons": said})


def _with_words(less: Conversation, raw: Conversation) -> Conversation:
    """What is recorded, with the words that the next decision hears: of the burst, of questions, of the customer."""
    burst = less.burst
    if burst is not None and raw.burst is not None:
        before = replace(burst.before, asked=raw.burst.before.asked)
        burst = replace(burst, text=raw.burst.text, before=before)
    standing = replace(less.standing, asked=raw.standing.asked)
    return replace(less, customer=raw.customer, standing=standing, burst=burst, last_text=raw.last_text)
