"""Reading connections on a few threads, one read transaction per question. Knows no SQL and no engine."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

from csassist.errors import StoreUnavailable
from csassist.store.session import Purpose, Scope, Session

T = TypeVar("T")


class Asker(Protocol):
    """A reading connection of one engine. Used by one thread."""

    def ask(self, question: Callable[[Session], T], scope: Scope, /) -> T:
        """The answer, as of one moment. Raises StoreUnavailable: then the connection is not used again."""
        ...

    def close(self) -> None: ...


class Readers:
    """Runs questions beside the event loop. A connection that met a fault of disk or server is thrown away."""

    def __init__(self, open_asker: Callable[[], Asker], threads: int) -> None:
        """`open_asker` raises StoreUnavailable when it cannot."""
        self._open = open_asker
        self._closed = False
        self._local = threading.local()
        self._all: list[Asker] = []
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="csassist-reader")

    async def ask(self, question: Callable[[Session], T], scope: Scope = Purpose.HOUSE) -> T:
        """The answer, as of one moment. Raises StoreUnavailable when the record cannot be read.

        `scope` = the shop whose rows are read; across shops only what the engine opens for that can be seen.
        """
        if self._closed:
            raise StoreUnavailable("the store is closed")
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._answer, question, scope)

    def close(self) -> None:
        """Waits for running questions, then closes every connection."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)
        for asker in self._all:
            asker.close()
        self._all.clear()

    def _answer(self, question: Callable[[Session], T], scope: Scope) -> T:
        asker: Asker | None = getattr(self._local, "asker", None)
        if asker is None:
            asker = self._local.asker = self._open()
            self._all.append(asker)
        try:
            return asker.ask(question, scope)
        except StoreUnavailable:
            self._local.asker = None
            self._all.remove(asker)
            asker.close()
            raise
