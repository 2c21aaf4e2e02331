"""Writes about cards, customers, effects and outcomes as jobs of the one writer. Runs inside its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

import orjson

from csassist.conversation.conversation import Conversation
from csassist.desk.experience import FeedbackRow, Outcome, Seen
from csassist.frozen import frozen
from csassist.insight.effect import Effect
from csassist.store.session import Cursor, Row
from csassist.store.stored import to_micros
from csassist.suggest.spec import Suggestion

AT_ONCE = 200  # decisions whose cards are settled in one transaction: messages behind it wait a few milliseconds

# What was reported stays; what nobody could say then is added: how much was changed, or why a card was dismissed.
_FEEDBACK = """INSERT INTO feedback (shop, suggestion_id, outcome, at, text, reason, agent_id, distance, seq)
 VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (shop, suggestion_id, outcome) DO UPDATE SET
 distance=coalesce(feedback.distance, excluded.distance), seq=coalesce(feedback.seq, excluded.seq),
 reason=coalesce(feedback.reason, excluded.reason) WHERE (feedback.seq IS NULL AND excluded.seq IS NOT NULL)
 OR (feedback.reason IS NULL AND excluded.reason IS NOT NULL)"""
_KNOWN = "SELECT 1 FROM feedback WHERE shop=? AND suggestion_id=? AND outcome=?"
_UNSEEN = """INSERT INTO feedback (shop, suggestion_id, outcome, at) SELECT ?1, ?2, 'unseen', ?3
 WHERE NOT EXISTS (SELECT 1 FROM feedback WHERE shop=?1 AND suggestion_id=?2 AND outcome IN ('shown', 'unseen'))
 ON CONFLICT DO NOTHING"""
_KIND = "SELECT kind FROM suggestions WHERE shop=? AND id=?"
CARDS_DUE = "INSERT INTO cards_due (at, shop, ids) VALUES (?,?,?)"
_SEEN = """INSERT INTO customers (shop, id, name, value, orders, notes, type, conversation, last_hot_at, last_seen)
 VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (shop, id) DO UPDATE SET
 name=coalesce(excluded.name, customers.name), value=coalesce(excluded.value, customers.value),
 orders=coalesce(excluded.orders, customers.orders), conversation=excluded.conversation,
 notes=CASE WHEN excluded.notes = '[]' THEN customers.notes ELSE excluded.notes END,
 type=CASE WHEN excluded.type = '' THEN customers.type ELSE excluded.type END,
 last_hot_at=CASE WHEN excluded.last_hot_at > coalesce(customers.last_hot_at, 0) THEN excluded.last_hot_at
 ELSE customers.last_hot_at END, last_seen=CASE WHEN excluded.last_seen > customers.last_seen
 THEN excluded.last_seen ELSE customers.last_seen END"""
_TIE = """INSERT INTO customer_conversations (shop, customer, conversation) VALUES (?,?,?) ON CONFLICT DO NOTHING"""
_NOTE = """INSERT INTO customers (shop, id, added, last_seen) VALUES (?,?,?,?)
 ON CONFLICT (shop, id) DO UPDATE SET added=excluded.added"""
_OUTCOME = """INSERT INTO outcomes (shop, id, type, at, conversation, customer, order_id, value, received_at)
 VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"""
FIND_OUTCOME = """SELECT shop, id, type, at, received_at, conversation, customer, order_id, value FROM outcomes
 WHERE shop=? AND id=?"""
_EFFECT = """INSERT INTO script_effects (shop, script_id, version, uses, change, low, high, expected, effect)
 VALUES (?,?,?,?,?,?,?,?,?)"""
EFFECTS = """SELECT script_id, uses, change, low, high, expected, effect FROM script_effects AS e WHERE shop=?1
 AND version=(SELECT max(version) FROM script_effects WHERE shop=?1 AND script_id=e.script_id AND version<=?2)
 ORDER BY script_id"""
NEWEST_TABLE = "SELECT version, as_of FROM effect_tables WHERE shop=? ORDER BY version DESC LIMIT 1"


def write_feedback(cursor: Cursor, row: FeedbackRow) -> bool:
    """Returns True when the outcome is new for this card."""
    known = cursor.execute(_KNOWN, (row.shop, row.suggestion_id, row.outcome)).fetchone() is not None
    cursor.execute(
        _FEEDBACK,
        (
            row.shop,
            row.suggestion_id,
            row.outcome,
            to_micros(row.at),
            row.text,
            row.reason,
            row.agent_id,
            row.distance,
            row.seq,
        ),
    )
    return not known


@frozen
class FeedbackJob:
    """Returns True when the outcome is new for this card."""

    row: FeedbackRow

    def apply(self, cursor: Cursor) -> bool:
        """One row, or none."""
        return write_feedback(cursor, self.row)


def card_rows(shop: str, conversation_id: str, cards: Sequence[Suggestion]) -> list[str]:
    """The values of the rows of `suggestions`, one after the other."""
    values: list[str] = []
    for card in cards:
        values += (shop, card.id, conversation_id, card.script_id, card.kind)
    return values


def due_row(shop: str, at: int, cards: Sequence[Suggestion]) -> Row:
    """The row of `cards_due`."""
    return (at, shop, " ".join([card.id for card in cards]))


def seen_row(after: Conversation, seen: Seen) -> Row:
    """The values that the memory of a customer takes."""
    said = seen.said
    at = to_micros(seen.at)
    notes = orjson.dumps(said.notes).decode()
    kind = after.standing.choosing.customer_type
    facts = (said.name, said.value, said.orders, notes, kind)
    return (after.shop, said.id, *facts, seen.conversation_id, at if seen.hot else None, at)


def write_seen(cursor: Cursor, row: Row) -> None:
    """The newest word on each field; silence keeps. The conversation is one of this customer's from now on."""
    cursor.execute(_SEEN, row)
    cursor.execute(_TIE, (row[0], row[1], row[7]))


