"""The outbox over jobs and questions: desk.outbox.OutboxStore. Owns neither the writer nor the readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

import orjson

from csassist.desk.notices import Notice
from csassist.desk.outbox import EndpointState, Posted, Settled, Waiting
from csassist.frozen import frozen
from csassist.store.outbox_jobs import (
    COLUMNS,
    ClaimJob,
    PutJob,
    SettleJob,
    StatementJob,
    bury_job,
    notice_row,
    prune_job,
    release_job,
    replay_job,
    switch_job,
)
from csassist.store.reader import Readers
from csassist.store.session import Purpose, Row, Session
from csassist.store.stored import from_micros, time_or_none, to_micros
from csassist.store.writer import Writer

_SECOND = 1_000_000


@frozen
class SqlOutbox:
    """Implements desk.outbox.OutboxStore."""

    writer: Writer
    readers: Readers
    listeners: list[Callable[[], None]] = field(default_factory=list)

    def listen(self, wake: Callable[[], None]) -> None:
        """`wake` is called on the loop when notices came in."""
        self.listeners.append(wake)

    def arrived(self) -> None:
        """Notices were recorded with what they tell of."""
        for wake in self.listeners:
            wake()

    async def put(self, notices: Sequence[Notice], at: datetime) -> None:
        """Rows besides a commit."""
        await self.writer.submit(PutJob([notice_row(notice, to_micros(at)) for notice in notices]))
        self.arrived()

    async def claim(self, endpoint: str, now: datetime, limit: int, lease_s: float) -> tuple[Waiting, ...]:
        """Due rows, now `sending`."""
        rows = await self.writer.submit(ClaimJob(endpoint, to_micros(now), limit, round(lease_s * _SECOND)))
        assert isinstance(rows, tuple)
        return tuple(map(_waiting, rows))

    async def settle(self, results: Sequence[Settled]) -> None:
        """Writes what became of attempts."""
        if results:
            await self.writer.submit(SettleJob(results))

    async def release(self, now: datetime) -> int:
        """What was being sent is due again."""
        return await self._change(release_job(to_micros(now)))

    async def due(self) -> Mapping[str, datetime]:
        """When each endpoint wants to be looked at."""
        sql = """SELECT endpoint, min(due_at) FROM outbox WHERE state IN ('pending', 'sending')
 GROUP BY endpoint ORDER BY endpoint"""
        return await self.readers.ask(lambda db: {str(name): from_micros(at) for name, at in db.execute(sql)})

    async def next_due(self, endpoint: str) -> datetime | None:
        """The first entry of an index."""
        sql = """SELECT due_at FROM outbox WHERE endpoint=? AND state IN ('pending', 'sending')
 ORDER BY due_at, id LIMIT 1"""
        row = await self.readers.ask(lambda db: db.execute(sql, (endpoint,)).fetchone())
        return None if row is None else from_micros(row[0])

    async def depth(self) -> int:
        """What waits, by the index of that."""
        sql = "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')"
        return await self.readers.ask(lambda db: sum(int(row[0]) for row in db.execute(sql)))

    async def recent(self, endpoint: str, since: datetime) -> tuple[datetime, ...]:
        """When something was posted; the notices of one digest count once."""
        sql = """SELECT max(touched_at) FROM outbox WHERE endpoint=? AND touched_at>? AND last_code<>'C240'
 GROUP BY CASE WHEN digest='' THEN id ELSE digest END ORDER BY 1"""
        values = (endpoint, to_micros(since))
        return await self.readers.ask(lambda db: tuple(from_micros(row[0]) for row in db.execute(sql, values)))

    async def switch(self, endpoint: str, disabled: str, mark: str, at: datetime) -> None:
        """Disables an endpoint, or takes it into use again."""
        await self._change(switch_job(endpoint, disabled, mark, to_micros(at)))

    async def disabled(self) -> Mapping[str, tuple[str, str]]:
        """Endpoint -> (why, mark)."""
        sql = "SELECT name, disabled, mark FROM endpoints ORDER BY name"
        return await self.readers.ask(lambda db: {str(name): (why, mark) for name, why, mark in db.execute(sql)})

    async def bury(self, endpoint: str, code: str, at: datetime) -> int:
        """Everything that waits there is dead."""
        return await self._change(bury_job(endpoint, code, to_micros(at)))

    async def states(self, shop: str | None = None) -> tuple[EndpointState, ...]:
        """By name."""
        return await self.readers.ask(lambda db: states_of(db, shop), shop or Purpose.HOUSE)

    async def dead(self, shop: str | None, limit: int) -> tuple[Waiting, ...]:
        """Newest first."""
        return await self.readers.ask(lambda db: dead_of(db, shop, limit), shop or Purpose.HOUSE)

    async def replay(self, ids: Sequence[str] | None, at: datetime) -> int:
        """Dead rows are due again."""
        return await self._change(replay_job(ids, to_micros(at)))

    async def prune(self, before: datetime) -> int:
        """Forgets what was settled before then."""
        return await self._change(prune_job(to_micros(before)))

    async def _change(self, job: StatementJob) -> int:
        changed = await self.writer.submit(job)
        assert isinstance(changed, int)
        return changed


def states_of(db: Session, shop: str | None) -> tuple[EndpointState, ...]:
    """Counts of every endpoint with rows, or that is disabled."""
    counted: dict[str, dict[str, Any]] = {}
    sql = """SELECT endpoint, state IN ('pending', 'sending'), state='sent', count(*), min(due_at), max(touched_at)
 FROM outbox WHERE shop=coalesce(?1, shop) GROUP BY 1, 2, 3"""
    for name, waits, sent, count, due, touched in db.execute(sql, (shop,)):
        one = counted.setdefault(name, {})
        one["pending" if waits else "sent" if sent else "dead"] = count
        if waits:
            one["oldest_due_at"] = from_micros(due)
        elif sent:
            one["last_sent_at"] = from_micros(touched)
    newest = "SELECT last_code FROM outbox WHERE endpoint=? AND touched_at IS NOT NULL ORDER BY touched_at DESC LIMIT 1"
    for name, one in counted.items():
        code = db.execute(newest, (name,)).fetchone()
        one["last_code"] = code[0] if code else ""
        why = db.execute("SELECT disabled FROM endpoints WHERE name=?", (name,)).fetchone()
        one["disabled"] = why[0] if why else ""
    return tuple(EndpointState(name, **one) for name, one in sorted(counted.items()))


def dead_of(db: Session, shop: str | None, limit: int) -> tuple[Waiting, ...]:
    """Dead notices, newest first."""
    where = "FROM outbox WHERE state='dead' AND shop=coalesce(?1, shop) ORDER BY touched_at DESC, id LIMIT ?2"
    sql = " ".join(("SELECT", COLUMNS, where))
    return tuple(_waiting(row) for row in db.execute(sql, (shop, limit)))


def _waiting(row: Row) -> Waiting:
    identity, shop, endpoint, kind, subject, conversation, tier, body, state, attempts, created, due, *rest = row
    touched, code, digest = rest
    notice = Notice(
        identity, shop, endpoint, kind, orjson.loads(body), from_micros(due), subject, conversation, int(tier)
    )
    at = time_or_none(touched)
    return Waiting(notice, Posted(state), attempts, from_micros(created), at, code, digest)
