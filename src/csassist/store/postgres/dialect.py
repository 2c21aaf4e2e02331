"""What statements are called on PostgreSQL: values as $1, and the few that cannot be said the same way in SQLite."""

from __future__ import annotations

import re
from functools import lru_cache

from csassist.store.experience import USES
from csassist.store.live import MESSAGES, SILENCES
from csassist.store.outbox_jobs import CLAIM, COLUMNS, RELEASE

_MARK = re.compile(r"\?(\d*)")

# Rows that another node is just claiming are passed over: two nodes never send one notice.
_CLAIM = " ".join(
    (
        "UPDATE outbox SET state='sending', attempts=attempts+1, due_at=$1, touched_at=$2,",
        "holder=current_setting('csassist.node')::bigint WHERE id IN",
        "(SELECT id FROM outbox WHERE endpoint=$3 AND state IN ('pending', 'sending') AND due_at<=$2",
        "ORDER BY due_at, id LIMIT $4 FOR UPDATE SKIP LOCKED) RETURNING",
        COLUMNS,
    )
)
# Only what a node was sending that is gone: the lock of its connection went with it.
_RELEASE = """UPDATE outbox SET state='pending', due_at=$1, attempts=greatest(attempts-1, 0) WHERE state='sending'
 AND NOT EXISTS (SELECT 1 FROM pg_locks WHERE locktype='advisory' AND objsubid=1
 AND (classid::bigint << 32) + objid::bigint = outbox.holder)"""
_USES = """SELECT s.script_id,
 (SELECT m.degrees FROM messages AS m WHERE m.shop=f.shop AND m.conversation=s.conversation AND m.seq<f.seq
  AND m.sender='customer' ORDER BY m.seq DESC LIMIT 1) AS before,
 (SELECT coalesce(json_agg(n.degrees ORDER BY n.mark), '[]')::text FROM (SELECT DISTINCT ON (m.mark) m.mark, m.degrees
  FROM messages AS m WHERE m.shop=f.shop AND m.conversation=s.conversation AND m.seq>f.seq AND m.seq<=f.seq+60
  AND m.sender='customer' AND m.received_at<=f.at+$4 ORDER BY m.mark, m.seq DESC LIMIT $5) AS n)
 FROM feedback AS f JOIN suggestions AS s ON s.shop=f.shop AND s.id=f.suggestion_id
 WHERE f.shop=$1 AND f.at>=$2 AND f.outcome='sent' AND f.seq IS NOT NULL AND s.script_id IS NOT NULL
 ORDER BY f.at DESC, f.suggestion_id LIMIT $3"""
_MESSAGES = """SELECT * FROM (SELECT m.shop, m.conversation, m.version, m.received_at, m.sender, c.agent_id, c.team_id,
 m.degrees, m.tier, m.form, CASE WHEN m.sender='agent' THEN m.attached END FROM messages AS m JOIN conversations AS c
 ON c.shop=m.shop AND c.id=m.conversation WHERE m.received_at>=greatest($1, $2) ORDER BY m.received_at DESC
 LIMIT 200000) AS newest ORDER BY received_at, version"""
_SILENCES = """SELECT * FROM (SELECT s.shop, s.conversation, s.version, s.at, '', c.agent_id, c.team_id, s.degrees,
 s.tier, 0, NULL FROM silences AS s JOIN conversations AS c ON c.shop=s.shop AND c.id=s.conversation
 WHERE s.at>=greatest($1, $2) ORDER BY s.at DESC LIMIT 200000) AS newest ORDER BY at, version"""
_SAID_OTHERWISE = {CLAIM: _CLAIM, RELEASE: _RELEASE, USES: _USES, MESSAGES: _MESSAGES, SILENCES: _SILENCES}


@lru_cache(maxsize=1024)
def translated(sql: str) -> str:
    """The statement as PostgreSQL takes it."""
    known = _SAID_OTHERWISE.get(sql)
    if known is not None:
        return known
    numbers = iter(range(1, 1000))
    return _MARK.sub(lambda found: f"${found.group(1) or next(numbers)}", sql)
