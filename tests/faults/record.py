"""What is on record, read from the file itself by another connection than the service's."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import apsw

from csassist.store.schema import FILE


def read_only(data: Path) -> apsw.Connection:
    """The record of a directory; the service may be running on it."""
    db = apsw.Connection(str(data / FILE), flags=apsw.SQLITE_OPEN_READONLY)
    db.set_busy_timeout(5000)
    return db


def stored_messages(data: Path, shop: str = "s1") -> dict[str, list[tuple[str, int]]]:
    """Conversation -> (message id, seq) in order."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    db = read_only(data)
    try:
        sql = "SELECT conversation, id, seq FROM messages WHERE shop = ? ORDER BY conversation, seq"
        for name, message_id, seq in db.execute(sql, (shop,)):
            found[str(name)].append((str(message_id), int(seq)))  # type: ignore[arg-type]
    finally:
        db.close()
    return dict(found)


def whole(data: Path) -> list[str]:
    """What is wrong with the file as a whole: damage, and rows of one transaction that do not belong together."""
    db = read_only(data)
    try:
        faults = [str(row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        for name, sql in BELONGS.items():
            faults += [f"{name}: {row}" for row in db.execute(sql)]
    finally:
        db.close()
    return faults


def rows(data: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """A question to the record."""
    db = read_only(data)
    try:
        return [tuple(row) for row in db.execute(sql, values)]
    finally:
        db.close()


# Each finds nothing, as long as a decision is written whole or not at all.
BELONGS = {
    "a conversation counts other messages than it has": """
        SELECT c.shop, c.id, c.seq, count(m.id) FROM conversations c
        LEFT JOIN messages m ON m.shop = c.shop AND m.conversation = c.id
        GROUP BY c.shop, c.id HAVING c.seq <> count(m.id) OR c.seq <> ifnull(max(m.seq), 0)""",
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
