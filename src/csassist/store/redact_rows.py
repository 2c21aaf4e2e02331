"""Rows of a conversation that grow old: what stands in them, and the statements that put less there. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import orjson

from csassist.assessment.redact import Redactor
from csassist.conversation.message import Message
from csassist.desk.personal import Ageing
from csassist.frozen import frozen
from csassist.privacy.cut import cut, digest_of
from csassist.privacy.grade import Grade
from csassist.store.codec import Codec
from csassist.store.session import Row, Session
from csassist.store.stored import Codecs, to_micros

_SEQ = "SELECT seq FROM aging WHERE shop=? AND conversation=? AND grade=?"
_STATE = "SELECT last_at, version, form, state FROM conversations WHERE shop=? AND id=?"
_MESSAGES = """SELECT conversation, seq, id, sender, received_at, text, attached, form, assessment, mark FROM messages
 WHERE shop=? AND conversation=? AND seq>? AND received_at<? ORDER BY seq LIMIT ?"""
_PUT_MESSAGE = "UPDATE messages SET text=?, attached=?, form=?, assessment=? WHERE shop=? AND conversation=? AND seq=?"
_SILENCES = """SELECT version, form, assessment FROM silences WHERE shop=? AND conversation=? AND seq>=? AND seq<=?
 AND at<?"""
_PUT_SILENCE = "UPDATE silences SET form=?, assessment=? WHERE shop=? AND conversation=? AND version=?"
_PUT_STATE = "UPDATE conversations SET form=?, state=? WHERE shop=? AND id=? AND version=?"
_FEEDBACK = "SELECT outcome, text, reason FROM feedback WHERE shop=? AND suggestion_id=?"
_PUT_FEEDBACK = "UPDATE feedback SET text=?, reason=? WHERE shop=? AND suggestion_id=? AND outcome=?"
_OF_THEN = "WHERE shop=? AND conversation=? AND {}<?"
_DROP_SENT = """DELETE FROM outbox WHERE shop=? AND conversation=? AND state IN ('sent', 'dead') AND touched_at<?"""

Statement = tuple[str, Row]


@frozen
class Less:
    """`statements` put less there; the last message looked at is `seq`. `more` = the same again finds more."""

    statements: tuple[Statement, ...]
    messages: int
    seq: int
    more: bool


def less_of(db: Session, ageing: Ageing, limit: int, codecs: Codecs, key: bytes) -> Less | None:
    """What one batch of `ageing` writes; None when there is no such conversation."""
    place = (ageing.shop, ageing.conversation_id)
    state = db.execute(_STATE, place).fetchone()
    if state is None:
        return None
    done = db.execute(_SEQ, (*place, int(ageing.grade))).fetchone()
    before, from_seq = to_micros(ageing.before), 0 if done is None else int(done[0])
    rows: list[Row] = db.execute(_MESSAGES, (*place, from_seq, before, limit + 1)).fetchall()
    more = len(rows) > limit
    rows = _whole_bursts(rows, limit)
    messages = [codecs.read_message(ageing.shop, row[:8]) for row in rows]
    keeps = ageing.grade is Grade.MASKED
    cuts = {each.id: cut(each.text, ageing.grade) for each in messages}
    customer = codecs.read_conversation(state[3], state[2]).customer
    redactor = Redactor(ageing.grade, cuts, cards=keeps, person=keeps, name=(customer and customer.name) or "")
    work = _Work(db, codecs, redactor, place, before)
    found: list[Statement] = []
    for row, message in zip(rows, messages, strict=True):
        found += work.message(row, message, key)
    last = messages[-1].seq if messages else from_seq
    if messages:
        found += work.silences(messages[0].seq, last)
    if not more:
        found += work.beside()
        if state[0] < before:
            found += work.state(state)
    return Less(tuple(found), len(messages), last, more)


def _whole_bursts(rows: list[Row], limit: int) -> list[Row]:
    """No burst is cut in two, for its later readings point into its earlier bubbles; one of all rows is."""
    if len(rows) <= limit:
        return rows
    mark = rows[limit][9]
    whole = [row for row in rows[:limit] if row[9] != mark]
    return whole or rows[:limit]


@frozen
class _Work:
    """One conversation at hand. `before` in microseconds."""

    db: Session
    codecs: Codecs
    redactor: Redactor
    place: tuple[str, str]
    before: int

    def message(self, row: Row, message: Message, key: bytes) -> list[Statement]:
        """Its text, what came with it, its first answer, and what was reported of the cards in it."""
        kept = self.redactor.message(message)
        if not kept.digest and kept.text != message.text:
            kept = replace(kept, digest=digest_of(message.text, key))
        assessment = self.codecs.read_assessment(row[8], row[7])
        raw = self.codecs.assessment.encode(self.redactor.assessment(assessment))
        values = (kept.text, self.codecs.write_attached(kept), self.codecs.number, raw)
        found: list[Statement] = [(_PUT_MESSAGE, (*values, *self.place, message.seq))]
        for card in assessment.suggestions:
            found += self._feedback(card.id)
        return found

    def silences(self, first: int, last: int) -> list[Statement]:
        """What was read in the silences among these messages."""
        rows: list[Row] = self.db.execute(_SILENCES, (*self.place, first, last, self.before)).fetchall()
        found: list[Statement] = []
        for version, form, raw in rows:
            kept = self.redactor.assessment(self.codecs.read_assessment(raw, form))
            values = (self.codecs.number, self.codecs.assessment.encode(kept))
            found.append((_PUT_SILENCE, (*values, *self.place, version)))
        return found

    def state(self, row: Row) -> list[Statement]:
        """The state, unless somebody moves it meanwhile."""
        _, version, form, raw = row
        kept = self.redactor.conversation(self.codecs.read_conversation(raw, form))
        values = (self.codecs.number, self.codecs.conversation.encode(kept))
        return [(_PUT_STATE, (*values, *self.place, version))]

    def beside(self) -> list[Statement]:
        """Alerts, promises, escalations, whispers, edits and tidings of that time."""
        keeps = self.redactor
        found = [
            *self._coded("alerts", "alert", "at", self.codecs.alert, keeps.alert),
            *self._coded("promises", "promise", "made_at", self.codecs.promise, keeps.promise),
            *self._coded("escalations", "intervention", "opened_at", self.codecs.intervention, keeps.intervention),
            *self._plain("escalations", "reason", "opened_at", "id"),
            *self._plain("whispers", "text", "at", "id"),
            *self._plain("star_edits", "text", "at", "n"),
        ]
        if keeps.grade is Grade.MASKED:
            return found + self._tidings()
        gone = (*self.place, self.before)
        found.append(("DELETE FROM tidings WHERE shop=? AND conversation=? AND at<?", gone))
        return [*found, (_DROP_SENT, gone)]

    def _coded(
        self, table: str, column: str, when: str, codec: Codec[Any], redact: Callable[[Any], Any]
    ) -> list[Statement]:
        """Blobs of one table; one that somebody changed meanwhile stays for the next night."""
        sql = " ".join(("SELECT id, form,", column, "FROM", table, _OF_THEN.format(when)))
        put = " ".join(("UPDATE", table, "SET form=?,", column, "=? WHERE shop=? AND id=? AND", column, "=?"))
        rows: list[Row] = self.db.execute(sql, (*self.place, self.before)).fetchall()
        found: list[Statement] = []
        for name, form, raw in rows:
            kept = codec.encode(redact(codec.decode(raw, form, self.codecs.forms[form])))
            found.append((put, (self.codecs.number, kept, self.place[0], name, raw)))
        return found

    def _plain(self, table: str, column: str, when: str, name: str) -> list[Statement]:
        sql = " ".join(("SELECT", name, ",", column, "FROM", table, _OF_THEN.format(when)))
        put = " ".join(("UPDATE", table, "SET", column, "=? WHERE shop=? AND conversation=? AND", name, "=?"))
        rows: Sequence[Row] = self.db.execute(sql, (*self.place, self.before)).fetchall()
        return [(put, (self.redactor.text(text), *self.place, key)) for key, text in rows if text]

    def _tidings(self) -> list[Statement]:
        sql = "SELECT id, facts FROM tidings WHERE shop=? AND conversation=? AND at<?"
        rows: list[Row] = self.db.execute(sql, (*self.place, self.before)).fetchall()
        put = "UPDATE tidings SET facts=? WHERE shop=? AND id=?"
        return [(put, (self._facts(facts), self.place[0], name)) for name, facts in rows]

    def _facts(self, raw: str) -> str:
        facts = {
            name: self.redactor.text(said) if isinstance(said, str) and name in ("text", "title", "customer") else said
            for name, said in orjson.loads(raw).items()
        }
        return orjson.dumps(facts).decode()

    def _feedback(self, card_id: str) -> list[Statement]:
        rows: list[Row] = self.db.execute(_FEEDBACK, (self.place[0], card_id)).fetchall()
        redact = self.redactor.text
        return [
            (_PUT_FEEDBACK, (text and redact(text), reason and redact(reason), self.place[0], card_id, outcome))
            for outcome, text, reason in rows
            if text or reason
        ]
