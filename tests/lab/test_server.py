"""The server's limits: who closes a connection that nobody uses."""

from __future__ import annotations

from pathlib import Path

from csassist.lab.server import server
from journeys.service import in_process

LONGEST_POOL_S = 60  # balancers and client pools keep an idle connection that long at most


async def test_idle_connections_are_kept_longer_than_any_pool_keeps_them(tmp_path: Path) -> None:
    """Or a pool sends a request into a connection that we are just closing, and nobody knows whether it was read."""
    async with in_process(tmp_path) as service:
        assert service.front is not None
        assert server(service.front).config.timeout_keep_alive > LONGEST_POOL_S
