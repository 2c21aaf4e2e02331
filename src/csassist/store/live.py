"""What live figures read of the record: desk.said.LiveStore. The newest rows backwards, never the whole file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from csassist.conversation.tier import Tier
from csassist.desk.said import Key, Standings
from csassist.insight.response import Said
from csassist.store.reader import Readers
from csassist.store.session import Row, Session
from csassist.store.stored import Codecs, from_micros, to_micros

# Rows are appended in the order of time but for a clock that was set back: look a little further.
_SLACK = timedelta(minutes=5)
_MESSAGES = """SELECT m.shop, m.conversation, m.version, m.received_at, m.sender, c.agent_id, c.team_id, m.degrees,
 m.tier, m.form, CASE WHEN m.sender='agent' THEN m.attached END FROM messages AS m CROSS JOIN conversations AS c
 ON c.shop=m.shop AND c.id=m.conversation ORDER BY m.rowid DESC"""
_SILENCES = """SELECT s.shop, s.conversation, s.version, s.at, '', c.agent_id, c.team_id, s.degrees, s.tier, 0, NULL
 FROM silences AS s CROSS JOIN conversations AS c ON c.shop=s.shop AND c.id=s.conversation ORDER BY s.rowid DESC"""
_STANDINGS = "SELECT tier, agent_id, waiting_since IS NOT NULL, count(*) FROM conversations WHERE shop=? AND closed=0"
_ALERTS = "SELECT a.at FROM alerts AS a WHERE a.shop=? AND a.at>=?"
_TEAM_OF = "SELECT 1 FROM conversations AS c WHERE c.shop=a.shop AND c.id=a.conversation AND c.team_id IN"
_COOLED = """SELECT max(last_at, coalesce((SELECT max(at) FROM audit WHERE shop=?1 AND conversation=?2), 0))
 FROM conversations WHERE shop=?1 AND id=?2 AND (closed=1 OR tier<?3)"""


class SqlLive:
    """Shares the store's readers."""

    def __init__(self, readers: Readers, codecs: Codecs) -> None:
        self._readers = readers
        self._codecs = codecs

    async def said(self, since: datetime) -> tuple[Said, ...]:
        """Messages and silences since then."""

        def find(db: Session) -> tuple[Said, ...]:
            found = [self._said(row) for sql in (_MESSAGES, _SILENCES) for row in _newest(db, sql, since)]
            found.sort(key=lambda one: (one.at, one.version))
            return tuple(found)

        return await self._readers.ask(find)

    async def standings(self, shop: str, teams: tuple[str, ...] | None) -> tuple[Standings, ...]:
        """By tier and agent."""
        sql, values = _STANDINGS, [shop, *(teams or ())]
        if teams is not None:
            sql += f" AND team_id IN ({_marks(teams)})"

        def find(db: Session) -> tuple[Standings, ...]:
            rows = db.execute(f"{sql} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3", values)
            return tuple(Standings(Tier(tier), agent, bool(waiting), count) for tier, agent, waiting, count in rows)

        return await self._readers.ask(find)

    async def alerts_since(self, shop: str, teams: tuple[str, ...] | None, since: datetime) -> tuple[datetime, ...]:
        """By time."""
        sql, values = _ALERTS, [shop, to_micros(since), *(teams or ())]
        if teams is not None:
            sql += f" AND EXISTS ({_TEAM_OF} ({_marks(teams)}))"

        def find(db: Session) -> tuple[datetime, ...]:
            return tuple(from_micros(at) for (at,) in db.execute(f"{sql} ORDER BY a.at", values))

        return await self._readers.ask(find)

    async def cooled(self, red: Collection[Key]) -> Mapping[Key, datetime]:
        """One look-up each."""

        def find(db: Session) -> Mapping[Key, datetime]:
            asked = ((key, db.execute(_COOLED, (*key, int(Tier.ALERT))).fetchone()) for key in red)
            return {key: from_micros(row[0]) for key, row in asked if row is not None}

        return await self._readers.ask(find) if red else {}

    def _said(self, row: Row) -> Said:
        shop, conversation, version, at, sender, agent, team, degrees, tier, form, attached = row
        if attached is not None:
            agent = self._codecs.attached.decode(attached, form, self._codecs.forms[form]).agent_id or agent
        return Said(shop, conversation, version, from_micros(at), sender, agent, team, degrees, Tier(tier))


def _newest(db: Session, sql: str, since: datetime) -> Iterator[Row]:
    wanted, last = to_micros(since), to_micros(since - _SLACK)
    for row in db.execute(sql):
        if row[3] < last:
            return
        if row[3] >= wanted:
            yield row


def _marks(values: tuple[str, ...]) -> str:
    return ",".join("?" * len(values))
