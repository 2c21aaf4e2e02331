"""The one way to a new connection: after a refusal nobody knocks again for a moment: nothing queues up there."""

from __future__ import annotations

import select
import threading
from time import monotonic

import psycopg
import structlog

from csassist.errors import StoreUnavailable
from csassist.store.postgres.link import Link, connect

REST_S = 0.5

log = structlog.get_logger(__name__)


class Gate:
    """Shared by all threads of a store."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._lock = threading.Lock()
        self._refused: StoreUnavailable | None = None
        self._rest_until = 0.0

    def connect(self) -> Link:
        """A new connection. Raises StoreUnavailable, at once when somebody has just been refused; why is in the log."""
        with self._lock:
            if self._refused is not None and monotonic() < self._rest_until:
                raise self._refused
            try:
                link = connect(self.url)
            except StoreUnavailable as refused:
                if self._refused is None:
                    log.error("record_unreachable", reason=refused.message)
                self._refused = StoreUnavailable("the record cannot be reached now; try again", retry_after_s=2)
                self._rest_until = monotonic() + REST_S
                raise self._refused from None
            if self._refused is not None:
                log.info("record_reached_again")
            self._refused = None
            return link


def alive(link: Link) -> bool:
    """False when the server has hung up: an idle connection has nothing to say."""
    if link.closed or link.broken:
        return False
    try:
        look = select.poll()  # select() knows no descriptor above 1023, and a node has thousands of sockets
        look.register(link.fileno(), select.POLLIN)
        return not look.poll(0)
    except (psycopg.Error, OSError):
        return False
