"""Who serves this record: one node without a broker, or any number with one. Told by a lock that dies with its node.

Two nodes without a broker would not hear of each other: sidebars on one would miss what the other decides.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from time import monotonic, sleep
from typing import Any

from csassist.errors import StoreUnavailable
from csassist.frozen import frozen
from csassist.store.postgres.link import SERVER_FAULTS, Link, connect, let_go, unreachable

PATIENCE_S = 3.0  # at a start: whoever was killed a moment ago may not have been missed yet
ENDING_S = 1.0  # what the server needs to end a connection at most
_PLACE = 0x6373617369737470  # the advisory lock of whoever serves the record
_HELD = " ".join(
    (
        "FROM pg_locks WHERE locktype='advisory' AND objsubid=1 AND granted AND database=(SELECT oid FROM pg_database",
        "WHERE datname=current_database()) AND (classid::bigint << 32) + objid::bigint=%s",
    )
)
_FORMER = "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity AS a WHERE (a.pid, a.backend_start)=(%s, %s)"
_REFUSED = {
    True: "another node serves this record, and this one has no broker: neither would hear of the other; set"
    " CSASSIST_BROKER=redis://… on both, or stop the other one",
    False: "a node without a broker serves this record: it would not hear of this one; set CSASSIST_BROKER=redis://…"
    " there too, or stop it",
}


class Company(Enum):
    """How a node stands to others on one record: what it has a broker for."""

    ALONE = "alone"
    TOGETHER = "together"


@frozen
class Present:
    """Who serves a record now: `alone` = a node without a broker, `together` = how many with one."""

    alone: bool
    together: int


class Place:
    """A node's place at the record, taken anew on every connection that it writes with."""

    def __init__(self, company: Company) -> None:
        self._alone = company is Company.ALONE
        self._former: tuple[Any, ...] | None = None

    def take(self, link: Link) -> None:
        """Held until the connection ends. Raises StoreUnavailable S509: then this node must not write."""
        former, self._former = self._former, None
        if former is not None:  # the server may not know yet that our former connection is dead
            link.execute(_FORMER, former)
        deadline = monotonic() + (0.0 if former is None else ENDING_S)
        taken = "pg_try_advisory_lock" if self._alone else "pg_try_advisory_lock_shared"
        sql = " ".join(
            ("SELECT pid, backend_start FROM pg_stat_activity WHERE pid=pg_backend_pid() AND", taken, "(%s)")
        )
        while (row := link.execute(sql.encode(), (_PLACE,)).fetchone()) is None:
            if monotonic() >= deadline:
                raise StoreUnavailable(_REFUSED[self._alone], code="S509", retry_after_s=2)
            sleep(0.02)
        self._former = row


def until_taken(connect_once: Callable[[], Link], url: str) -> Link:
    """At a start: a connection with its place. Blocks a moment. Raises StoreUnavailable, S509 when it is taken."""
    deadline = monotonic() + PATIENCE_S
    while True:
        try:
            return connect_once()
        except StoreUnavailable as refused:
            if refused.code != "S509" or monotonic() > deadline:
                raise
        except SERVER_FAULTS as error:
            raise unreachable(url, error) from None
        sleep(0.1)


def present(url: str) -> Present:
    """Looks, takes nothing. Raises StoreUnavailable."""
    link = connect(url)
    try:
        sql = " ".join(("SELECT mode, count(*)", _HELD, "GROUP BY mode"))
        modes = dict(link.execute(sql.encode(), (_PLACE,)).fetchall())
    except SERVER_FAULTS as error:
        raise unreachable(url, error) from None
    finally:
        let_go(link)
    return Present("ExclusiveLock" in modes, modes.get("ShareLock", 0))
