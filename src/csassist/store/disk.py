"""The SQLite file's two ends: the connection that writes and those that read. Knows no tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TypeVar

import apsw
import structlog

from csassist.errors import StoreUnavailable
from csassist.store.personal_jobs import ScrubJob
from csassist.store.session import Scope, Session
from csassist.store.writer import RETRY_AFTER_S, Ticket, Timed, nobody_times, unavailable

T = TypeVar("T")

log = structlog.get_logger(__name__)

# What the disk (or another process that holds the file) can do to us; anything else is the fault of one job.
DISK_FAULTS = (
    apsw.IOError, apsw.FullError, apsw.ReadOnlyError, apsw.CantOpenError, apsw.BusyError, apsw.LockedError,
    apsw.CorruptError, apsw.NotADBError, apsw.PermissionsError, apsw.ProtocolError, apsw.NoMemError, OSError,
)  # fmt: skip

# Faults that pass with their cause. The connection must outlive them: a commit that failed only at its sync lies whole
# in the log, the rollback is known to this connection alone, and opening anew would recover what we said is not there.
PASSING = (apsw.IOError, apsw.FullError, apsw.BusyError, apsw.LockedError, apsw.NoMemError)


class DiskTransactor:
    """Implements store.writer.Transactor over the file's one writing connection."""

    def __init__(self, db: apsw.Connection, reopen: Callable[[], apsw.Connection], timed: Timed = nobody_times) -> None:
        self._db: apsw.Connection | None = db
        self._reopen = reopen
        self._timed = timed

    def transact(self, batch: Sequence[Ticket]) -> list[object]:
        """One transaction, one sync."""
        if self._db is None:
            self._db = self._reopen()
            log.info("record_reopened")
        started = perf_counter()
        cursor = self._db.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        outcomes = [ticket.job.apply(cursor) for ticket in batch]
        cursor.execute("COMMIT")
        self._timed(perf_counter() - started)
        if any(isinstance(ticket.job, ScrubJob) for ticket in batch):
            folded = _fold_in(self._db)
            outcomes = [folded if isinstance(t.job, ScrubJob) else o for t, o in zip(batch, outcomes, strict=True)]
        return outcomes

    def abandon(self, error: Exception) -> StoreUnavailable | None:
        """Rolls back. After a fault that does not pass, the next batch opens anew."""
        disk = isinstance(error, DISK_FAULTS)
        self._roll_back(reconnect=disk and not isinstance(error, PASSING))
        return unavailable(error) if disk else None

    def close(self) -> None:
        """Folds the log into the file."""
        if self._db is not None:
            _let_go(self._db)
            self._db = None

    def _roll_back(self, *, reconnect: bool) -> None:
        if self._db is None:
            return
        try:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
        except apsw.Error:
            reconnect = True
        if reconnect:
            self._db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)  # the disk has just refused
            self.close()


class DiskAsker:
    """Implements store.reader.Asker over a connection that cannot write. Every shop's rows are in the one file."""

    def __init__(self, open_connection: Callable[[], apsw.Connection]) -> None:
        """Raises StoreUnavailable."""
        try:
            self._db = open_connection()
        except DISK_FAULTS as error:
            raise _unreadable(error) from error

    def ask(self, question: Callable[[Session], T], _scope: Scope) -> T:
        """One read transaction."""
        try:
            self._db.execute("BEGIN")
            try:
                return question(self._db)
            finally:
                self._db.execute("COMMIT")
        except DISK_FAULTS as error:
            raise _unreadable(error) from error

    def close(self) -> None:
        """Lets the file go."""
        self._db.close(True)


def _unreadable(error: BaseException) -> StoreUnavailable:
    return StoreUnavailable(
        f"the record cannot be read now ({type(error).__name__}); try again", retry_after_s=RETRY_AFTER_S
    )


def _fold_in(db: apsw.Connection) -> bool:
    """The log is empty after it; False while somebody reads in it."""
    try:
        db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    except (apsw.BusyError, apsw.LockedError):
        return False
    return True


def _let_go(db: apsw.Connection) -> None:
    """Closes whatever state it is in. What the log holds is folded in by the next who opens the file."""
    try:
        db.close(True)
    except DISK_FAULTS as error:
        log.warning("record_closed_badly", fault=type(error).__name__)
