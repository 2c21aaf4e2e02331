"""Questions for all that is on record of a customer: one conversation whole, and how things ended. Reads only."""

from __future__ import annotations

from typing import Any

import orjson

from csassist.desk.experience import FeedbackRow, Outcome
from csassist.desk.personal import CaseFile, Point
from csassist.desk.star_record import StarEdit
from csassist.desk.tidings import Tiding
from csassist.store.chat import find_conversation
from csassist.store.session import Row, Session
from csassist.store.stored import SELECT_MESSAGES, Codecs, from_micros, time_or_none

Key = tuple[str, str]

_POINTS = """SELECT version, seq, received_at AS at, form, assessment FROM messages WHERE shop=?1 AND conversation=?2
 UNION ALL SELECT version, seq, at, form, assessment FROM silences WHERE shop=?1 AND conversation=?2 ORDER BY version"""
_FEEDBACK = """SELECT shop, suggestion_id, outcome, at, text, reason, agent_id, distance, seq FROM feedback
 WHERE shop=? AND suggestion_id=? ORDER BY at, outcome"""
_EDITS = """SELECT field, text, actor, role, at, escalation_id FROM star_edits WHERE shop=? AND conversation=?
 ORDER BY n"""
_TIDINGS = """SELECT shop, id, kind, at, facts, conversation, agent_id, team_id, due_at, told_at FROM tidings
 WHERE shop=? AND conversation=? ORDER BY at, id"""
_OUTCOMES = """SELECT shop, id, type, at, received_at, conversation, customer, order_id, value FROM outcomes
 WHERE shop=? AND customer=? ORDER BY at, id"""


def read_case_file(db: Session, key: Key, codecs: Codecs) -> CaseFile | None:
    """None when there is no such conversation."""
    conversation = find_conversation(db, *key, codecs)
    if conversation is None:
        return None
    rows = db.execute(f"{SELECT_MESSAGES} ORDER BY seq", key).fetchall()
    points = tuple(
        Point(seq, from_micros(at), codecs.read_assessment(raw, form))
        for _, seq, at, form, raw in db.execute(_POINTS, key).fetchall()
    )
    cards = dict.fromkeys(card.id for point in points for card in point.assessment.suggestions)
    return CaseFile(
        conversation,
        tuple(codecs.read_message(key[0], row) for row in rows),
        points,
        _coded(db, key, ("promises", "promise", "made_at"), codecs.read_promise),
        _coded(db, key, ("alerts", "alert", "at"), codecs.read_alert),
        _coded(
            db,
            key,
            ("escalations", "intervention", "opened_at"),
            lambda raw, form: codecs.intervention.decode(raw, form, codecs.forms[form]),
        ),
        tuple(
            StarEdit(name, text, actor, role, from_micros(at), escalation)
            for name, text, actor, role, at, escalation in db.execute(_EDITS, key).fetchall()
        ),
        tuple(_feedback(row) for card in cards for row in db.execute(_FEEDBACK, (key[0], card)).fetchall()),
        tuple(map(_tiding, db.execute(_TIDINGS, key).fetchall())),
    )


def read_outcomes(db: Session, shop: str, customer_id: str) -> tuple[Outcome, ...]:
    """By time."""
    return tuple(
        Outcome(row[0], row[1], row[2], from_micros(row[3]), from_micros(row[4]), *row[5:])
        for row in db.execute(_OUTCOMES, (shop, customer_id)).fetchall()
    )


def _coded(db: Session, key: Key, names: tuple[str, str, str], read: Any) -> tuple[Any, ...]:
    table, column, when = names
    sql = " ".join(("SELECT form,", column, "FROM", table, "WHERE shop=? AND conversation=? ORDER BY", when, ", id"))
    return tuple(read(raw, form) for form, raw in db.execute(sql, key).fetchall())


def _feedback(row: Row) -> FeedbackRow:
    return FeedbackRow(row[0], row[1], row[2], from_micros(row[3]), *row[4:])


def _tiding(row: Row) -> Tiding:
    shop, name, kind, at, facts, chat, agent, team, due, told = row
    about = orjson.loads(facts)
    return Tiding(shop, name, kind, from_micros(at), about, chat, agent, team, time_or_none(due), time_or_none(told))
