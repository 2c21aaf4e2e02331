"""Brings a database to the newest schema, one node at a time, and knows the forms of its rows. Knows no rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import psycopg

from csassist.errors import StoreUnavailable
from csassist.store.codec import Form, current_form
from csassist.store.postgres.gate import Gate
from csassist.store.postgres.link import SERVER_FAULTS, Link, connect, let_go, unreachable
from csassist.store.schema import require_known, steps_of

_TURN = 0x637361737369  # the advisory lock of whoever changes the schema
_PATIENCE_S = 3600.0  # a large table takes its time
_OLDEST = 130_000  # server_version_num


def migrations() -> tuple[tuple[int, str], ...]:
    """(number, SQL) in order, read from the package."""
    return steps_of("csassist.store.postgres")


def prepare(url: str) -> tuple[int, Forms]:
    """Migrates and settles the form that this code writes: (its number, all forms). Several nodes may call it at once.

    Raises StoreUnavailable: S503 cannot be reached or written, S505 written by a newer csassist.
    """
    link = connect(url)
    try:
        link.patience = _PATIENCE_S
        link.execute("SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0")
        _require_server(link)
        link.execute("SELECT pg_advisory_lock(%s)", (_TURN,))
        _migrate(link)
        number = _settle_form(link)
        return number, Forms(Gate(url), read_forms(link))
    except (*SERVER_FAULTS, psycopg.ProgrammingError) as error:
        raise unreachable(url, error) from None
    finally:
        let_go(link)


def guarded(url: str) -> bool:
    """False when the user passes by row-level security (superuser, BYPASSRLS): then the second wall is not there."""
    link = connect(url)
    try:
        sql = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        row = link.execute(sql).fetchone()
        return row is not None and not row[0]
    except SERVER_FAULTS as error:
        raise unreachable(url, error) from None
    finally:
        let_go(link)


def schema_of(link: Link) -> int:
    """The number of the newest migration that was applied, 0 for an empty database."""
    if link.execute("SELECT to_regclass('schema_steps')").fetchone() == (None,):
        return 0
    row = link.execute("SELECT coalesce(max(number), 0) FROM schema_steps").fetchone()
    return 0 if row is None else int(row[0])


class Forms(dict[int, Form]):
    """Forms by number. A number that is not known yet was added by a newer node: it is looked up."""

    def __init__(self, gate: Gate, known: Mapping[int, Form]) -> None:
        super().__init__(known)
        self._gate = gate

    def __missing__(self, number: int) -> Form:
        link = self._gate.connect()
        try:
            self.update(read_forms(link))
        finally:
            let_go(link)
        if number not in self:
            raise KeyError(number)
        return self[number]


def _require_server(link: Link) -> None:
    if link.pgconn.server_version < _OLDEST:
        raise StoreUnavailable("PostgreSQL 13 or newer is needed; this server is older", code="S508")


def _migrate(link: Link) -> None:
    steps = migrations()
    newest = steps[-1][0]
    present = schema_of(link)
    require_known(present, newest)
    for number, sql in steps:
        if number > present:
            with link.transaction():
                link.execute("CREATE TABLE IF NOT EXISTS schema_steps (number INTEGER PRIMARY KEY)")
                link.execute(sql.encode())
                link.execute("INSERT INTO schema_steps VALUES (%s)", (number,))


def _settle_form(link: Link) -> int:
    fields = orjson.dumps(current_form()).decode()
    link.execute("INSERT INTO forms (fields) VALUES (%s) ON CONFLICT DO NOTHING", (fields,))
    row: tuple[Any, ...] | None = link.execute("SELECT number FROM forms WHERE fields = %s", (fields,)).fetchone()
    assert row is not None
    return int(row[0])


def read_forms(link: Link) -> dict[int, Form]:
    """Every form of the database by number."""
    return {int(number): orjson.loads(text) for number, text in link.execute("SELECT number, fields FROM forms")}
