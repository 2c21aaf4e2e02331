"""Read-only connections on a few threads, one read transaction per question. Knows no SQL of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import apsw

from csassist.errors import StoreUnavailable
from csassist.store.writer import DISK_FAULTS, RETRY_AFTER_S

T = TypeVar("T")


class Readers:
    """Runs questions beside the event loop. A connection that met a disk fault is thrown away."""

    def __init__(self, open_connection: Callable[[], apsw.Connection], threads: int) -> None:
        self._open = open_connection
        self._local = threading.local()
        self._all: list[apsw.Connection] = []
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="csassist-reader")

    async def ask(self, question: Callable[[apsw.Connection], T]) -> T:
        """The answer, as of one moment. Raises StoreUnavailable when the file cannot be read."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._answer, question)

    def close(self) -> None:
        """Waits for running questions, then closes every connection."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        for db in self._all:
            db.close(True)
        self._all.clear()

    def _answer(self, question: Callable[[apsw.Connection], T]) -> T:
        try:
            db = self._connection()
            db.execute("BEGIN")
            try:
                return question(db)
            finally:
                db.execute("COMMIT")
        except DISK_FAULTS as error:
            self._forget()
            raise StoreUnavailable(
                f"the record cannot be read now ({type(error).__name__}); try again", retry_after_s=RETRY_AFTER_S
            ) from error

    def _connection(self) -> apsw.Connection:
        db: apsw.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = self._local.db = self._open()
            self._all.append(db)
        return db

    def _forget(self) -> None:
        db: apsw.Connection | None = getattr(self._local, "db", None)
        if db is not None:
            self._local.db = None
            self._all.remove(db)
            db.close(True)
