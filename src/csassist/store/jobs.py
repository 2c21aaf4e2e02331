"""What the writer is asked to do, as prepared rows: a commit, a key, a probe. Runs inside its transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message
from csassist.conversation.promise import Promise
from csassist.desk.ports import Commit, KeyRecord
from csassist.errors import StaleConversation
from csassist.frozen import frozen
from csassist.store.experience_jobs import CARDS_DUE, card_rows, due_row, seen_row, write_feedback, write_seen
from csassist.store.intervention_jobs import handled_row, write_deeds, write_handled
from csassist.store.outbox_jobs import notice_row, write_notices
from csassist.store.session import Cursor, Row
from csassist.store.stored import SELECT_FIRST_ANSWER, Codecs, burst_mark, or_none, to_micros


class Job(Protocol):
    """One unit of a batch. It writes all of its rows or none; what it returns is handed to whoever waits."""

    def apply(self, cursor: Cursor) -> object: ...


@frozen
class Present:
    """The message is on record already: the row of SELECT_FIRST_ANSWER."""

    row: Row


INSERT_MESSAGE = """INSERT INTO messages (shop, conversation, seq, id, version, sender, received_at, mark, degrees,
 tier, stage, form, text, attached, assessment) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING"""
COLUMNS_OF_STATE = """version, seq, agent_id, team_id, tier, degrees, escalation_id, waiting_since, due_at, last_at,
 closed, form, state, shop, id"""
INSERT_CONVERSATION = " ".join(
    ("INSERT INTO conversations (", COLUMNS_OF_STATE, ") VALUES (", ",".join("?" * 15), ") ON CONFLICT DO NOTHING")
)
UPDATE_CONVERSATION = """UPDATE conversations SET version=?, seq=?, agent_id=?, team_id=?, tier=?, degrees=?,
 escalation_id=?, waiting_since=?, due_at=?, last_at=?, closed=?, form=?, state=? WHERE shop=? AND id=? AND version=?"""
_INSERT_SILENCE = """INSERT INTO silences (shop, conversation, version, seq, at, degrees, tier, stage, form, assessment)
 VALUES (?,?,?,?,?,?,?,?,?,?)"""
_UPSERT_ALERT = """INSERT INTO alerts (shop, id, conversation, escalation_id, at, state, form, alert)
 VALUES (?,?,?,?,?,'raised',?,?) ON CONFLICT (shop, id) DO UPDATE SET escalation_id=excluded.escalation_id,
 at=excluded.at, state='raised', form=excluded.form, alert=excluded.alert"""
_CLOSE_ALERTS = """UPDATE alerts SET state='closed'
 WHERE shop=?1 AND conversation=?2 AND state='raised' AND escalation_id IS DISTINCT FROM ?3
 AND NOT EXISTS (SELECT 1 FROM escalations WHERE shop=?1 AND id=alerts.escalation_id)"""
_UPSERT_PROMISE = """INSERT INTO promises (shop, id, conversation, agent_id, kind, state, made_at, due_at, settled_at,
 form, promise) VALUES (?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (shop, id) DO UPDATE SET state=excluded.state,
 settled_at=excluded.settled_at, form=excluded.form, promise=excluded.promise"""
_INSERT_SUGGESTION = "INSERT INTO suggestions (shop, id, conversation, script_id, kind) VALUES"
_INSERT_SUGGESTIONS = tuple(
    f"{_INSERT_SUGGESTION} {','.join(['(?,?,?,?,?)'] * many)} ON CONFLICT DO NOTHING" for many in range(9)
)


@dataclass(slots=True)
class CommitJob:
    """One decision. Returns None when written, Present for a duplicate, a StaleConversation when it lost."""

    commit: Commit
    key: tuple[str, str]
    conversation: Row
    message: Row | None = None
    silence: Row | None = None
    alert: Row | None = None
    closes: Row | None = None
    suggestions: list[str] = field(default_factory=list)
    promises: list[Row] = field(default_factory=list)
    cards_due: Row | None = None
    seen: Row | None = None
    handled: list[Row] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)
    on_top_of: CommitJob | None = None  # the one under way that it was decided on
    lost: bool = False  # it was not written

    def apply(self, cursor: Cursor) -> Present | StaleConversation | None:
        """The message first: its two unique keys find a duplicate or a race before anything else is touched."""
        self.lost = True
        if self.stands_on_nothing:
            return stale()
        db = cursor.connection
        if self.message is not None:
            cursor.execute(INSERT_MESSAGE, self.message)
            if db.changes() == 0:
                return self.find_present(cursor) or stale()
        expected = self.commit.expected_version
        if expected == 0:
            cursor.execute(INSERT_CONVERSATION, self.conversation)
        else:
            cursor.execute(UPDATE_CONVERSATION, (*self.conversation, expected))
        if db.changes() == 0:
            if self.message is not None:
                cursor.execute("DELETE FROM messages WHERE shop=? AND conversation=? AND seq=?", self.message[:3])
            return stale()
        self.write_rest(cursor)
        self.lost = False
        return None

    @property
    def stands_on_nothing(self) -> bool:
        """What it was decided on was not written. Its version may be there all the same: another node's."""
        return self.on_top_of is not None and self.on_top_of.lost

    def write_rest(self, cursor: Cursor) -> None:
        """Everything but the message and the state."""
        if self.silence is not None:
            cursor.execute(_INSERT_SILENCE, self.silence)
        if self.closes is not None:
            cursor.execute(_CLOSE_ALERTS, self.closes)
        if self.alert is not None:
            cursor.execute(_UPSERT_ALERT, self.alert)
        for handled in self.handled:
            write_handled(cursor, handled)
        if self.commit.deeds:
            write_deeds(cursor, *self.key, self.commit.deeds)
        if self.suggestions:
            cursor.execute(_INSERT_SUGGESTIONS[len(self.suggestions) // 5], self.suggestions)
        if self.cards_due is not None:
            cursor.execute(CARDS_DUE, self.cards_due)
        if self.seen is not None:
            write_seen(cursor, self.seen)
        for row in self.commit.feedback:
            write_feedback(cursor, row)
        for promise in self.promises:
            cursor.execute(_UPSERT_PROMISE, promise)
        if self.notices:
            write_notices(cursor, self.notices)

    def find_present(self, cursor: Cursor) -> Present | None:
        """The first answer, when the message is on record."""
        if self.commit.message is None:
            return None
        row = cursor.execute(SELECT_FIRST_ANSWER, (*self.key, self.commit.message.id)).fetchone()
        return None if row is None else Present(row)


def stale() -> StaleConversation:
    """Somebody else was first."""
    return StaleConversation("the conversation moved on; gather and decide again")


def prepare_commit(commit: Commit, codecs: Codecs) -> CommitJob:
    """Rows of a commit. Raises TypeError or UnicodeEncodeError for text that is not valid Unicode."""
    after, escalation = commit.conversation, commit.assessment.escalation
    shop, identity = after.shop, after.id
    job = CommitJob(commit, (shop, identity), _state_row(after, codecs))
    if commit.message is not None:
        job.message = _message_row(commit, commit.message, codecs)
    elif not commit.quiet:
        job.silence = _silence_row(commit, codecs)
    if escalation.changed or after.closed:
        job.closes = (shop, identity, None if after.closed else escalation.id)
    if commit.alert is not None:
        alert = commit.alert
        body = codecs.alert.encode(alert)
        job.alert = (shop, alert.id, identity, alert.escalation_id, to_micros(alert.at), codecs.number, body)
    cards = commit.assessment.suggestions
    if cards:
        job.suggestions = card_rows(shop, identity, cards)
        if commit.message is not None:  # silence keeps the cards that stand: they are due already
            job.cards_due = due_row(shop, to_micros(commit.at), cards)
    if commit.seen is not None:
        job.seen = seen_row(after, commit.seen)
    job.handled = [handled_row(after, one, codecs) for one in commit.handled]
    job.promises = [_promise_row(after, promise, codecs) for promise in commit.promises]
    if commit.notices:
        job.notices = [notice_row(notice, to_micros(commit.at)) for notice in commit.notices]
    return job


def _promise_row(after: Conversation, promise: Promise, codecs: Codecs) -> Row:
    return (
        after.shop,
        promise.id,
        after.id,
        promise.agent_id,
        promise.kind,
        promise.state.value,
        to_micros(promise.made_at),
        to_micros(promise.due_at),
        or_none(promise.settled_at),
        codecs.number,
        codecs.promise.encode(promise),
    )


def _state_row(after: Conversation, codecs: Codecs) -> Row:
    standing = after.standing
    return (
        after.version,
        after.seq,
        after.agent_id,
        after.team_id,
        int(standing.escalation.tier),
        standing.degrees,
        standing.escalation.id,
        or_none(after.waiting_since),
        or_none(after.due_at),
        to_micros(after.last_at or after.opened_at),
        int(after.closed),
        codecs.number,
        codecs.conversation.encode(after),
        after.shop,
        after.id,
    )


def _point(commit: Commit, codecs: Codecs) -> Row:
    reading = commit.assessment.reading
    return (reading.degrees, int(commit.assessment.escalation.tier), reading.stage.value, codecs.number)


def _silence_row(commit: Commit, codecs: Codecs) -> Row:
    after = commit.conversation
    place = (after.shop, after.id, after.version, after.seq, to_micros(commit.at))
    return (*place, *_point(commit, codecs), codecs.assessment.encode(commit.assessment))


def _message_row(commit: Commit, message: Message, codecs: Codecs) -> Row:
    after = commit.conversation
    return (
        after.shop,
        after.id,
        message.seq,
        message.id,
        after.version,
        message.sender.value,
        to_micros(message.received_at),
        burst_mark(commit, message),
        *_point(commit, codecs),
        message.text,
        codecs.write_attached(message),
        codecs.assessment.encode(commit.assessment),
    )


_KEY = """INSERT INTO keys (key_hash, role, shop, agent_id, teams, created_at, revoked, expires_at, label)
 VALUES (?,?,?,?,?,?,?,?,?)
 ON CONFLICT (key_hash) DO UPDATE SET role=excluded.role, shop=excluded.shop, agent_id=excluded.agent_id,
 teams=excluded.teams, revoked=excluded.revoked, expires_at=excluded.expires_at, label=excluded.label"""
_FIRST_KEY = """INSERT INTO keys (key_hash, role, shop, agent_id, teams, created_at, revoked, expires_at, label)
 SELECT ?,?,?,?,?,?,?,?,? WHERE NOT EXISTS (SELECT 1 FROM keys)"""


@frozen
class KeyJob:
    """Adds a key, or changes the one with this hash (revocation, rights)."""

    row: KeyRecord

    def apply(self, cursor: Cursor) -> None:
        """One row."""
        cursor.execute(_KEY, _key_values(self.row))


@frozen
class FirstKeyJob:
    """Adds a key where there is none yet. Nodes that start at once do it one after another (postgres/transactor.py)."""

    row: KeyRecord

    def apply(self, cursor: Cursor) -> bool:
        """False when somebody else's is there."""
        cursor.execute(_FIRST_KEY, _key_values(self.row))
        return cursor.connection.changes() > 0


def _key_values(row: KeyRecord) -> tuple[object, ...]:
    teams, created = "\n".join(row.teams), or_none(row.created_at)
    expires = or_none(row.expires_at)
    return (row.key_hash, row.role, row.shop, row.agent_id, teams, created, int(row.revoked), expires, row.label)


@frozen
class ProbeJob:
    """A real write that changes nothing of the record."""

    def apply(self, cursor: Cursor) -> None:
        """Rewrites the one row of `probe`."""
        cursor.execute("UPDATE probe SET written = written + 1 WHERE id = 1")
