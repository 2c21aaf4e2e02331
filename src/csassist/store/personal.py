"""Personal data in the record: desk.personal.PersonalStore over jobs and questions. Knows no engine."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from csassist.desk.experience import Outcome
from csassist.desk.personal import Aged, Ageing, CaseFile, Erased, Erasure, Run
from csassist.privacy.grade import Grade
from csassist.store.case_file import read_case_file, read_outcomes
from csassist.store.personal_jobs import AgeJob, EraseJob, ForgetCustomersJob, LeaseJob, RunJob, SecretJob
from csassist.store.reader import Readers
from csassist.store.redact_rows import less_of
from csassist.store.session import Purpose, Row, Session
from csassist.store.stored import Codecs, from_micros, time_or_none, to_micros
from csassist.store.writer import Writer

_KEY_OF = "texts"
_FIND_KEY = "SELECT value FROM secrets WHERE name=?"
_THEIRS = "SELECT conversation FROM customer_conversations WHERE shop=? AND customer=? ORDER BY conversation"
_LOOK = """SELECT c.shop, c.id, c.last_at, coalesce(a.seq, 0), coalesce(a.before, 0) FROM conversations AS c
 LEFT JOIN aging AS a ON a.shop=c.shop AND a.conversation=c.id AND a.grade=? WHERE (c.shop, c.id) > (?, ?)
 ORDER BY c.shop, c.id LIMIT ?"""
_FIRST = "SELECT received_at FROM messages WHERE shop=? AND conversation=? AND seq>? ORDER BY seq LIMIT 1"
_LATER = (
    "SELECT 1 FROM whispers WHERE shop=? AND conversation=? AND at>=? AND at<? LIMIT 1",
    "SELECT 1 FROM star_edits WHERE shop=? AND conversation=? AND at>=? AND at<? LIMIT 1",
)
_GONE = "SELECT shop, id FROM customers WHERE last_seen<? ORDER BY last_seen LIMIT ?"
_LAST_RUN = """SELECT node, started_at, ended_at, conversations, messages, rows FROM retention_runs
 ORDER BY started_at DESC LIMIT 1"""


async def _nothing() -> None:
    """Where an engine leaves no traces of what was deleted."""


@dataclass(slots=True)
class SqlPersonal:
    """Shares the store's one writer and its readers. `scrubbing` = how this engine gets rid of traces."""

    writer: Writer
    readers: Readers
    codecs: Codecs
    scrubbing: Callable[[], Awaitable[None]] = _nothing
    _key: bytes = field(default=b"", repr=False)

    async def secret(self) -> bytes:
        """Read once."""
        if not self._key:
            await self.writer.submit(SecretJob(_KEY_OF, secrets.token_bytes(32)))
            row = await self.readers.ask(lambda db: db.execute(_FIND_KEY, (_KEY_OF,)).fetchone())
            self._key = bytes(row[0])
        return self._key

    async def conversations_of(self, shop: str, customer_id: str) -> tuple[str, ...]:
        """By id."""

        def find(db: Session) -> tuple[str, ...]:
            return tuple(str(row[0]) for row in db.execute(_THEIRS, (shop, customer_id)))

        return await self.readers.ask(find, shop)

    async def case_file(self, shop: str, conversation_id: str) -> CaseFile | None:
        """One read transaction."""
        codecs = self.codecs
        return await self.readers.ask(lambda db: read_case_file(db, (shop, conversation_id), codecs), shop)

    async def outcomes_of(self, shop: str, customer_id: str) -> tuple[Outcome, ...]:
        """By time."""
        return await self.readers.ask(lambda db: read_outcomes(db, shop, customer_id), shop)

    async def erase(self, erasure: Erasure) -> Erased:
        """One transaction."""
        done = await self.writer.submit(EraseJob(erasure, self.codecs), erasure.shop)
        assert isinstance(done, Erased)
        return done

    async def scrub(self) -> None:
        """As the engine does it."""
        await self.scrubbing()

    async def old(
        self, grade: Grade, before: datetime, after: tuple[str, str] | None, limit: int
    ) -> tuple[tuple[tuple[str, str], ...], tuple[str, str] | None]:
        """One walk over conversations by key, a probe or three each."""
        limits = (int(grade), *(after or ("", "")), limit)
        return await self.readers.ask(lambda db: _old(db, limits, to_micros(before)), Purpose.RETENTION)

    async def age(self, ageing: Ageing, limit: int) -> Aged:
        """Read and made ready beside the writer, which only puts it down."""
        codecs, key = self.codecs, await self.secret()
        less = await self.readers.ask(lambda db: less_of(db, ageing, limit, codecs, key), ageing.shop)
        if less is None:
            return Aged()
        place = (ageing.shop, ageing.conversation_id)
        before = 0 if less.more else to_micros(ageing.before)
        job = AgeJob(place, int(ageing.grade), less.statements, less.seq, before)
        rows = await self.writer.submit(job, ageing.shop)
        assert isinstance(rows, int)
        return Aged(less.messages, rows, less.more)

    async def forget_customers(self, before: datetime, limit: int) -> int:
        """One job a shop."""

        def find(db: Session) -> list[Row]:
            return db.execute(_GONE, (to_micros(before), limit)).fetchall()

        by_shop: dict[str, list[str]] = {}
        for shop, name in await self.readers.ask(find, Purpose.RETENTION):
            by_shop.setdefault(shop, []).append(name)
        gone = [await self.writer.submit(ForgetCustomersJob(shop, tuple(who)), shop) for shop, who in by_shop.items()]
        return sum(count for count in gone if isinstance(count, int))

    async def lease(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """One compare and set."""
        return bool(await self.writer.submit(LeaseJob((name, holder, to_micros(until)), to_micros(now))))

    async def put_run(self, run: Run) -> None:
        """One row."""
        await self.writer.submit(RunJob(run))

    async def last_run(self) -> Run | None:
        """The run that started last."""
        row = await self.readers.ask(lambda db: db.execute(_LAST_RUN).fetchone())
        return None if row is None else Run(row[0], from_micros(row[1]), time_or_none(row[2]), *row[3:])


def _old(
    db: Session, limits: tuple[int, str, str, int], before: int
) -> tuple[tuple[tuple[str, str], ...], tuple[str, str] | None]:
    rows: list[Row] = db.execute(_LOOK, limits).fetchall()
    found: list[tuple[str, str]] = []
    for shop, name, last_at, seq, done in rows:
        first = db.execute(_FIRST, (shop, name, seq)).fetchone()
        late = first is not None and first[0] < before
        late = late or done <= last_at < before
        if late or (done and any(db.execute(sql, (shop, name, done, before)).fetchone() for sql in _LATER)):
            found.append((shop, name))
    end = (rows[-1][0], rows[-1][1]) if len(rows) == limits[3] else None
    return tuple(found), end
