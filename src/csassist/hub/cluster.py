"""The hub with the broker that the settings name, alone or as one of many nodes; opened and closed in order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import structlog

from csassist.desk.changed import Changed
from csassist.desk.nodes import OneNode, new_name
from csassist.desk.ports import Clock, Nodes
from csassist.errors import CsassistError
from csassist.frozen import frozen
from csassist.hub.hub import Hub
from csassist.hub.memory_broker import MemoryBroker

if TYPE_CHECKING:  # the driver is loaded by who needs it: a twentieth of a start
    from csassist.hub.cloakroom import RedisCloakroom
    from csassist.hub.neighbours import Neighbours
    from csassist.hub.redis_broker import RedisBroker

MARGIN_S = 5.0  # beyond the time within which a node must have been heard

log = structlog.get_logger("csassist.nodes")


@frozen
class Cluster:
    """What a node has of the others; alone there are none."""

    hub: Hub
    nodes: Nodes
    neighbours: Neighbours | None = None
    cloakroom: RedisCloakroom | None = None
    broker: RedisBroker | None = None

    def after_a_death(self, changed: Callable[[float], Awaitable[Sequence[Changed]]]) -> None:
        """Once a node died: what of `changed` (conversations of the last so many seconds) was not told is told anew."""
        if self.neighbours is None or self.broker is None:
            return
        broker = self.broker

        async def died(name: str, lately_s: float) -> None:
            behind = 0
            try:
                for one in await changed(lately_s + MARGIN_S):
                    behind += await broker.mend(one)
            except CsassistError as fault:
                log.error("not mended", node=name, code=fault.code)
            log.info("mended", node=name, conversations=behind)

        self.neighbours.died = died

    def state(self) -> tuple[bool, str]:
        """(all is well, in words) for people who run the service."""
        if self.broker is None or self.neighbours is None:
            return True, "in this process"
        if self.broker.away:
            return False, f"{self.broker.away}; this node goes on alone"
        return True, f"redis, {len(self.neighbours.alive)} nodes alive"


@asynccontextmanager
async def open_cluster(url: str | None, record: str, clock: Clock) -> AsyncIterator[Cluster]:
    """`url` = where Redis is, None = in this process; `record` names the record that this node keeps.

    Raises LineRefused (C210) for a wrong address or password, and where nodes with another record are at home.
    """
    if url is None:
        yield Cluster(Hub(MemoryBroker(clock), clock), OneNode())
        return
    async with _joined(url, record, clock) as cluster:
        yield cluster


@asynccontextmanager
async def _joined(url: str, record: str, clock: Clock) -> AsyncIterator[Cluster]:
    from csassist.hub.cloakroom import RedisCloakroom
    from csassist.hub.neighbours import Neighbours
    from csassist.hub.redis_broker import RedisBroker
    from csassist.hub.redis_line import read_where
    from csassist.hub.shared_nodes import SharedNodes

    where, name = read_where(url), new_name()
    broker = RedisBroker(where, name, clock)
    hub, nodes = Hub(broker, clock), SharedNodes(name, broker)
    broker.listen_inside(nodes)
    prefix = f"cs{where.db}:"
    neighbours = Neighbours(broker.lines, nodes, prefix, record, hub.roll)
    neighbours.present = hub.present
    hub.join(lambda: neighbours.others, neighbours.stir)
    async with broker.running(), nodes.running(), neighbours.running():
        log.info("joined", node=name, alive=len(neighbours.alive))
        yield Cluster(hub, nodes, neighbours, RedisCloakroom(broker.lines, prefix), broker)
