"""Many decisions in two trips to the server: all heads first (message and state, compared and set), then the rest.

A head is one statement: without its message the state does not move, so a duplicate changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from csassist.errors import StaleConversation
from csassist.store.jobs import (
    COLUMNS_OF_STATE,
    INSERT_CONVERSATION,
    INSERT_MESSAGE,
    UPDATE_CONVERSATION,
    CommitJob,
    Present,
    stale,
)
from csassist.store.postgres.session import PostgresSession, Sent

Outcome = Present | StaleConversation | None

_IF_SAID = "EXISTS (SELECT 1 FROM said)"
_BEGIN = " ".join(("INSERT INTO conversations (", COLUMNS_OF_STATE, ") SELECT", ",".join("?" * 15)))
_FIRST_WORD = " ".join((_BEGIN, "WHERE", _IF_SAID, "ON CONFLICT DO NOTHING"))
_NEXT_WORD = " ".join((UPDATE_CONVERSATION, "AND", _IF_SAID))


def _head(state: str) -> str:
    """One statement that says the message, moves the state if that was said, and tells of both."""
    parts = ("WITH said AS (", INSERT_MESSAGE, "RETURNING 1), moved AS (", state, "RETURNING 1)")
    return " ".join((*parts, "SELECT (SELECT count(*) FROM said), (SELECT count(*) FROM moved)"))


_FIRST_HEAD, _NEXT_HEAD = _head(_FIRST_WORD), _head(_NEXT_WORD)
_TOOK_BACK = "DELETE FROM messages WHERE shop=? AND conversation=? AND seq=? AND id=?"


def write_commits(session: PostgresSession, jobs: Sequence[CommitJob]) -> list[Outcome]:
    """What CommitJob.apply returns, for each. `jobs` in the order in which they were handed over."""
    heads = []
    for job in jobs:
        session.enter(job.key[0])
        heads.append(_send_head(session, job))
    moved = [_said_and_moved(head) for head in heads]
    outcomes: list[Outcome] = []
    for job, (said, went) in zip(jobs, moved, strict=True):
        session.enter(job.key[0])
        outcomes.append(_finish(session, job, said=said, went=went))
    return outcomes


def _send_head(session: PostgresSession, job: CommitJob) -> Sent | None:
    if job.stands_on_nothing:
        return None
    expected = job.commit.expected_version
    if job.message is None:
        if expected == 0:
            return session.execute(f"{INSERT_CONVERSATION} RETURNING 0, 1", job.conversation)
        return session.execute(f"{UPDATE_CONVERSATION} RETURNING 0, 1", (*job.conversation, expected))
    if expected == 0:
        return session.execute(_FIRST_HEAD, (*job.message, *job.conversation))
    return session.execute(_NEXT_HEAD, (*job.message, *job.conversation, expected))


def _said_and_moved(head: Sent | None) -> tuple[bool, bool]:
    """(its message was written, its state moved)."""
    row = None if head is None else head.fetchone()
    return (False, False) if row is None else (bool(row[0]), bool(row[1]))


def _finish(session: PostgresSession, job: CommitJob, *, said: bool, went: bool) -> Outcome:
    if went:
        job.lost = False
        job.write_rest(session)
        return None
    job.lost = True
    if said and job.message is not None:
        session.execute(_TOOK_BACK, job.message[:4])
        return stale()
    return stale() if job.stands_on_nothing else job.find_present(session) or stale()
