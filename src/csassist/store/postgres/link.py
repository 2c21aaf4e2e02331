"""One connection to PostgreSQL: how it is opened, how long it may keep silent, whose fault an error is.

No message of the driver leaves this file: it may name what stands in the address, the password too.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.numeric import Int8BinaryDumper
from psycopg.types.string import BytesBinaryDumper

from csassist.errors import StoreUnavailable

T = TypeVar("T")

CONNECT_S = 3
ANSWER_S = 10.0  # one answer of the server; beyond it the connection is taken for dead
# A server that is stuck gives up by itself, a little sooner than we do; one that we lost lets go of our locks.
_LIMITS = (
    "-c statement_timeout=9000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=15000 -c timezone=UTC"
    " -c default_transaction_isolation=read\\ committed"
    " -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
)
_NETWORK = {
    "connect_timeout": CONNECT_S,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "csassist",
    "client_encoding": "utf8",
}

# What the server or the way to it can do to us; anything else is the fault of one job or question.
SERVER_FAULTS = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.ReadOnlySqlTransaction, OSError)
# Two nodes met: whoever lost may try again at once, nothing of it was written.
MET = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
# By the server's code where there is one, else by its words: a refusal at the door comes without a code.
_REASONS = (
    ("28P01", "password authentication failed", "the user or the password is wrong"),
    ("28000", "no pg_hba.conf entry", "this user may not come in from here"),
    ("3D000", " does not exist", "there is no such database or user"),
    ("53300", "too many", "it has no connection left; raise its max_connections"),
    ("57P03", "the database system is", "it is starting or stopping"),
    ("42501", "permission denied", "the user may not make tables there; let him own the database"),
)


class Link(psycopg.Connection[Any]):
    """A connection that never waits longer than `patience` seconds for an answer."""

    patience = ANSWER_S

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """As psycopg waits, with an end."""
        return super().wait(gen, interval, self.patience if timeout is None else timeout)


def place_of(url: str) -> str:
    """host:port/database, for people. Raises StoreUnavailable S508 when the address cannot be read."""
    named = _read(url)
    host = named.get("host") or named.get("hostaddr") or "local socket"
    return f"{host}:{named.get('port') or 5432}/{named.get('dbname') or named.get('user') or ''}"


def connect(url: str) -> Link:
    """A connection that commits statement by statement unless told otherwise. Raises StoreUnavailable."""
    named = _read(url)
    options = f"{_LIMITS} {named.get('options') or ''}".strip()
    try:
        link = Link.connect(make_conninfo("", **{**_NETWORK, **named, "options": options}), autocommit=True)
    except (psycopg.Error, OSError) as error:
        raise unreachable(url, error) from None
    link.adapters.register_dumper(int, Int8BinaryDumper)  # one type for every number: one plan for every statement
    link.adapters.register_dumper(bytes, BytesBinaryDumper)
    return link


def unreachable(url: str, error: BaseException) -> StoreUnavailable:
    """The answer when there is no connection: where it should have led, and why it did not when that is known."""
    code, words = getattr(error, "sqlstate", None), str(error)
    known = (why for number, part, why in _REASONS if number == code or part in words)
    why = next(known, "no answer; check that it runs and can be reached")
    return StoreUnavailable(f"PostgreSQL at {place_of(url)}: {why}", retry_after_s=2)


def let_go(link: Link | None) -> None:
    """Closes it, whatever state it is in."""
    if link is not None:
        with suppress(psycopg.Error, OSError):  # it may be gone already
            link.close()


def _read(url: str) -> dict[str, Any]:
    try:
        named = {name: value for name, value in conninfo_to_dict(url).items() if value is not None}
        int(named.get("port") or 0)
        return named
    except (psycopg.Error, ValueError):
        raise StoreUnavailable(
            "the store's address cannot be read; write postgresql://user:password@host:5432/database"
            " and percent-encode special characters in the password",
            code="S508",
        ) from None
