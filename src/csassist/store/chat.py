"""Questions about one conversation: its state, its messages, its curve, a snapshot of all of it."""

from __future__ import annotations

from typing import Any

from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message
from csassist.conversation.promise import Promise
from csassist.desk.ports import CurvePoint, Snapshot
from csassist.store.session import Session
from csassist.store.stored import SELECT_MESSAGES, Codecs, from_micros

_MESSAGES = 200  # newest messages of a snapshot
_POINTS = 500  # newest points of a snapshot's curve
_PROMISES = 50  # newest promises of a snapshot
_ROWS = 2000  # rows looked at for them: a burst has up to 50 bubbles and gives one point


def find_conversation(db: Session, shop: str, identity: str, codecs: Codecs) -> Conversation | None:
    """The state as recorded."""
    row = db.execute("SELECT form, state FROM conversations WHERE shop = ? AND id = ?", (shop, identity)).fetchone()
    return None if row is None else codecs.read_conversation(row[1], row[0])


def messages_after(
    db: Session, key: tuple[str, str], after_seq: int, limit: int, codecs: Codecs
) -> tuple[Message, ...]:
    """Messages with seq > after_seq, oldest first. `key` = (shop, conversation)."""
    rows = db.execute(f"{SELECT_MESSAGES} AND seq>? ORDER BY seq LIMIT ?", (*key, after_seq, limit))
    return tuple(codecs.read_message(key[0], row) for row in rows)


def newest_messages(db: Session, key: tuple[str, str], limit: int, codecs: Codecs) -> tuple[Message, ...]:
    """The last `limit` messages, oldest first."""
    rows = db.execute(f"{SELECT_MESSAGES} ORDER BY seq DESC LIMIT ?", (*key, limit))
    return tuple(codecs.read_message(key[0], row) for row in rows)[::-1]


def snapshot_of(db: Session, shop: str, identity: str, codecs: Codecs) -> Snapshot | None:
    """Everything a page needs to start, as recorded; None when the conversation is unknown."""
    conversation = find_conversation(db, shop, identity, codecs)
    if conversation is None:
        return None
    where = (shop, identity)
    newest = db.execute(
        "SELECT version, received_at AS at, form, assessment FROM messages WHERE shop = ?1 AND conversation = ?2"
        " AND seq = ?3 UNION ALL SELECT version, at, form, assessment FROM silences"
        " WHERE shop = ?1 AND conversation = ?2 ORDER BY version DESC LIMIT 1",
        (*where, conversation.seq),
    ).fetchone()
    if newest is None:
        return None
    alerts = db.execute("SELECT form, alert FROM alerts WHERE shop = ? AND conversation = ? ORDER BY at, id", where)
    return Snapshot(
        conversation,
        from_micros(newest[1]),
        codecs.read_assessment(newest[3], newest[2]),
        curve_of(db, shop, identity),
        newest_messages(db, where, _MESSAGES, codecs),
        tuple(codecs.read_alert(raw, form) for form, raw in alerts),
        promises_of(db, where, codecs),
    )


def promises_of(db: Session, key: tuple[str, str], codecs: Codecs) -> tuple[Promise, ...]:
    """The newest 50 promises of a conversation, settled ones too, in the order in which they were made."""
    rows = db.execute(
        "SELECT form, promise FROM promises WHERE shop = ? AND conversation = ? ORDER BY made_at DESC, id DESC LIMIT ?",
        (*key, _PROMISES),
    )
    return tuple(codecs.read_promise(raw, form) for form, raw in rows)[::-1]


def find_promise(db: Session, shop: str, identity: str, codecs: Codecs) -> tuple[str, Promise] | None:
    """(conversation, promise) as recorded."""
    sql = "SELECT conversation, form, promise FROM promises WHERE shop = ? AND id = ?"
    row = db.execute(sql, (shop, identity)).fetchone()
    return None if row is None else (str(row[0]), codecs.read_promise(row[2], row[1]))


def curve_of(db: Session, shop: str, identity: str) -> tuple[CurvePoint, ...]:
    """Points in the order of their versions, the newest 500. A later bubble stands for its whole burst."""
    rows: list[tuple[Any, ...]] = db.execute(
        "SELECT * FROM (SELECT version, seq, received_at AS at, degrees, tier, stage, mark FROM messages"
        " WHERE shop = ?1 AND conversation = ?2 ORDER BY seq DESC LIMIT ?3) AS said"
        " UNION ALL SELECT * FROM (SELECT version, seq, at, degrees, tier, stage, CAST(NULL AS INTEGER) FROM silences"
        " WHERE shop = ?1 AND conversation = ?2 ORDER BY version DESC LIMIT ?3) AS unsaid"
        " ORDER BY version DESC",
        (shop, identity, _ROWS),
    ).fetchall()
    points: list[CurvePoint] = []
    seen: set[int] = set()
    for _, seq, at, degrees, tier, stage, mark in rows:
        if len(points) == _POINTS:
            break
        if mark is None or mark not in seen:
            points.append(CurvePoint(seq, from_micros(at), degrees, tier, stage))
            seen.add(mark)
    return tuple(reversed(points))
