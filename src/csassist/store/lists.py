"""Questions that list: conversations by heat or recency with an opaque cursor, open alerts, due times, keys."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson

from csassist.conversation.conversation import Conversation
from csassist.desk.changed import Changed
from csassist.desk.ports import ALERT_MESSAGES, ConversationQuery, KeyRecord, OpenAlert, Page
from csassist.desk.supervision import AlertQuery
from csassist.errors import InvalidInput
from csassist.store.chat import newest_messages
from csassist.store.session import Session
from csassist.store.stored import Codecs, from_micros, time_or_none, to_micros

Peek = Callable[[tuple[str, str]], Conversation | None]

_ORDERS = {"recent": "last_at", "heat": "degrees"}
_MOST = 200
_ALERTS = """SELECT a.form, a.alert, c.form, c.state, a.state FROM alerts AS a
 JOIN conversations AS c ON c.shop = a.shop AND c.id = a.conversation WHERE a.shop = ?"""


def list_conversations(db: Session, query: ConversationQuery, codecs: Codecs, peek: Peek) -> Page[Conversation]:
    """One page of a shop's open conversations, hottest or newest first.

    Raises InvalidInput C201 for an unknown order or a cursor that was not given out for this order.
    """
    column = _ORDERS.get(query.order)
    if column is None:
        raise InvalidInput("order must be recent or heat", errors=[{"pointer": "/order", "detail": "recent or heat"}])
    limit = max(1, min(query.limit, _MOST))
    where, values = _conditions(query)
    if query.cursor is not None:
        where.append(f"({column}, id) < (?, ?)")
        values += _read_cursor(query.cursor, query.order)
    sql = ["SELECT id, version, form, state,", column, "FROM conversations WHERE", " AND ".join(where)]
    sql += ["ORDER BY", column, "DESC, id DESC LIMIT ?"]
    rows: list[tuple[Any, ...]] = db.execute(" ".join(sql), (*values, limit + 1)).fetchall()
    items = tuple(_conversation(query.shop, row, codecs, peek) for row in rows[:limit])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(items, None if last is None else _write_cursor(query.order, last[4], last[0]))


def _conditions(query: ConversationQuery) -> tuple[list[str], list[Any]]:
    where, values = ["shop = ?", "closed = 0"], list[Any]([query.shop])
    for condition, value in (
        ("agent_id = ?", query.agent_id),
        ("team_id = ?", query.team_id),
        ("tier >= ?", query.min_tier or None),
    ):
        if value is not None:
            where.append(condition)
            values.append(value)
    visible: list[str] = []
    if query.visible_agent is not None:
        visible.append("agent_id = ?")
        values.append(query.visible_agent)
    if query.visible_teams:
        visible.append(f"team_id IN ({_marks(query.visible_teams)})")
        values += query.visible_teams
    if visible:
        where.append(f"({' OR '.join(visible)})")
    elif query.visible_teams is not None:
        where.append("1=0")  # teams were named, and none of them: nothing may be seen
    return where, values


def _marks(values: tuple[str, ...]) -> str:
    return ",".join("?" * len(values))


def _conversation(shop: str, row: tuple[Any, ...], codecs: Codecs, peek: Peek) -> Conversation:
    """From memory when that very version is there, else decoded."""
    identity, version, form, state, _ = row
    known = peek((shop, identity))
    return known if known is not None and known.version == version else codecs.read_conversation(state, form)


def _write_cursor(order: str, value: float, identity: str) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([order, value, identity])).decode().rstrip("=")


def _read_cursor(cursor: str, order: str) -> list[Any]:
    try:
        given, value, identity = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if given == order and isinstance(value, int | float) and isinstance(identity, str):
            return [value, identity]
    except (ValueError, TypeError, binascii.Error):
        pass
    raise InvalidInput(
        "the cursor is not one of ours; start again without it",
        errors=[{"pointer": "/cursor", "detail": "not given out for this order"}],
    )


def list_alerts(db: Session, query: AlertQuery, codecs: Codecs) -> tuple[OpenAlert, ...]:
    """Alerts of a shop, newest first."""
    sql, values = [_ALERTS], list[Any]([query.shop])
    named = tuple(state for state in query.states if state != "open")
    states = ["a.state <> 'closed'"] if "open" in query.states else []
    if named:
        states.append(f"a.state IN ({_marks(named)})")
        values += named
    sql.append(f"AND ({' OR '.join(states)})")
    if query.teams is not None:
        sql.append(f"AND c.team_id IN ({_marks(query.teams)})")
        values += query.teams
    if query.owner is not None:
        sql.append("AND EXISTS (SELECT 1 FROM escalations WHERE shop=a.shop AND id=a.escalation_id AND owner=?)")
        values.append(query.owner)
    if query.after is not None:
        at, name = to_micros(query.after[0]), query.after[1]
        sql.append("AND (a.at<? OR (a.at=? AND a.id>?))")
        values += [at, at, name]
    rows = db.execute(" ".join([*sql, "ORDER BY a.at DESC, a.id LIMIT ?"]), (*values, query.limit))
    return tuple(
        OpenAlert(
            codecs.read_alert(alert, form),
            conversation := codecs.read_conversation(raw, conversation_form),
            state,
            newest_messages(db, (conversation.shop, conversation.id), ALERT_MESSAGES, codecs),
        )
        for form, alert, conversation_form, raw, state in list(rows)
    )


def due_times(db: Session, limit: int) -> tuple[tuple[datetime, str, str], ...]:
    """(due_at, shop, conversation) of every shop, earliest first."""
    rows = db.execute(
        "SELECT due_at, shop, id FROM conversations WHERE due_at IS NOT NULL ORDER BY due_at LIMIT ?",
        (limit,),
    )
    return tuple((from_micros(due_at), shop, identity) for due_at, shop, identity in rows)


def changed_since(db: Session, at: datetime, limit: int) -> tuple[Changed, ...]:
    """Of every shop, the newest first."""
    what = "SELECT shop, id, seq, version, agent_id, team_id FROM conversations"
    rows = db.execute(f"{what} WHERE last_at>=? ORDER BY last_at DESC LIMIT ?", (to_micros(at), limit))
    return tuple(Changed(*row) for row in rows)


def all_keys(db: Session) -> tuple[KeyRecord, ...]:
    """Every key of every shop, revoked ones too."""
    rows = db.execute(
        "SELECT key_hash, role, shop, agent_id, teams, created_at, revoked, expires_at, label"
        " FROM keys ORDER BY key_hash"
    )
    return tuple(
        KeyRecord(
            key_hash,
            role,
            shop,
            agent_id,
            tuple(teams.split("\n")) if teams else (),
            time_or_none(created_at),
            bool(revoked),
            time_or_none(expires_at),
            label,
        )
        for key_hash, role, shop, agent_id, teams, created_at, revoked, expires_at, label in rows
    )
