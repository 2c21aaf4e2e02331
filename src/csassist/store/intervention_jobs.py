"""Writes of the supervisor's half: how escalations are handled, deeds in a chain, whispers. Inside a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import orjson

from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Deed, Intervention
from csassist.desk.supervision import Whisper
from csassist.frozen import frozen
from csassist.store.session import Cursor, Row
from csassist.store.stored import Codecs, or_none, to_micros

_UPSERT = """INSERT INTO escalations (shop, id, conversation, team_id, tier, state, owner, opened_at, called_at,
 delivered_at, seen_at, seen_by, claimed_at, closed_at, closed_by, reason, responsibility, remind_at, reminders, level,
 form, intervention) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (shop, id) DO UPDATE SET
 team_id=excluded.team_id, tier=excluded.tier, state=excluded.state, owner=excluded.owner,
 called_at=excluded.called_at, delivered_at=excluded.delivered_at, seen_at=excluded.seen_at, seen_by=excluded.seen_by,
 claimed_at=excluded.claimed_at, closed_at=excluded.closed_at, closed_by=excluded.closed_by, reason=excluded.reason,
 responsibility=excluded.responsibility, remind_at=excluded.remind_at, reminders=excluded.reminders,
 level=excluded.level, form=excluded.form, intervention=excluded.intervention"""
_ALERTS = """UPDATE alerts SET state=? WHERE shop=? AND conversation=? AND escalation_id=? AND state <> 'closed'"""
_LAST = "SELECT n, hash FROM audit WHERE shop=? ORDER BY n DESC LIMIT 1"
_AUDIT = """INSERT INTO audit (shop, n, at, conversation, escalation_id, kind, actor, role, facts, hash)
 VALUES (?,?,?,?,?,?,?,?,?,?)"""
_WHISPER = "INSERT INTO whispers (shop, id, conversation, agent_id, sender, at, text) VALUES (?,?,?,?,?,?,?)"


def handled_row(after: Conversation, one: Intervention, codecs: Codecs) -> Row:
    """The row of `escalations` for an intervention of the conversation `after`."""
    times = (or_none(one.called_at), or_none(one.delivered_at), or_none(one.seen_at), one.seen_by)
    end = (or_none(one.claimed_at), or_none(one.closed_at), one.closed_by, one.reason, one.responsibility)
    return (
        after.shop,
        one.escalation_id,
        after.id,
        after.team_id,
        int(one.tier),
        one.state.value,
        one.owner,
        to_micros(one.opened_at),
        *times,
        *end,
        or_none(one.remind_at),
        one.reminders,
        one.level,
        codecs.number,
        codecs.intervention.encode(one),
    )


def write_handled(cursor: Cursor, row: Row) -> None:
    """The escalation's row, and its alerts in the same state."""
    cursor.execute(_UPSERT, row)
    shop, identity, conversation, state = row[0], row[1], row[2], row[5]
    cursor.execute(_ALERTS, (state, shop, conversation, identity))


def write_deeds(cursor: Cursor, shop: str, conversation_id: str, deeds: Sequence[Deed]) -> None:
    """Appends to the shop's chain."""
    last = cursor.execute(_LAST, (shop,)).fetchone()
    n, before = (0, "") if last is None else last
    for deed in deeds:
        n += 1
        facts = orjson.dumps(deed.facts).decode()
        who = (deed.escalation_id, deed.kind, deed.actor, deed.role)
        row = (shop, n, to_micros(deed.at), conversation_id, *who, facts)
        before = chained(before, row)
        cursor.execute(_AUDIT, (*row, before))


def chained(before: str, row: Row) -> str:
    """The hash of an audit row (all its columns but the hash, in order) that follows one with the hash `before`."""
    return sha256(orjson.dumps([before, *row])).hexdigest()


@frozen
class WhisperJob:
    """A whisper and its deed."""

    whisper: Whisper
    deed: Deed

    def apply(self, cursor: Cursor) -> None:
        """Two rows."""
        said = self.whisper
        row = (said.shop, said.id, said.conversation_id, said.agent_id, said.sender, to_micros(said.at), said.text)
        cursor.execute(_WHISPER, row)
        write_deeds(cursor, said.shop, said.conversation_id, (self.deed,))
