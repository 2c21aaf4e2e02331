"""A place in a channel's stream. Knows nothing of what stands there."""

from __future__ import annotations

from typing import Any, NamedTuple


class Position(NamedTuple):
    """`epoch` names one life of the stream, `offset` counts its frames from 1 (0 = before the first)."""

    epoch: str
    offset: int

    def as_dict(self) -> dict[str, Any]:
        """The wire form."""
        return {"epoch": self.epoch, "offset": self.offset}
