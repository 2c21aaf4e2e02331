"""What another node may have recorded and not told any more. Knows who may be waiting for it."""

from __future__ import annotations

from typing import NamedTuple


class Changed(NamedTuple):
    """A conversation that was written to lately, as it stands."""

    shop: str
    id: str
    seq: int
    version: int
    agent_id: str | None
    team_id: str | None
