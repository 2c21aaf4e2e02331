"""A connection as jobs and questions know it: store.session.Cursor. Sends ahead, waits when rows are asked for.

Lives inside one pipeline; a statement's fault shows at the next wait.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from csassist.store.postgres.dialect import translated
from csassist.store.postgres.link import Link
from csassist.store.session import Purpose, Scope

_SCOPE = "SELECT set_config('csassist.shop', $1, true), set_config('csassist.purpose', $2, true)"
_PART = 256  # rows made at once: many at once would hold the interpreter for all who wait for it


class Sent:
    """A statement on its way: store.session.Rows."""

    __slots__ = ("cursor",)

    def __init__(self, cursor: psycopg.RawCursor[Any]) -> None:
        self.cursor = cursor

    def __iter__(self) -> Iterator[Any]:
        while part := self.cursor.fetchmany(_PART):
            yield from part

    def fetchone(self) -> Any:
        """The next row, None when there is none."""
        return self.cursor.fetchone()

    def fetchall(self) -> list[Any]:
        """What is left."""
        return self.cursor.fetchall()


class PostgresSession:
    """One transaction's worth of statements."""

    def __init__(self, link: Link, pipeline: psycopg.Pipeline) -> None:
        self._link = link
        self._pipeline = pipeline
        self._newest: Sent | None = None
        self._scope: Scope | None = None

    @property
    def connection(self) -> PostgresSession:
        """Whom to ask for `changes`."""
        return self

    def execute(self, statements: str, bindings: Sequence[Any] | None = None) -> Sent:
        """Sends one statement; does not wait for it."""
        cursor = psycopg.RawCursor(self._link)
        cursor.execute(translated(statements).encode(), bindings, binary=True)
        self._newest = Sent(cursor)
        return self._newest

    def changes(self) -> int:
        """How many rows the newest statement changed. Waits for it."""
        if self._newest is None:
            return 0
        self._pipeline.sync()
        return self._newest.cursor.rowcount

    def enter(self, scope: Scope) -> None:
        """From here to the end of the transaction, or the next `enter`, statements are about this shop or purpose."""
        if scope != self._scope:
            named = ("", scope.value) if isinstance(scope, Purpose) else (scope, "")
            psycopg.RawCursor(self._link).execute(_SCOPE.encode(), named)
            self._scope = scope
