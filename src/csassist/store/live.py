"""What live figures read of the record: desk.said.LiveStore. The newest rows backwards, never the whole file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from heapq import merge
from time import sleep

from csassist.conversation.tier import Tier
from csassist.desk.said import Key, Standings
from csassist.insight.response import Said
from csassist.store.reader import Readers
from csassist.store.session import Purpose, Row, Session
from csassist.store.stored import Codecs, from_micros, to_micros

# Rows are appended in the order of time but for a clock that was set back: look a little further.
_SLACK = timedelta(minutes=5)
_AT_ONCE = 250  # rows of pure Python, some ten milliseconds at most
_BREATH_S = 0.0005
# From ?1 on, found from the newest backwards up to a row before ?2; at most 200 000, what a look after a start reads.
MESSAGES = """SELECT m.shop, m.conversation, m.version, m.received_at, m.sender, c.agent_id, c.team_id, m.degrees,
 m.tier, m.form, CASE WHEN m.sender='agent' THEN m.attached END FROM messages AS m CROSS JOIN conversations AS c
 ON c.shop=m.shop AND c.id=m.conversation WHERE m.received_at>=?1 AND m.rowid>max(
 coalesce((SELECT rowid FROM messages WHERE received_at<?2 ORDER BY rowid DESC LIMIT 1), 0),
 coalesce((SELECT max(rowid) FROM messages), 0)-200000) ORDER BY m.rowid"""
SILENCES = """SELECT s.shop, s.conversation, s.version, s.at, '', c.agent_id, c.team_id, s.degrees, s.tier, 0, NULL
 FROM silences AS s CROSS JOIN conversations AS c ON c.shop=s.shop AND c.id=s.conversation WHERE s.at>=?1
 AND s.rowid>max(coalesce((SELECT rowid FROM silences WHERE at<?2 ORDER BY rowid DESC LIMIT 1), 0),
 coalesce((SELECT max(rowid) FROM silences), 0)-200000) ORDER BY s.rowid"""
_STANDINGS = "SELECT tier, agent_id, waiting_since IS NOT NULL, count(*) FROM conversations WHERE shop=? AND closed=0"
_ALERTS = "SELECT a.at FROM alerts AS a WHERE a.shop=? AND a.at>=?"
_TEAM_OF = "SELECT 1 FROM conversations AS c WHERE c.shop=a.shop AND c.id=a.conversation AND c.team_id IN"
_COOLED = """SELECT last_at, (SELECT max(at) FROM audit WHERE shop=?1 AND conversation=?2) FROM conversations
 WHERE shop=?1 AND id=?2 AND (closed=1 OR tier<?3)"""


class SqlLive:
    """Shares the store's readers."""

    def __init__(self, readers: Readers, codecs: Codecs) -> None:
        self._readers = readers
        self._codecs = codecs

    async def hear(self, since: datetime, then: Callable[[Said], None]) -> None:
        """Messages and silences since then, merged by time."""

        def find(db: Session) -> None:
            bounds = to_micros(since), to_micros(since - _SLACK)
            rows = merge(db.execute(MESSAGES, bounds), db.execute(SILENCES, bounds), key=_when)
            for n, row in enumerate(rows, 1):
                then(self._said(row))
                if n % _AT_ONCE == 0:
                    sleep(_BREATH_S)  # whoever waits for the interpreter has it now

        await self._readers.ask(find, Purpose.FIGURES)

    async def standings(self, shop: str, teams: tuple[str, ...] | None) -> tuple[Standings, ...]:
        """By tier and agent."""
        sql, values = _STANDINGS, [shop, *(teams or ())]
        if teams is not None:
            sql += f" AND team_id IN ({_marks(teams)})"

        def find(db: Session) -> tuple[Standings, ...]:
            rows = db.execute(f"{sql} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3", values)
            return tuple(Standings(Tier(tier), agent, bool(waiting), count) for tier, agent, waiting, count in rows)

        return await self._readers.ask(find, shop)

    async def alerts_since(self, shop: str, teams: tuple[str, ...] | None, since: datetime) -> tuple[datetime, ...]:
        """By time."""
        sql, values = _ALERTS, [shop, to_micros(since), *(teams or ())]
        if teams is not None:
            sql += f" AND EXISTS ({_TEAM_OF} ({_marks(teams)}))"

        def find(db: Session) -> tuple[datetime, ...]:
            return tuple(from_micros(at) for (at,) in db.execute(f"{sql} ORDER BY a.at", values))

        return await self._readers.ask(find, shop)

    async def cooled(self, red: Collection[Key]) -> Mapping[Key, datetime]:
        """One look-up each."""

        def find(db: Session) -> Mapping[Key, datetime]:
            asked = ((key, db.execute(_COOLED, (*key, int(Tier.ALERT))).fetchone()) for key in red)
            return {key: from_micros(max(row[0], row[1] or 0)) for key, row in asked if row is not None}

        return await self._readers.ask(find, Purpose.FIGURES) if red else {}

    def _said(self, row: Row) -> Said:
        shop, conversation, version, at, sender, agent, team, degrees, tier, form, attached = row
        if attached is not None:
            agent = self._codecs.attached.decode(attached, form, self._codecs.forms[form]).agent_id or agent
        return Said(shop, conversation, version, from_micros(at), sender, agent, team, degrees, Tier(tier))


def _when(row: Row) -> tuple[int, int]:
    return row[3], row[2]


def _marks(values: tuple[str, ...]) -> str:
    return ",".join("?" * len(values))
