"""Where a record that comes from SQLite is laid down: page by page, each with the mark of how far it has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

import orjson
import psycopg

from csassist.errors import InvalidInput
from csassist.store.postgres.link import SERVER_FAULTS, Link, connect, let_go, unreachable
from csassist.store.postgres.look import PATIENCE_S
from csassist.store.session import Row
from csassist.store.tables import TABLES, WITHOUT_SHOP

_MARK = """INSERT INTO copies (name, source, last_key, rows) VALUES (%s, %s, %s, %s)
 ON CONFLICT (name) DO UPDATE SET last_key=excluded.last_key, rows=copies.rows+excluded.rows"""
_SERIALS = (("forms", "number"), ("cards_due", "rowid"))


class Landing:
    """The database while it is filled. One source only; what was laid down before an interruption stays."""

    def __init__(self, link: Link, source: str) -> None:
        self._link = link
        self._source = source

    def begin(self) -> None:
        """Raises InvalidInput C211 when the database holds another record already."""
        found = self._link.execute("SELECT DISTINCT source FROM copies").fetchall()
        if found == [(self._source,)]:
            return
        with self._link.transaction():
            self._link.execute("SELECT set_config('csassist.purpose', 'inspection', true)")
            held = [name for name in TABLES if name not in WITHOUT_SHOP and self._holds(name)]
            if found or held:
                raise InvalidInput("the database holds another record already; copy into an empty one", code="C211")
            for name in ("forms", "secrets"):  # what preparing the database has put there: the source has its own
                self._link.execute(" ".join(("DELETE FROM", name)).encode())
            self._link.execute(_MARK.encode(), ("", self._source, None, 0))

    def last_key(self, table: str) -> tuple[Any, ...] | None:
        """Where to go on, None at the beginning."""
        row = self._link.execute("SELECT last_key FROM copies WHERE name = %s", (table,)).fetchone()
        return None if row is None or row[0] is None else tuple(orjson.loads(row[0]))

    def put(self, table: str, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        """One page and its mark, in one transaction."""
        marks = ",".join(["%s"] * len(columns))
        sql = " ".join(("INSERT INTO", table, "(", ",".join(columns), ") VALUES (", marks, ")")).encode()
        key = [columns.index(name) for name in TABLES[table]]
        shop = None if table in WITHOUT_SHOP else columns.index("shop")
        with self._link.transaction(), self._link.cursor() as cursor:
            for name, some in groupby(rows, lambda row: "" if shop is None else row[shop]):
                cursor.execute("SELECT set_config('csassist.shop', %s, true)", (name,))
                cursor.executemany(sql, [*some])
            last = orjson.dumps([rows[-1][place] for place in key]).decode()
            cursor.execute(_MARK.encode(), (table, self._source, last, len(rows)))

    def end(self) -> None:
        """What numbers itself goes on after what was laid down."""
        for table, column in _SERIALS:
            sql = " ".join(
                ("SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max(", column, "), 0) + 1, false) FROM", table)
            )
            with self._link.transaction():
                self._link.execute("SELECT set_config('csassist.purpose', 'inspection', true)")
                self._link.execute(sql.encode(), (table, column))

    def _holds(self, table: str) -> bool:
        row = self._link.execute(" ".join(("SELECT EXISTS (SELECT 1 FROM", table, ")")).encode()).fetchone()
        return row is not None and bool(row[0])


@contextmanager
def landing(url: str, source: str) -> Iterator[Landing]:
    """A prepared database ready to be filled from `source`. Raises StoreUnavailable, InvalidInput C211."""
    link = connect(url)
    try:
        link.patience = PATIENCE_S
        link.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
        ground = Landing(link, source)
        ground.begin()
        yield ground
    except (*SERVER_FAULTS, psycopg.errors.InsufficientPrivilege) as error:
        raise unreachable(url, error) from None
    finally:
        let_go(link)
