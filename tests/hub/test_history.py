"""One channel's stream."""

from __future__ import annotations

import pytest

from csassist.hub.history import MOST_MISSED, Stream, bearable
from csassist.hub.position import Position
from csassist.wire.telling import Told

TOLD = Told("assessment", "ev_1", "2026-11-22T10:00:00.000Z", b"{}")


def stream(frames: int) -> Stream:
    made = Stream("e")
    for at in range(frames):
        made.append(TOLD, float(at))
    return made


@pytest.mark.parametrize("wanted", range(11))
def test_since_gives_exactly_what_is_missing(wanted: int) -> None:
    found = stream(10).since(Position("e", wanted))
    assert found is not None
    assert [entry.offset for entry in found] == list(range(wanted + 1, 11))


def test_old_and_many_must_both_be_true_to_be_forgotten() -> None:
    made = stream(10)
    assert made.forget(100.0, frames=20, seconds=5) == 0
    assert made.forget(9.0, frames=1, seconds=100) == 0
    won = made.forget(9.0, frames=3, seconds=2)
    assert won > 0
    assert [entry.offset for entry in made.entries] == [8, 9, 10]
    assert made.since(Position("e", 6)) is None


def test_more_than_anybody_is_handed_is_not_kept_however_young() -> None:
    made = stream(MOST_MISSED + 3)
    cost = made.bytes // (MOST_MISSED + 3)
    assert made.forget(0.0, frames=1_000, seconds=900) == 3 * cost
    assert made.entries[0].offset == 4
    kept = made.since(Position("e", 3))
    assert kept is not None
    assert bearable(kept)
    assert made.since(Position("e", 2)) is None


def test_what_is_forgotten_is_counted() -> None:
    made = stream(10)
    total = made.bytes
    assert made.forget_oldest() + made.forget_all() == total
    assert (made.bytes, made.top, made.since(Position("e", 10))) == (0, 10, [])
