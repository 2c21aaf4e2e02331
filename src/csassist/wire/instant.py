"""Instants as RFC 3339: UTC, milliseconds, Z. Knows no frame."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=4096)
def instant(at: datetime) -> str:
    """RFC 3339, UTC, milliseconds, Z. `at` is aware. Cached: one message names the same few instants nine times."""
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return at.isoformat(timespec="milliseconds")[:-6] + "Z"


def instant_or_none(at: datetime | None) -> str | None:
    """The same, None for no time."""
    return None if at is None else instant(at)
