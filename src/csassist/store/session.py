"""What jobs and questions know of a database: statements and rows, and for whom they are asked. Knows no engine.

Statements are written so that every engine takes them (`?` or `?1` for values); what cannot be is translated by name in
store/postgres/dialect.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, Protocol

Row = tuple[Any, ...]


class Purpose(Enum):
    """Why something is asked across shops: an engine with walls between shops opens just what that needs."""

    HOUSE = "house"  # clocks, outbox, keys, counts: what the service does for all shops at once
    FIGURES = "figures"  # times and senders of messages
    RETENTION = "retention"  # which texts have grown old
    INSPECTION = "inspection"  # `csassist store`: reads everything, writes nothing


Scope = str | Purpose  # a shop, or a purpose


class Rows(Protocol):
    """What a statement gave."""

    def __iter__(self) -> Iterator[Any]: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Session(Protocol):
    """Where a question is asked: one read transaction."""

    def execute(self, statements: str, bindings: Sequence[Any] | None = None) -> Rows: ...


class Changes(Protocol):
    """Tells what the newest statement changed."""

    def changes(self) -> int: ...


class Cursor(Session, Protocol):
    """Where a job writes: inside the transaction of its batch."""

    @property
    def connection(self) -> Changes: ...
