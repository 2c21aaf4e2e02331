"""The supervisor's half over jobs and questions: desk.supervision.InterventionStore. Writes go to the one writer."""

from __future__ import annotations

from typing import Any

import orjson

from csassist.conversation.intervention import Deed
from csassist.desk.supervision import AuditRow, Undelivered, Whisper
from csassist.errors import InvalidInput
from csassist.store.intervention_jobs import WhisperJob, chained
from csassist.store.reader import Readers
from csassist.store.session import Session
from csassist.store.stored import from_micros
from csassist.store.writer import Writer

_OWNER = """SELECT conversation FROM escalations WHERE shop=?1 AND id=?2
 UNION ALL SELECT id FROM conversations WHERE shop=?1 AND escalation_id=?2 LIMIT 1"""
_AUDIT = "SELECT shop, n, at, conversation, escalation_id, kind, actor, role, facts, hash FROM audit WHERE shop=?"
_WHISPERS = "SELECT shop, id, conversation, agent_id, sender, text, at FROM whispers WHERE shop=? AND"


class SqlInterventions:
    """Shares the store's one writer and its readers."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    async def conversation_of(self, shop: str, escalation_id: str) -> str | None:
        """The conversation of an escalation."""

        def find(db: Session) -> str | None:
            row = db.execute(_OWNER, (shop, escalation_id)).fetchone()
            return None if row is None else str(row[0])

        return await self._readers.ask(find, shop)

    async def whisper(self, whisper: Whisper, deed: Deed) -> None:
        """Durable on return. Raises InvalidInput for broken Unicode."""
        try:
            whisper.text.encode()
        except UnicodeEncodeError as error:
            raise InvalidInput("the text is not valid Unicode; send it as UTF-8 without lone surrogates") from error
        await self._writer.submit(WhisperJob(whisper, deed), whisper.shop)

    async def whispers(
        self, shop: str, *, conversation_id: str | None = None, agent_id: str | None = None, limit: int = 50
    ) -> tuple[Whisper, ...]:
        """The newest ones, oldest first."""
        named = {"conversation=?": conversation_id, "agent_id=?": agent_id}
        given = {condition: value for condition, value in named.items() if value is not None}
        where = " AND ".join(given) or "1=1"

        def find(db: Session) -> tuple[Whisper, ...]:
            sql = f"{_WHISPERS} {where} ORDER BY at DESC, id DESC LIMIT ?"
            rows = db.execute(sql, (shop, *given.values(), limit))
            return tuple(_whisper(row) for row in rows)[::-1]

        return await self._readers.ask(find, shop)

    async def audit(self, shop: str, conversation_id: str | None = None, limit: int = 500) -> tuple[AuditRow, ...]:
        """The newest deeds, oldest first."""
        where = "" if conversation_id is None else " AND conversation=?"
        values = (shop,) if conversation_id is None else (shop, conversation_id)

        def find(db: Session) -> tuple[AuditRow, ...]:
            rows = db.execute(f"{_AUDIT}{where} ORDER BY n DESC LIMIT ?", (*values, limit))
            return tuple(_audit_row(row) for row in rows)[::-1]

        return await self._readers.ask(find, shop)

    async def audit_intact(self, shop: str) -> bool:
        """Recomputes the chain from its first row."""
        return await self._readers.ask(lambda db: chain_intact(db, shop), shop)

    async def undelivered(self) -> tuple[Undelivered, ...]:
        """Of every shop."""

        def find(db: Session) -> tuple[Undelivered, ...]:
            rows = db.execute("SELECT shop, conversation, id FROM escalations WHERE state='raised' ORDER BY shop, id")
            return tuple(Undelivered(*row) for row in rows)

        return await self._readers.ask(find)


def chain_intact(db: Session, shop: str) -> bool:
    """Every row of the shop's trail follows the one before it."""
    before = ""
    for n, row in enumerate(db.execute(f"{_AUDIT} ORDER BY n", (shop,)), 1):
        before = chained(before, row[:-1])
        if row[-1] != before or row[1] != n:
            return False
    return True


def _whisper(row: tuple[Any, ...]) -> Whisper:
    shop, identity, conversation, agent_id, sender, text, at = row
    return Whisper(shop, identity, conversation, agent_id, sender, text, from_micros(at))


def _audit_row(row: tuple[Any, ...]) -> AuditRow:
    _, n, at, conversation, escalation_id, kind, actor, role, facts, digest = row
    pairs = tuple((str(name), str(value)) for name, value in orjson.loads(facts))
    return AuditRow(n, conversation, Deed(kind, actor, role, from_micros(at), escalation_id, pairs), digest)
