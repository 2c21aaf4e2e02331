"""What people wrote on STAR cards over jobs and questions: desk.star_record.StarStore."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from csassist.conversation.intervention import Deed
from csassist.desk.star_record import StarEdit
from csassist.errors import InvalidInput
from csassist.frozen import frozen
from csassist.store.intervention_jobs import write_deeds
from csassist.store.reader import Readers
from csassist.store.session import Cursor, Session
from csassist.store.stored import from_micros, to_micros
from csassist.store.writer import Writer

_NEXT = "SELECT coalesce(max(n), 0) + 1 FROM star_edits WHERE shop=? AND conversation=?"
_INSERT = """INSERT INTO star_edits (shop, conversation, n, escalation_id, field, text, actor, role, at)
 VALUES (?,?,?,?,?,?,?,?,?)"""
_SELECT = """SELECT field, text, actor, role, at, escalation_id FROM star_edits WHERE shop=? AND conversation=?
 ORDER BY n"""


class SqlStars:
    """Shares the store's one writer and its readers."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    async def edits(self, shop: str, conversation_id: str) -> tuple[StarEdit, ...]:
        """Oldest first."""

        def find(db: Session) -> tuple[StarEdit, ...]:
            rows: Iterable[tuple[Any, ...]] = db.execute(_SELECT, (shop, conversation_id))
            return tuple(
                StarEdit(name, text, actor, role, from_micros(at), escalation_id)
                for name, text, actor, role, at, escalation_id in rows
            )

        return await self._readers.ask(find, shop)

    async def write(self, shop: str, conversation_id: str, edits: Sequence[StarEdit]) -> None:
        """Durable on return. Raises InvalidInput for broken Unicode."""
        try:
            for edit in edits:
                (edit.text or "").encode()
        except UnicodeEncodeError as error:
            raise InvalidInput("the text is not valid Unicode; send it as UTF-8 without lone surrogates") from error
        if edits:
            await self._writer.submit(StarJob(shop, conversation_id, tuple(edits)), shop)


@frozen
class StarJob:
    """Edits of one card by one person, and the deed. The trail names the fields, not what stands in them."""

    shop: str
    conversation_id: str
    edits: tuple[StarEdit, ...]

    def apply(self, cursor: Cursor) -> None:
        """One row a field, one deed."""
        key = (self.shop, self.conversation_id)
        rows: list[tuple[Any, ...]] = cursor.execute(_NEXT, key).fetchall()
        for n, edit in enumerate(self.edits, rows[0][0]):
            who = (edit.escalation_id, edit.field, edit.text, edit.actor, edit.role, to_micros(edit.at))
            cursor.execute(_INSERT, (*key, n, *who))
        first = self.edits[0]
        facts = tuple(("field", edit.field) for edit in self.edits)
        deed = Deed("star", first.actor, first.role, first.at, first.escalation_id, facts)
        write_deeds(cursor, self.shop, self.conversation_id, (deed,))
