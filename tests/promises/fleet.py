"""One node on its own file, or two on one PostgreSQL and one Redis, and where their record can be read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fakes.redis_server import RedisServer
from faults.record import Place
from faults.server import Victim, victim
from journeys.nodes import engines


@dataclass(frozen=True)
class Fleet:
    """`place` = the record, as faults.record reads it."""

    nodes: tuple[Victim, ...]
    place: Place
    redis: RedisServer | None = None

    async def stop(self) -> None:
        """Every node ends in order."""
        for node in self.nodes:
            await node.stop()


@asynccontextmanager
async def fleet(folder: Path, nodes: int, *, env: dict[str, str] | None = None, **more: Any) -> AsyncIterator[Fleet]:
    """`nodes` of them, ready; one is embedded. `env` and `more` go to each."""
    async with AsyncExitStack() as stack:
        if nodes == 1:
            one = await stack.enter_async_context(victim(folder / "data", env=env or {}, **more))
            yield Fleet((one,), one.data)
            return
        shared = stack.enter_context(engines())()
        place = shared.postgres.url(shared.database, "postgres")
        around = {**shared.environment, **(env or {})}
        opened = [
            await stack.enter_async_context(victim(folder / f"node-{n}", env=around, **more)) for n in range(nodes)
        ]
        yield Fleet(tuple(opened), place, shared.redis)
