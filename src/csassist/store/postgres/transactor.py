"""The writing connection: store.writer.Transactor. One transaction for what has queued up, in step with other nodes.

Before anything else it locks, in one order, all that it will touch: nodes wait for each other but never in a circle.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from time import perf_counter

import psycopg
import structlog

from csassist.errors import InvalidInput, StoreUnavailable
from csassist.store.intervention_jobs import WhisperJob
from csassist.store.jobs import CommitJob
from csassist.store.library_jobs import DecideJob, DeleteJob, ProposeJob, PutJob, ScriptJob
from csassist.store.personal_jobs import AgeJob, EraseJob
from csassist.store.postgres.commits import write_commits
from csassist.store.postgres.company import Place, until_taken
from csassist.store.postgres.gate import Gate, alive
from csassist.store.postgres.link import MET, SERVER_FAULTS, Link, let_go
from csassist.store.postgres.session import PostgresSession
from csassist.store.session import Purpose, Scope
from csassist.store.star import StarJob
from csassist.store.writer import Ticket, Timed, nobody_times, unavailable

MEETINGS = 4  # how often a transaction that another node's broke is tried
_LOCK = "SELECT pg_advisory_xact_lock(k) FROM unnest(?::bigint[]) AS k"
_LIBRARY = (PutJob, DeleteJob, ScriptJob, ProposeJob, DecideJob)
_AUDIT = (WhisperJob, StarJob)

log = structlog.get_logger(__name__)


class PostgresTransactor:
    """Connects when there is something to write, and again when the server has hung up."""

    def __init__(self, gate: Gate, timed: Timed = nobody_times, place: Place | None = None) -> None:
        """`place` = this node's at the record; None for verbs beside a service."""
        self._gate = gate
        self._place = place
        self._timed = timed
        self._node = secrets.randbits(62)
        self._link: Link | None = None

    def settle(self) -> None:
        """At a start: connects at once, so that a place that is taken is known. Raises StoreUnavailable, S509."""
        self._link = until_taken(self._connect, self._gate.url)

    def transact(self, batch: Sequence[Ticket]) -> list[object]:
        """One transaction. Whether a COMMIT without an answer went through is not known: then nobody gets one."""
        if self._link is None or not alive(self._link):
            self.close()
            self._link = self._connect()
        for _ in range(MEETINGS - 1):
            try:
                return self._once(self._link, batch)
            except MET:
                self._link.execute("ROLLBACK")
        return self._once(self._link, batch)

    def abandon(self, error: Exception) -> StoreUnavailable | None:
        """Nothing of the transaction stays; the connection does only when a job was to blame."""
        if isinstance(error, StoreUnavailable):
            return error
        if isinstance(error, SERVER_FAULTS):
            self.close()
            return unavailable(error)
        try:
            if self._link is not None:
                self._link.execute("ROLLBACK")
        except psycopg.Error as fault:
            self.close()
            return unavailable(fault)
        return None

    def close(self) -> None:
        """Lets the connection go."""
        let_go(self._link)
        self._link = None

    def _connect(self) -> Link:
        """The node shows that it lives by a lock under its number: what it holds in the outbox is nobody else's."""
        link = self._gate.connect()
        sql = "SELECT set_config('csassist.node', %s, false), pg_try_advisory_lock(%s)"
        try:
            link.execute(sql, (str(self._node), self._node))
            if self._place is not None:
                self._place.take(link)
        except BaseException:
            let_go(link)
            raise
        return link

    def _once(self, link: Link, batch: Sequence[Ticket]) -> list[object]:
        started = perf_counter()
        try:
            with link.pipeline() as pipeline:
                session = PostgresSession(link, pipeline)
                session.execute("BEGIN")
                session.execute(_LOCK, ([*_locks(batch)],))
                outcomes = _apply(session, batch)
                ended = session.execute("COMMIT")
        except psycopg.DataError as error:
            raise InvalidInput("the text holds a character that cannot be on record (U+0000)") from error
        if ended.cursor.statusmessage != "COMMIT":
            raise psycopg.OperationalError("the transaction was not committed")
        self._timed(perf_counter() - started)
        return outcomes


def _apply(session: PostgresSession, batch: Sequence[Ticket]) -> list[object]:
    """Decisions first, then the rest, each in the order of arrival."""
    outcomes: list[object] = [None] * len(batch)
    commits: list[tuple[int, CommitJob]] = []
    others: list[tuple[int, Ticket]] = []
    for place, ticket in enumerate(batch):
        if isinstance(ticket.job, CommitJob):
            commits.append((place, ticket.job))
        else:
            others.append((place, ticket))
    for round_ in _rounds(commits):
        for (place, _), outcome in zip(round_, write_commits(session, [job for _, job in round_]), strict=True):
            outcomes[place] = outcome
    for place, ticket in others:
        session.enter(ticket.scope)
        outcomes[place] = ticket.job.apply(session)
    return outcomes


def _rounds(commits: list[tuple[int, CommitJob]]) -> Iterator[list[tuple[int, CommitJob]]]:
    """One conversation once a round: what was decided on top of another decision waits for what becomes of it."""
    while commits:
        round_: list[tuple[int, CommitJob]] = []
        later: list[tuple[int, CommitJob]] = []
        seen: set[tuple[str, str]] = set()
        for place, job in commits:
            (later if job.key in seen else round_).append((place, job))
            seen.add(job.key)
        yield sorted(round_, key=lambda one: one[1].key[0])
        commits = later


def _locks(batch: Sequence[Ticket]) -> list[int]:
    """Numbers of what the batch touches, in the one order that every node keeps."""
    return sorted({_number(name) for ticket in batch for name in _touched(ticket)})


def _touched(ticket: Ticket) -> Iterator[tuple[str, ...]]:
    job = ticket.job
    if isinstance(job, CommitJob):
        yield ("conversation", *job.key)
        if job.commit.deeds:
            yield ("audit", job.key[0])
        if job.commit.seen is not None:
            yield ("customer", job.key[0], job.commit.seen.said.id or "")
    elif isinstance(job, EraseJob | AgeJob):
        yield ("audit", _name(ticket.scope))
        if job.key is not None:
            yield ("conversation", *job.key)
    elif isinstance(job, _LIBRARY):
        yield ("library", _name(ticket.scope))
    elif isinstance(job, _AUDIT):
        yield ("audit", _name(ticket.scope))
    else:
        yield (type(job).__name__, _name(ticket.scope))


def _name(scope: Scope) -> str:
    return f"*{scope.value}" if isinstance(scope, Purpose) else scope


def _number(name: tuple[str, ...]) -> int:
    digest = blake2b("\0".join(name).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
