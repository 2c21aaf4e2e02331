"""Writes about the outbox as jobs of the one writer. Runs inside its transaction."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from csassist.desk.notices import Notice
from csassist.desk.outbox import Settled
from csassist.frozen import frozen
from csassist.store.session import Cursor, Row
from csassist.store.stored import to_micros

COLUMNS = """id, shop, endpoint, kind, subject, conversation, tier, body, state, attempts, created_at, due_at,
 touched_at, last_code, digest"""

# A notice of the same subject that nobody was sent yet is replaced: one rise is one notice, whatever tier it ends at.
_REPLACED = "DELETE FROM outbox WHERE endpoint=? AND subject=? AND state='pending' AND attempts=0 AND tier<? AND kind=?"
_INSERT = """INSERT INTO outbox (id, shop, endpoint, kind, subject, conversation, tier, body, state, created_at, due_at)
 VALUES (?,?,?,?,?,?,?,?,'pending',?,?) ON CONFLICT DO NOTHING"""
CLAIM = " ".join(
    (
        "UPDATE outbox SET state='sending', attempts=attempts+1, due_at=?1, touched_at=?2 WHERE id IN",
        "(SELECT id FROM outbox WHERE endpoint=?3 AND state IN ('pending', 'sending') AND due_at<=?2",
        "ORDER BY due_at, id LIMIT ?4) RETURNING",
        COLUMNS,
    )
)
# What was not tried at all (it waits for its turn) gives its attempt back.
_SETTLE = """UPDATE outbox SET state=?2, due_at=coalesce(?3, due_at), digest=?5,
 last_code=CASE WHEN ?4='' THEN last_code ELSE ?4 END,
 touched_at=CASE WHEN ?4<>'' THEN ?6 WHEN attempts<=1 THEN NULL ELSE touched_at END,
 attempts=CASE WHEN ?4='' THEN attempts-1 ELSE attempts END
 WHERE id=?1 AND state='sending'"""
RELEASE = """UPDATE outbox SET state='pending', due_at=?, attempts=CASE WHEN attempts>0 THEN attempts-1 ELSE 0 END
 WHERE state='sending'"""
_SWITCH = """INSERT INTO endpoints (name, disabled, mark, at) VALUES (?,?,?,?)
 ON CONFLICT (name) DO UPDATE SET disabled=excluded.disabled, mark=excluded.mark, at=excluded.at"""
_BURY = """UPDATE outbox SET state='dead', last_code=?2, touched_at=?3
 WHERE endpoint=?1 AND state IN ('pending', 'sending')"""
_REPLAY = "UPDATE outbox SET state='pending', attempts=0, due_at=?, digest='' WHERE state='dead'"
_PRUNE = "DELETE FROM outbox WHERE state IN ('sent', 'dead') AND touched_at<?"


def notice_row(notice: Notice, at: int) -> Row:
    """Raises TypeError or UnicodeEncodeError for a body that is not JSON."""
    try:
        body = orjson.dumps(notice.body).decode()
    except orjson.JSONEncodeError as error:
        raise TypeError("a notice's body is not JSON") from error
    about = (notice.id, notice.shop, notice.endpoint, notice.kind, notice.subject, notice.conversation_id, notice.tier)
    return (*about, body, at, to_micros(notice.due_at))


def write_notices(cursor: Cursor, rows: Sequence[Row]) -> None:
    """Writes rows of `notice_row`; what is there already stays."""
    for row in rows:
        endpoint, kind, subject, tier = row[2], row[3], row[4], row[6]
        if subject:
            cursor.execute(_REPLACED, (endpoint, subject, tier, kind))
        cursor.execute(_INSERT, row)


@frozen
class PutJob:
    """Rows besides a commit."""

    rows: Sequence[Row]

    def apply(self, cursor: Cursor) -> None:
        """All or none."""
        write_notices(cursor, self.rows)


@frozen
class ClaimJob:
    """Takes due rows for sending. Returns them in order."""

    endpoint: str
    now: int
    limit: int
    lease: int

    def apply(self, cursor: Cursor) -> tuple[Row, ...]:
        """The rows as they are now; RETURNING keeps no order, the serial of their making and the id do."""
        claim = (self.now + self.lease, self.now, self.endpoint, self.limit)
        rows: list[Row] = cursor.execute(CLAIM, claim).fetchall()
        return tuple(sorted(rows, key=lambda row: (row[10], row[0])))


@frozen
class SettleJob:
    """What became of attempts."""

    results: Sequence[Settled]

    def apply(self, cursor: Cursor) -> None:
        """A row that somebody else settled or replayed meanwhile stays as it is."""
        for one in self.results:
            due = None if one.due_at is None else to_micros(one.due_at)
            cursor.execute(_SETTLE, (one.id, one.state.value, due, one.code, one.digest, to_micros(one.at)))


@frozen
class StatementJob:
    """One statement of this file. Returns how many rows it changed."""

    sql: str
    values: Row

    def apply(self, cursor: Cursor) -> int:
        """Executes it."""
        cursor.execute(self.sql, self.values)
        return cursor.connection.changes()


def release_job(now: int) -> StatementJob:
    """What was being sent is due again."""
    return StatementJob(RELEASE, (now,))


def switch_job(endpoint: str, disabled: str, mark: str, at: int) -> StatementJob:
    """Disables an endpoint, or takes it into use again."""
    if disabled:
        return StatementJob(_SWITCH, (endpoint, disabled, mark, at))
    return StatementJob("DELETE FROM endpoints WHERE name=?", (endpoint,))


def bury_job(endpoint: str, code: str, at: int) -> StatementJob:
    """Everything that waits there is dead."""
    return StatementJob(_BURY, (endpoint, code, at))


def replay_job(ids: Sequence[str] | None, at: int) -> StatementJob:
    """Dead rows are due again."""
    if ids is None:
        return StatementJob(_REPLAY, (at,))
    marks = ",".join("?" * len(ids))
    return StatementJob(f"{_REPLAY} AND id IN ({marks})", (at, *ids))


def prune_job(before: int) -> StatementJob:
    """Forgets what was settled before then."""
    return StatementJob(_PRUNE, (before,))
