"""Writes of personal data as jobs of the one writer: erasing, ageing, leases, runs. Run inside its transaction."""

from __future__ import annotations

from csassist.desk.personal import Erased, Erasure, Run
from csassist.frozen import frozen
from csassist.store.intervention_jobs import write_deeds
from csassist.store.redact_rows import Statement
from csassist.store.session import Cursor, Row
from csassist.store.stored import Codecs, or_none, to_micros

_ANSWERS = "SELECT form, assessment FROM {} WHERE shop=? AND conversation=?"
_BESIDE = (
    "silences", "alerts", "promises", "escalations", "whispers", "star_edits", "tidings", "outbox", "outcomes",
    "customer_conversations", "aging",
)  # fmt: skip
_OF_ONE = "WHERE shop=? AND conversation=?"
_AGED = """INSERT INTO aging (shop, conversation, grade, seq, before) VALUES (?,?,?,?,?)
 ON CONFLICT (shop, conversation, grade) DO UPDATE SET seq=CASE WHEN excluded.seq > aging.seq THEN excluded.seq
 ELSE aging.seq END, before=CASE WHEN excluded.before > aging.before THEN excluded.before ELSE aging.before END"""
_LEASE = """INSERT INTO leases (name, holder, until) VALUES (?,?,?) ON CONFLICT (name) DO UPDATE SET
 holder=excluded.holder, until=excluded.until WHERE leases.until<=? OR leases.holder=excluded.holder"""
_RUN = """INSERT INTO retention_runs (node, started_at, ended_at, conversations, messages, rows) VALUES (?,?,?,?,?,?)
 ON CONFLICT (node, started_at) DO UPDATE SET ended_at=excluded.ended_at, conversations=excluded.conversations,
 messages=excluded.messages, rows=excluded.rows"""


@frozen
class EraseJob:
    """All rows of a conversation, all of a customer, or both; and the line that stays."""

    erasure: Erasure
    codecs: Codecs

    @property
    def key(self) -> tuple[str, str] | None:
        """The conversation that is gone after it."""
        told = self.erasure
        return None if told.conversation_id is None else (told.shop, told.conversation_id)

    def apply(self, cursor: Cursor) -> Erased:
        """How many rows went."""
        told, gone = self.erasure, Erased()
        if self.key is not None:
            gone = self._conversation(cursor, self.key)
        if told.customer_id is not None:
            who = (told.shop, told.customer_id)
            rows = _delete(cursor, "DELETE FROM customers WHERE shop=? AND id=?", who)
            rows += _delete(cursor, "DELETE FROM outcomes WHERE shop=? AND customer=?", who)
            rows += _delete(cursor, "DELETE FROM customer_conversations WHERE shop=? AND customer=?", who)
            gone = gone.plus(Erased(rows=rows))
        if told.deed is not None:
            write_deeds(cursor, told.shop, told.conversation_id or "", (told.deed,))
        return gone

    def _conversation(self, cursor: Cursor, key: tuple[str, str]) -> Erased:
        shop, rows = key[0], 0
        for card_id in sorted(self._cards(cursor, key)):
            rows += _delete(cursor, "DELETE FROM feedback WHERE shop=? AND suggestion_id=?", (shop, card_id))
            rows += _delete(cursor, "DELETE FROM suggestions WHERE shop=? AND id=?", (shop, card_id))
        rows += sum(_delete(cursor, " ".join(("DELETE FROM", each, _OF_ONE)), key) for each in _BESIDE)
        messages = _delete(cursor, "DELETE FROM messages WHERE shop=? AND conversation=?", key)
        return Erased(_delete(cursor, "DELETE FROM conversations WHERE shop=? AND id=?", key), messages, rows)

    def _cards(self, cursor: Cursor, key: tuple[str, str]) -> set[str]:
        """Cards have no index by conversation: they are named in the answers."""
        found: set[str] = set()
        for table in ("messages", "silences"):
            rows: list[Row] = cursor.execute(_ANSWERS.format(table), key).fetchall()
            for form, raw in rows:
                found.update(card.id for card in self.codecs.read_assessment(raw, form).suggestions)
        return found


@frozen
class AgeJob:
    """Puts less where more was, and notes how far."""

    key: tuple[str, str]
    grade: int
    statements: tuple[Statement, ...]
    seq: int
    before: int

    def apply(self, cursor: Cursor) -> int:
        """How many rows changed."""
        rows = sum(_delete(cursor, sql, values) for sql, values in self.statements)
        cursor.execute(_AGED, (*self.key, self.grade, self.seq, self.before))
        return rows


@frozen
class ForgetCustomersJob:
    """Customers of one shop, by name: who they were, which orders were theirs."""

    shop: str
    customers: tuple[str, ...]

    def apply(self, cursor: Cursor) -> int:
        """How many rows of customers went."""
        gone = 0
        for name in self.customers:
            who = (self.shop, name)
            gone += _delete(cursor, "DELETE FROM customers WHERE shop=? AND id=?", who)
            _delete(cursor, "DELETE FROM customer_conversations WHERE shop=? AND customer=?", who)
            _delete(cursor, "UPDATE outcomes SET customer=NULL, order_id=NULL WHERE shop=? AND customer=?", who)
        return gone


@frozen
class LeaseJob:
    """True when it is ours now."""

    row: Row
    now: int

    def apply(self, cursor: Cursor) -> bool:
        """One row, or none."""
        cursor.execute(_LEASE, (*self.row, self.now))
        return bool(cursor.connection.changes())


@frozen
class ScrubJob:
    """Asks the engine to fold its log in and empty it, once everything before it is written."""

    def apply(self, _: Cursor) -> bool:
        """False: an engine without a log of its own answers True in its transactor."""
        return False


@frozen
class RunJob:
    """What a run did so far."""

    run: Run

    def apply(self, cursor: Cursor) -> None:
        """One row."""
        run = self.run
        counts = (run.conversations, run.messages, run.rows)
        cursor.execute(_RUN, (run.node, to_micros(run.started_at), or_none(run.ended_at), *counts))


@frozen
class SecretJob:
    """Makes a secret when there is none."""

    name: str
    value: bytes

    def apply(self, cursor: Cursor) -> None:
        """One row, or none."""
        cursor.execute("INSERT INTO secrets (name, value) VALUES (?,?) ON CONFLICT DO NOTHING", (self.name, self.value))


def _delete(cursor: Cursor, sql: str, values: Row) -> int:
    cursor.execute(sql, values)
    return int(cursor.connection.changes())
