"""Epoch and offset arithmetic."""

from __future__ import annotations

import pytest

from csassist.hub.position import Position, first_missing


@pytest.mark.parametrize(
    ("wanted", "top", "first_kept", "expected"),
    [
        (None, 5, 1, None),
        (Position("other", 3), 5, 1, None),
        (Position("e", 6), 5, 1, None),  # beyond the top
        (Position("e", 5), 5, 1, 6),  # nothing is missing
        (Position("e", 3), 5, 1, 4),
        (Position("e", 3), 5, 4, 4),  # the next one is the oldest kept
        (Position("e", 2), 5, 4, None),  # the next one is gone
        (Position("e", 0), 0, 1, 1),  # a silent channel
        (Position("e", 0), 5, 1, 1),
        (Position("e", 5), 5, 6, 6),  # nothing is kept and nothing is missing
        (Position("e", 4), 5, 6, None),
    ],
)
def test_first_missing(wanted: Position | None, top: int, first_kept: int, expected: int | None) -> None:
    assert first_missing(wanted, "e", top, first_kept) == expected
