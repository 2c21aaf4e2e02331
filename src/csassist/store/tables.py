"""The tables of the record and what orders their rows. Knows no engine; the two schemas are held to it by tests."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

# Every table that is the record, with the columns that make a row the only one of its kind.
TABLES: dict[str, tuple[str, ...]] = {
    "forms": ("number",),
    "conversations": ("shop", "id"),
    "messages": ("shop", "conversation", "seq"),
    "silences": ("shop", "conversation", "version"),
    "alerts": ("shop", "id"),
    "suggestions": ("shop", "id"),
    "feedback": ("shop", "suggestion_id", "outcome"),
    "cards_due": ("rowid",),
    "keys": ("key_hash",),
    "promises": ("shop", "id"),
    "libraries": ("shop",),
    "products": ("shop", "id"),
    "shop_scripts": ("shop", "id", "version"),
    "proposals": ("shop", "id"),
    "effect_tables": ("shop", "version"),
    "script_effects": ("shop", "script_id", "version"),
    "customers": ("shop", "id"),
    "outcomes": ("shop", "id"),
    "escalations": ("shop", "id"),
    "audit": ("shop", "n"),
    "whispers": ("shop", "id"),
    "outbox": ("id",),
    "endpoints": ("name",),
    "star_edits": ("shop", "conversation", "n"),
    "tidings": ("shop", "id"),
    "customer_conversations": ("shop", "customer", "conversation"),
    "aging": ("shop", "conversation", "grade"),
    "retention_runs": ("node", "started_at"),
    "secrets": ("name",),
}
# Not the record: a counter of readiness checks, who runs the nightly job just now, marks of the engine itself.
NOT_COPIED = frozenset({"probe", "leases", "schema_steps", "copies"})
WITHOUT_SHOP = frozenset({"forms", "endpoints", "retention_runs", "secrets"})


def page_of(table: str, columns: tuple[str, ...]) -> str:
    """The statement for the next rows after a key: its values and how many rows."""
    key = TABLES[table]
    marks = ",".join("?" * len(key))
    after = ("WHERE (", ",".join(key), ") > (", marks, ")")
    return " ".join(("SELECT", ",".join(columns), "FROM", table, *after, "ORDER BY", ",".join(key), "LIMIT ?"))


class Digest:
    """A sum over rows that does not mind their order: two tables with the same rows have the same."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, row: tuple[Any, ...]) -> None:
        """One more row, columns in an agreed order."""
        raw = repr(tuple(bytes(value) if isinstance(value, bytes | memoryview) else value for value in row))
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(blake2b(raw.encode(), digest_size=16).digest(), "big")) % (1 << 128)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Digest) and (self.rows, self._sum) == (other.rows, other._sum)

    __hash__ = None  # type: ignore[assignment] # it grows
