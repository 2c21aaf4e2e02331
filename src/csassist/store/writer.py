"""The one writing thread: takes what has queued up, one transaction for all of it, one sync, then answers everybody.

Refuses to know what a job writes. A job's own fault fails that job; a fault of the disk fails the batch, whole.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from time import perf_counter

import apsw
import structlog

from csassist.errors import StoreUnavailable
from csassist.store.jobs import Job

BATCH = 256  # jobs in one transaction at most: bounds both the wait of the first and the log of one commit
RETRY_AFTER_S = 2

log = structlog.get_logger(__name__)

# What the disk (or another process that holds the file) can do to us; anything else is the fault of one job.
DISK_FAULTS = (
    apsw.IOError, apsw.FullError, apsw.ReadOnlyError, apsw.CantOpenError, apsw.BusyError, apsw.LockedError,
    apsw.CorruptError, apsw.NotADBError, apsw.PermissionsError, apsw.ProtocolError, apsw.NoMemError, OSError,
)  # fmt: skip

# Faults that pass with their cause. The connection must outlive them: a commit that failed only at its sync lies whole
# in the log, the rollback is known to this connection alone, and opening anew would recover what we said is not there.
PASSING = (apsw.IOError, apsw.FullError, apsw.BusyError, apsw.LockedError, apsw.NoMemError)

Ticket = tuple[Job, "asyncio.Future[object]"]
Settle = Callable[[Sequence[Ticket], Sequence[object]], None]
Timed = Callable[[float], None]  # seconds from BEGIN to the end of the sync; called in the thread that writes


def nobody_times(_: float) -> None:
    """For whoever does not measure."""


def unavailable(error: BaseException) -> StoreUnavailable:
    """The answer for a disk fault. The driver's words name no customer text."""
    return StoreUnavailable(
        f"the record cannot be written now ({type(error).__name__}); try again", retry_after_s=RETRY_AFTER_S
    )


class Writer:
    """Owns the writing connection and its thread. `settle` runs on the loop, once per batch, in order of arrival."""

    def __init__(
        self, db: apsw.Connection, reopen: Callable[[], apsw.Connection], settle: Settle, timed: Timed = nobody_times
    ) -> None:
        self._db: apsw.Connection | None = db
        self._timed = timed
        self._reopen = reopen
        self._settle = settle
        self._queue: queue.SimpleQueue[Ticket | None] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="csassist-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> asyncio.Future[object]:
        """Queues a job now; the future resolves after the sync. Its exception is StoreUnavailable or the job's own."""
        if self._closed:
            raise StoreUnavailable("the store is closed")
        loop = asyncio.get_running_loop()
        self._loop = loop
        future: asyncio.Future[object] = loop.create_future()
        self._queue.put((job, future))
        return future

    def waiting(self) -> int:
        """How many jobs queue for the next transaction."""
        return self._queue.qsize()

    def close(self) -> None:
        """Finishes what was queued, folds the log into the file, ends the thread. Blocks."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        open_for_work = True
        while open_for_work:
            batch, open_for_work = self._take()
            if batch:
                self._answer(batch, self._write(batch))
        if self._db is not None:
            _let_go(self._db)
            self._db = None

    def _take(self) -> tuple[list[Ticket], bool]:
        """Waits for one ticket and takes what else is there. False with it: the end was asked for."""
        batch: list[Ticket] = []
        ticket = self._queue.get()
        while ticket is not None:
            batch.append(ticket)
            if len(batch) >= BATCH:
                return batch, True
            try:
                ticket = self._queue.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False

    def _write(self, batch: Sequence[Ticket]) -> list[object]:
        try:
            return self._transact(batch)
        except DISK_FAULTS as error:
            log.error("record_not_written", jobs=len(batch), fault=type(error).__name__)
            self._abandon(reconnect=not isinstance(error, PASSING))
            return [unavailable(error)] * len(batch)
        except Exception as error:  # noqa: BLE001 - whatever a job does, the thread that writes must go on
            self._abandon(reconnect=False)
            if len(batch) > 1:
                return [self._write([ticket])[0] for ticket in batch]
            log.error("job_refused", job=type(batch[0][0]).__name__, fault=type(error).__name__)
            return [error]

    def _transact(self, batch: Sequence[Ticket]) -> list[object]:
        if self._db is None:
            self._db = self._reopen()
            log.info("record_reopened")
        started = perf_counter()
        cursor = self._db.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        outcomes = [job.apply(cursor) for job, _ in batch]
        cursor.execute("COMMIT")
        self._timed(perf_counter() - started)
        return outcomes

    def _abandon(self, *, reconnect: bool) -> None:
        """Nothing of the transaction stays. `reconnect`: nor does the connection, the next batch opens anew."""
        if self._db is None:
            return
        try:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
        except apsw.Error:
            reconnect = True
        if reconnect:
            self._db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)  # the disk has just refused
            _let_go(self._db)
            self._db = None

    def _answer(self, batch: Sequence[Ticket], outcomes: Sequence[object]) -> None:
        if self._loop is None or self._loop.is_closed():
            return
        try:
            self._loop.call_soon_threadsafe(self._settle, batch, outcomes)
        except RuntimeError:
            log.warning("nobody_waits", jobs=len(batch))  # the loop ended between the look and the call


def _let_go(db: apsw.Connection) -> None:
    """Closes whatever state it is in. What the log holds is folded in by the next who opens the file."""
    try:
        db.close(True)
    except DISK_FAULTS as error:
        log.warning("record_closed_badly", fault=type(error).__name__)
