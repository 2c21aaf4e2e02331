"""Epoch and offset arithmetic: can a stream be taken up again here? Pure; knows no frames."""

from __future__ import annotations

from csassist.wire.position import Position

__all__ = ["Position", "first_missing"]


def first_missing(wanted: Position | None, epoch: str, top: int, first_kept: int) -> int | None:
    """The offset to go on from (top + 1 when nothing is missing), or None when only a snapshot will do.

    `first_kept` is the offset of the oldest frame kept, top + 1 when none is. None for a client that knows nothing, for
    another epoch, for an offset beyond the top and for one whose next frame is gone already: never a part.
    """
    if wanted is None or wanted.epoch != epoch or wanted.offset > top:
        return None
    following = wanted.offset + 1
    return following if following >= first_kept else None
