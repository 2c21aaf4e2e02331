"""desk.ports.Store over jobs and questions. Knows when to ask memory, the writer or a reader; knows no engine."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message
from csassist.conversation.promise import Promise
from csassist.desk.changed import Changed
from csassist.desk.experience import FeedbackRow
from csassist.desk.ports import (
    Commit,
    ConversationQuery,
    KeyRecord,
    OpenAlert,
    Page,
    Recorded,
    Snapshot,
)
from csassist.desk.supervision import AlertQuery
from csassist.errors import InvalidInput, StoreUnavailable
from csassist.privacy.cut import digest_of
from csassist.store.cache import ConversationCache
from csassist.store.chat import find_conversation, find_promise, messages_after, newest_messages, snapshot_of
from csassist.store.experience import SqlExperience
from csassist.store.experience_jobs import FeedbackJob
from csassist.store.intervention import SqlInterventions
from csassist.store.jobs import CommitJob, FirstKeyJob, KeyJob, Present, ProbeJob, prepare_commit
from csassist.store.library import SqlLibrary
from csassist.store.lists import all_keys, changed_since, due_times, list_alerts, list_conversations
from csassist.store.live import SqlLive
from csassist.store.outbox import SqlOutbox
from csassist.store.personal import SqlPersonal
from csassist.store.personal_jobs import AgeJob, EraseJob
from csassist.store.reader import Readers
from csassist.store.session import Purpose, Session
from csassist.store.star import SqlStars
from csassist.store.stored import Codecs
from csassist.store.tidings import SqlTidings
from csassist.store.writer import BATCH, Ticket, Transactor, Writer


class Record:
    """One writer, many readers. Everything below `record` is durable when it returns."""

    def __init__(
        self, transactor: Transactor, readers: Readers, codecs: Codecs, cache: ConversationCache, most: int = BATCH
    ) -> None:
        """Takes over opened, migrated ends of one engine. `most` = jobs in one transaction."""
        self._codecs = codecs
        self._cache = cache
        self._readers = readers
        self._under_way: dict[tuple[str, str], CommitJob] = {}  # the newest of each conversation
        self._writer = Writer(transactor, self._settle, most)
        self.library = SqlLibrary(self._writer, readers, codecs)
        self.experience = SqlExperience(self._writer, readers, codecs)
        self.outbox = SqlOutbox(self._writer, readers)
        self.interventions = SqlInterventions(self._writer, readers)
        self.stars = SqlStars(self._writer, readers)
        self.tidings = SqlTidings(self._writer, readers)
        self.live = SqlLive(readers, codecs)
        self.personal = SqlPersonal(self._writer, readers, codecs)

    @property
    def alone(self) -> bool:
        """Nobody else writes this record."""
        return self._cache.alone

    async def load(self, shop: str, conversation_id: str, *, to_record: bool = False) -> Conversation | None:
        """The newest state, ahead of the disk by what is being written. Stays on the loop when it is in memory."""
        key = (shop, conversation_id)
        known = self._cache.get(key) if to_record or self._cache.alone else self._cache.ahead(key)
        if known is not None:
            return known
        codecs = self._codecs
        found = await self._readers.ask(lambda db: find_conversation(db, shop, conversation_id, codecs), shop)
        return self._cache.ahead(key) if found is None else self._cache.read(key, found)

    async def record(self, commit: Commit) -> Recorded | None:
        """See desk.ports.Store. The job is queued before the first pause. Raises InvalidInput for broken Unicode."""
        try:
            job = prepare_commit(commit, self._codecs)
        except (TypeError, UnicodeEncodeError) as error:
            raise InvalidInput("the text is not valid Unicode; send it as UTF-8 without lone surrogates") from error
        before = self._under_way.get(job.key)
        if before is not None and before.commit.conversation.version == commit.expected_version:
            job.on_top_of = before
        future = self._writer.submit(job, job.key[0])
        self._under_way[job.key] = job
        self._cache.begin(job.key, commit.expected_version, commit.conversation)
        outcome = await future
        if isinstance(outcome, Present):
            row = outcome.row
            message = await self._as_posted(self._codecs.read_message(job.key[0], row[:-1]), commit.message)
            return Recorded(message, self._codecs.read_assessment(row[-1], row[-2]), duplicate=True)
        if commit.notices:
            self.outbox.arrived()
        return None if commit.message is None else Recorded(commit.message, commit.assessment)

    async def _as_posted(self, first: Message, again: Message | None) -> Message:
        """The first answer's message with its text, when that has aged away and is the one that comes again."""
        if again is None or again.digest or not first.digest or first.text == again.text:
            return first
        same = first.digest == digest_of(again.text, await self.personal.secret())
        return replace(first, text=again.text) if same else first

    async def snapshot(self, shop: str, conversation_id: str) -> Snapshot | None:
        """One read transaction; only what is on disk."""
        codecs = self._codecs
        return await self._readers.ask(lambda db: snapshot_of(db, shop, conversation_id, codecs), shop)

    async def messages(
        self, shop: str, conversation_id: str, *, after_seq: int = 0, limit: int = 100
    ) -> tuple[Message, ...]:
        """Messages with seq > after_seq, oldest first."""
        codecs, key = self._codecs, (shop, conversation_id)
        return await self._readers.ask(lambda db: messages_after(db, key, after_seq, limit, codecs), shop)

    async def last_messages(self, shop: str, conversation_id: str, limit: int) -> tuple[Message, ...]:
        """The newest messages, oldest first."""
        codecs = self._codecs
        return await self._readers.ask(lambda db: newest_messages(db, (shop, conversation_id), limit, codecs), shop)

    async def conversations(self, query: ConversationQuery) -> Page[Conversation]:
        """A page of open conversations. Raises InvalidInput C201 for a foreign cursor or an unknown order."""
        codecs, peek = self._codecs, self._cache.peek
        return await self._readers.ask(lambda db: list_conversations(db, query, codecs, peek), query.shop)

    async def alerts(self, query: AlertQuery) -> tuple[OpenAlert, ...]:
        """Alerts in one of the query's states, newest first."""
        codecs = self._codecs
        return await self._readers.ask(lambda db: list_alerts(db, query, codecs), query.shop)

    async def due(self, limit: int = 1000) -> tuple[tuple[datetime, str, str], ...]:
        """(due_at, shop, conversation_id), earliest first."""
        return await self._readers.ask(lambda db: due_times(db, limit))

    async def changed_since(self, at: datetime, limit: int = 10_000) -> tuple[Changed, ...]:
        """Of every shop, the newest first."""
        return await self._readers.ask(lambda db: changed_since(db, at, limit), Purpose.FIGURES)

    async def suggestion_owner(self, shop: str, suggestion_id: str) -> str | None:
        """The conversation that a suggestion was made for."""

        def find(db: Session) -> str | None:
            sql = "SELECT conversation FROM suggestions WHERE shop = ? AND id = ?"
            row = db.execute(sql, (shop, suggestion_id)).fetchone()
            return None if row is None else str(row[0])

        return await self._readers.ask(find, shop)

    async def promise(self, shop: str, promise_id: str) -> tuple[str, Promise] | None:
        """The conversation of a promise, and the promise as recorded."""
        codecs = self._codecs
        return await self._readers.ask(lambda db: find_promise(db, shop, promise_id, codecs), shop)

    async def feedback(self, row: FeedbackRow) -> bool:
        """True when new. Durable on return."""
        return bool(await self._writer.submit(FeedbackJob(row), row.shop))

    def forget(self, shop: str | None, conversation_id: str | None) -> None:
        """See desk.ports.Store."""
        if shop is None or conversation_id is None:
            self._cache.forget_settled()
        else:
            self._cache.forget((shop, conversation_id))

    async def add_key(self, row: KeyRecord) -> None:
        """Adds a key or changes the one with this hash. Durable on return."""
        await self._writer.submit(KeyJob(row), row.shop)

    async def add_first_key(self, row: KeyRecord) -> bool:
        """See desk.ports.Store."""
        return bool(await self._writer.submit(FirstKeyJob(row), row.shop))

    async def keys(self) -> tuple[KeyRecord, ...]:
        """Every key, revoked ones too."""
        return await self._readers.ask(all_keys)

    async def ready(self) -> bool:
        """True after a real, synced write."""
        try:
            await self._writer.submit(ProbeJob())
        except StoreUnavailable:
            return False
        return True

    async def close(self) -> None:
        """Finishes queued writes and lets every connection go. Later calls do nothing."""
        await asyncio.to_thread(self._readers.close)  # first: the writer, left alone with the file, can fold the log in
        await asyncio.to_thread(self._writer.close)

    def _settle(self, batch: Sequence[Ticket], outcomes: Sequence[object]) -> None:
        """On the loop, once per batch: memory first, then whoever waits (who may be gone: the write stands)."""
        for (job, future, _), outcome in zip(batch, outcomes, strict=True):
            if isinstance(job, CommitJob):
                self._cache.end(job.key, written=outcome is None)
                job.on_top_of = None
                if self._under_way.get(job.key) is job:
                    del self._under_way[job.key]
            elif isinstance(job, EraseJob | AgeJob) and job.key is not None:
                self._cache.forget(job.key)
            if future.done():
                continue
            if isinstance(outcome, BaseException):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)