@frozen
class UnseenJob:
    """Settles what was due at `until` (microseconds). Returns how many decisions it looked at, and cards by kind."""

    until: int
    wait: int

    def apply(self, cursor: Cursor) -> tuple[int, dict[str, int]]:
        """The oldest first, at most AT_ONCE."""
        sql = "SELECT rowid, at, shop, ids FROM cards_due ORDER BY rowid LIMIT ?"
        db, done = cursor.connection, list[int]()
        unseen: dict[str, int] = {}
        rows: list[Row] = cursor.execute(sql, (AT_ONCE,)).fetchall()
        for row, at, shop, ids in rows:
            if at + self.wait > self.until:
                break
            for name in ids.split(" "):
                cursor.execute(_UNSEEN, (shop, name, at + self.wait))
                if db.changes():
                    kind = cursor.execute(_KIND, (shop, name)).fetchone()
                    key = "other" if kind is None else str(kind[0])
                    unseen[key] = unseen.get(key, 0) + 1
            done.append(row)
        if done:
            marks = ",".join("?" * len(done))
            cursor.execute(" ".join(("DELETE FROM cards_due WHERE rowid IN (", marks, ")")), done)
        return len(done), unseen


@frozen
class NoteJob:
    """Notes that agents took of a customer; they replace the ones before."""

    shop: str
    customer_id: str
    added: bytes
    at: int

    def apply(self, cursor: Cursor) -> None:
        """One row."""
        cursor.execute(_NOTE, (self.shop, self.customer_id, self.added.decode(), self.at))


@frozen
class OutcomeJob:
    """Returns None when new, the row of FIND_OUTCOME otherwise."""

    outcome: Outcome

    def apply(self, cursor: Cursor) -> Row | None:
        """One row, or none."""
        told = self.outcome
        place = (told.shop, told.id, told.type, to_micros(told.at))
        about = (told.conversation_id, told.customer_id, told.order_id, told.value)
        cursor.execute(_OUTCOME, (*place, *about, to_micros(told.received_at)))
        if cursor.connection.changes():
            return None
        found: Row | None = cursor.execute(FIND_OUTCOME, (told.shop, told.id)).fetchone()
        return found


@frozen
class EffectsJob:
    """The next table of a shop. Returns its version, 0 when the newest one says the same."""

    shop: str
    as_of: int
    effects: Sequence[Effect]

    def apply(self, cursor: Cursor) -> int:
        """Only rows that changed; a script without uses any more gets a row that says so."""
        newest: Row | None = cursor.execute(NEWEST_TABLE, (self.shop,)).fetchone()
        version = int(newest[0]) if newest else 0
        before: dict[Any, Row] = {row[0]: tuple(row) for row in cursor.execute(EFFECTS, (self.shop, version))}
        rows: dict[Any, Row] = {one.script_id: astuple(one) for one in self.effects}
        for name, row in before.items():
            if name not in rows and row[1]:
                rows[name] = (name, 0, 0.0, None, None, 0.0, 0.0)
        changed = [row for name, row in sorted(rows.items()) if before.get(name) != row]
        if not changed:
            return 0
        version += 1
        table = (self.shop, version, self.as_of)
        cursor.execute("INSERT INTO effect_tables (shop, version, as_of) VALUES (?,?,?)", table)
        for name, *figures in changed:
            cursor.execute(_EFFECT, (self.shop, name, version, *figures))
        return version
