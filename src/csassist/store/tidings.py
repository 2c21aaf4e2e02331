"""Spikes, recoveries and reminders to call back over jobs and questions: desk.tidings.TidingStore."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import orjson

from csassist.desk.tidings import SPIKE, Tiding, TidingQuery
from csassist.frozen import frozen
from csassist.store.reader import Readers
from csassist.store.session import Cursor, Row, Session
from csassist.store.stored import from_micros, or_none, time_or_none, to_micros
from csassist.store.writer import Writer

_INSERT = """INSERT INTO tidings (shop, id, kind, at, facts, conversation, agent_id, team_id, due_at, told_at)
 VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"""
_SELECT = """SELECT shop, id, kind, at, facts, conversation, agent_id, team_id, due_at, told_at FROM tidings WHERE"""
_DUE = f"{_SELECT} told_at IS NULL AND due_at IS NOT NULL AND due_at<=? ORDER BY due_at LIMIT ?"
_HOT = "SELECT shop, conversation, max(at) FROM alerts WHERE at>=? GROUP BY shop, conversation ORDER BY 3"


_OTHERS = 500  # newest spikes of several teams that are looked through for those that touch one


class SqlTidings:
    """Shares the store's one writer and its readers."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    async def put(self, tiding: Tiding) -> bool:
        """True when new. Durable on return."""
        return bool(await self._writer.submit(TidingJob(_row(tiding)), tiding.shop))

    async def told(self, tiding: Tiding, at: datetime) -> bool:
        """True when it was not told before. Durable on return."""
        return bool(await self._writer.submit(ToldJob((to_micros(at), tiding.shop, tiding.id)), tiding.shop))

    async def due(self, now: datetime, limit: int = 100) -> tuple[Tiding, ...]:
        """Earliest first."""
        return await self._readers.ask(lambda db: _tidings(db.execute(_DUE, (to_micros(now), limit))))

    async def listed(self, query: TidingQuery) -> tuple[Tiding, ...]:
        """Newest first."""
        where, values = ["shop=?"], [query.shop]
        if query.kinds:
            where.append(f"kind IN ({','.join('?' * len(query.kinds))})")
            values += query.kinds
        if query.teams is not None:
            marks = ",".join("?" * len(query.teams))
            where.append(f"(team_id IN ({marks}) OR (team_id IS NULL AND kind='{SPIKE}'))")
            values += query.teams
        if query.agent_id is not None:
            where.append("agent_id=?")
            values.append(query.agent_id)
        sql = f"{_SELECT} {' AND '.join(where)} ORDER BY at DESC, id DESC LIMIT ?"
        most = query.limit if query.teams is None else query.limit + _OTHERS
        found = await self._readers.ask(lambda db: _tidings(db.execute(sql, (*values, most))), query.shop)
        return tuple(one for one in found if _touches(one, query.teams))[: query.limit]

    async def hot_since(self, since: datetime) -> tuple[tuple[str, str, datetime], ...]:
        """By time."""

        def find(db: Session) -> tuple[tuple[str, str, datetime], ...]:
            rows: Iterable[Row] = db.execute(_HOT, (to_micros(since),))
            return tuple((shop, conversation, from_micros(at)) for shop, conversation, at in rows)

        return await self._readers.ask(find)


@frozen
class TidingJob:
    """One row, unless it is there."""

    row: Row

    def apply(self, cursor: Cursor) -> bool:
        """True when new."""
        cursor.execute(_INSERT, self.row)
        return bool(cursor.connection.changes())


@frozen
class ToldJob:
    """It was told."""

    row: Row

    def apply(self, cursor: Cursor) -> bool:
        """One row, or none."""
        cursor.execute("UPDATE tidings SET told_at=? WHERE shop=? AND id=? AND told_at IS NULL", self.row)
        return bool(cursor.connection.changes())


def _touches(one: Tiding, teams: tuple[str, ...] | None) -> bool:
    """True when it is theirs, or touches one of their teams."""
    if teams is None or one.team_id is not None:
        return True
    parts = one.facts.get("by_team")
    return isinstance(parts, dict) and any(team in parts for team in teams)


def _row(one: Tiding) -> Row:
    about = (one.conversation_id, one.agent_id, one.team_id, or_none(one.due_at), or_none(one.told_at))
    return (one.shop, one.id, one.kind, to_micros(one.at), orjson.dumps(one.facts).decode(), *about)


def _tidings(rows: Iterable[Row]) -> tuple[Tiding, ...]:
    return tuple(map(_tiding, rows))


def _tiding(row: Row) -> Tiding:
    shop, name, kind, at, facts, chat, agent, team, due_at, told_at = row
    about = orjson.loads(facts)
    due, told = time_or_none(due_at), time_or_none(told_at)
    return Tiding(shop, name, kind, from_micros(at), about, chat, agent, team, due, told)
