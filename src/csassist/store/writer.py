"""The one writing thread: takes what has queued up, one transaction for all of it, one sync, then answers everybody.

What the loop decides at a time goes there together: one by one, nearly each would be a transaction of its own. Knows
not what a job writes, and where. A job's own fault fails that job; a fault of the record the batch, whole.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import structlog

from csassist.errors import StoreUnavailable
from csassist.store.jobs import CommitJob, Job
from csassist.store.session import Purpose, Scope

GATHER_S = 0.004  # how long a job waits for others at most, in a crowd; alone it waits for nobody
BATCH = 256  # jobs in one transaction at most: bounds both the wait of the first and the log of one commit
RETRY_AFTER_S = 2

log = structlog.get_logger(__name__)


class Ticket(NamedTuple):
    """A job, who waits for it, and for whom it writes."""

    job: Job
    future: asyncio.Future[object]
    scope: Scope


Settle = Callable[[Sequence[Ticket], Sequence[object]], None]
Timed = Callable[[float], None]  # seconds from BEGIN to the end of the sync; called in the thread that writes


class Transactor(Protocol):
    """The writing connection of one engine. Used by the writing thread alone."""

    def transact(self, batch: Sequence[Ticket]) -> list[object]:
        """What each job returned, once all of it is durable. Connects when it is not connected."""
        ...

    def abandon(self, error: Exception) -> StoreUnavailable | None:
        """Nothing of the transaction stays. The answer for everybody, None when a job is to blame, not the record."""
        ...

    def close(self) -> None:
        """Lets the connection go, whatever state it is in."""
        ...


def nobody_times(_: float) -> None:
    """For whoever does not measure."""


def unavailable(error: BaseException) -> StoreUnavailable:
    """The answer for a fault of disk or server. The driver's words name no customer text."""
    return StoreUnavailable(
        f"the record cannot be written now ({type(error).__name__}); try again", retry_after_s=RETRY_AFTER_S
    )


class _Crowd:
    """When gathered jobs go to the thread: one alone at once, a crowd after the pass that brings no more."""

    __slots__ = ("_came", "_crowded", "_go", "_loop", "_seen", "_until")

    def __init__(self, go: Callable[[], None]) -> None:
        self._go = go
        self._loop: asyncio.AbstractEventLoop | None = None
        self._came = self._seen = 0  # jobs in passes that follow each other; those when the last one ended
        self._crowded = False
        self._until = 0.0

    def joined(self, loop: asyncio.AbstractEventLoop) -> None:
        """One more was gathered."""
        if loop is not self._loop:  # nobody looks any more on one that ended
            self._loop, self._came, self._seen = loop, 0, 0
        self._came += 1
        if self._came == 1:
            self._until = loop.time() + GATHER_S
            loop.call_soon(self._look, loop)  # after whatever is ready to run now
        if not self._crowded:
            self._go()
        elif loop.time() >= self._until:
            self._until = loop.time() + GATHER_S
            self._go()

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """At the end of a pass: two jobs are a crowd, and while passes bring some more may come."""
        if self._came > self._seen and loop.time() < self._until:
            self._crowded = self._crowded or self._came > 1
            self._seen = self._came
            loop.call_soon(self._look, loop)
        else:
            self._crowded = self._came > 1
            self._came = self._seen = 0
            self._go()


class Writer:
    """Owns the writing thread. `settle` runs on the loop, once per batch, in order of arrival."""

    def __init__(self, transactor: Transactor, settle: Settle, most: int = BATCH) -> None:
        """`most` jobs go into one transaction."""
        self._transactor = transactor
        self._settle = settle
        self._most = most
        self._queue: queue.SimpleQueue[Ticket | None] = queue.SimpleQueue()
        self._gathered: list[Ticket] = []
        self._gate = threading.Lock()
        self._crowd = _Crowd(self._hand_over)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="csassist-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job, scope: Scope = Purpose.HOUSE) -> asyncio.Future[object]:
        """Gives a job its place in the queue now; the future resolves after the sync.

        Its exception is StoreUnavailable or the job's own. `scope` = the shop whose rows it writes; across shops it
        may do only what the engine opens for that.
        """
        if self._closed:
            raise StoreUnavailable("the store is closed")
        loop = asyncio.get_running_loop()
        self._loop = loop
        future: asyncio.Future[object] = loop.create_future()
        self._gathered.append(Ticket(job, future, scope))
        self._crowd.joined(loop)
        return future

    def _hand_over(self) -> None:
        """On the loop; at the end by whoever closes, in a thread of his own."""
        with self._gate:
            for ticket in self._gathered:
                self._queue.put(ticket)
            self._gathered.clear()

    def close(self) -> None:
        """Finishes what was queued, lets the connection go, ends the thread. Blocks."""
        if not self._closed:
            self._closed = True
            self._hand_over()
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        open_for_work = True
        while open_for_work:
            batch, open_for_work = self._take()
            if batch:
                self._answer(batch, self._write(batch))
        self._transactor.close()

    def _take(self) -> tuple[list[Ticket], bool]:
        """Waits for one ticket and takes what else is there. False with it: the end was asked for."""
        batch: list[Ticket] = []
        ticket = self._queue.get()
        while ticket is not None:
            batch.append(ticket)
            if len(batch) >= self._most:
                return batch, True
            try:
                ticket = self._queue.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False

    def _write(self, batch: Sequence[Ticket]) -> list[object]:
        try:
            return self._transactor.transact(batch)
        except Exception as error:  # noqa: BLE001 - whatever a job does, the thread that writes must go on
            answer = self._transactor.abandon(error)
            if answer is not None:
                log.error("record_not_written", jobs=len(batch), fault=type(error).__name__)
                _lose(batch)
                return [answer] * len(batch)
            if len(batch) > 1:
                return [self._write([ticket])[0] for ticket in batch]
            _lose(batch)
            log.error("job_refused", job=type(batch[0].job).__name__, fault=type(error).__name__)
            return [error]

    def _answer(self, batch: Sequence[Ticket], outcomes: Sequence[object]) -> None:
        if self._loop is None or self._loop.is_closed():
            return
        try:
            self._loop.call_soon_threadsafe(self._settle, batch, outcomes)
        except RuntimeError:
            log.warning("nobody_waits", jobs=len(batch))  # the loop ended between the look and the call


def _lose(batch: Sequence[Ticket]) -> None:
    """Whatever was decided on top of these must not be written."""
    for ticket in batch:
        if isinstance(ticket.job, CommitJob):
            ticket.job.lost = True
