"""What is on record, read from the file or the database itself by another connection than the service's."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import apsw
import psycopg

from csassist.store.schema import FILE

Place = Path | str  # a data directory, or the address of a PostgreSQL database as its superuser


def rows(place: Place, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """A question to the record, with ? for values; the service may be running on it."""
    if isinstance(place, str):
        with psycopg.connect(place) as db:
            return [tuple(row) for row in db.execute(sql.replace("?", "%s").encode(), values)]
    db_ = apsw.Connection(str(place / FILE), flags=apsw.SQLITE_OPEN_READONLY)
    db_.set_busy_timeout(5000)
    try:
        return [tuple(row) for row in db_.execute(sql, values)]
    finally:
        db_.close()


def stored_messages(place: Place, shop: str = "s1") -> dict[str, list[tuple[str, int]]]:
    """Conversation -> (message id, seq) in order."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    sql = "SELECT conversation, id, seq FROM messages WHERE shop = ? ORDER BY conversation, seq"
    for name, message_id, seq in rows(place, sql, shop):
        found[name].append((message_id, seq))
    return dict(found)


def whole(place: Place) -> list[str]:
    """What is wrong with the record as a whole: damage, and rows of one transaction that do not belong together."""
    faults = []
    if isinstance(place, Path):
        faults += [str(row[0]) for row in rows(place, "PRAGMA integrity_check") if row[0] != "ok"]
    for name, sql in BELONGS.items():
        faults += [f"{name}: {row}" for row in rows(place, sql)]
    return faults


# Each finds nothing, as long as a decision is written whole or not at all.
BELONGS = {
    "a conversation counts other messages than it has": """
        SELECT c.shop, c.id, c.seq, count(m.id) FROM conversations c
        LEFT JOIN messages m ON m.shop = c.shop AND m.conversation = c.id
        GROUP BY c.shop, c.id, c.seq HAVING c.seq <> count(m.id) OR c.seq <> coalesce(max(m.seq), 0)""",
    "messages without a conversation": """
        SELECT DISTINCT m.shop, m.conversation FROM messages m
        LEFT JOIN conversations c ON c.shop = m.shop AND c.id = m.conversation WHERE c.id IS NULL""",
    "an alert without its escalation": """
        SELECT a.shop, a.id FROM alerts a
        LEFT JOIN escalations e ON e.shop = a.shop AND e.id = a.escalation_id WHERE e.id IS NULL""",
    "an escalation that was called, and none of its alerts stands as it does": """
        SELECT e.shop, e.id, e.state FROM escalations e WHERE e.called_at IS NOT NULL
        AND NOT EXISTS (
            SELECT 1 FROM alerts a WHERE a.shop = e.shop AND a.escalation_id = e.id AND a.state = e.state)""",
    "a notice of an alert that is not there": """
        SELECT o.shop, o.id FROM outbox o WHERE o.kind = 'alert'
        AND NOT EXISTS (SELECT 1 FROM alerts a WHERE a.shop = o.shop AND a.id = o.subject)""",
}
