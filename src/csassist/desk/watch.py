"""Who of many nodes does what is to be done once: spikes, effects. A lease in the record says so, Redis or not."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from csassist.desk.ports import Clock
from csassist.errors import StoreUnavailable

LEASE = "duty"
LEASE_S = 6.0  # a node that dies is replaced within this time
RENEW_S = 2.0

log = structlog.get_logger("csassist.nodes")


class Leases(Protocol):
    """Part of the record."""

    async def lease(self, name: str, holder: str, now: datetime, until: datetime) -> bool: ...


class Watch:
    """On duty from the moment the lease is ours, until it may be another's. Alone = always."""

    def __init__(self, leases: Leases | None, node: str, clock: Clock) -> None:
        """`leases` None = there is no other node."""
        self._leases = leases
        self._node = node
        self._clock = clock
        self._until = None if leases is None else clock.now()

    def on_duty(self) -> bool:
        """True when this node does it."""
        return self._until is None or self._clock.now() < self._until

    async def look(self) -> None:
        """Asks for the lease, or for more of it."""
        if self._leases is None:
            return
        now = self._clock.now()
        until = now + timedelta(seconds=LEASE_S)
        was = self.on_duty()
        if await self._leases.lease(LEASE, self._node, now, until):
            # Ours ends sooner than the others think: clocks of two machines differ a little.
            self._until = until - timedelta(seconds=RENEW_S)
        if self.on_duty() and not was:
            log.info("on duty", node=self._node)

    async def run(self) -> None:
        """Until cancelled. A record that is away leaves nobody on duty."""
        while True:
            try:
                await self.look()
            except StoreUnavailable as fault:
                log.warning("duty unknown", code=fault.code)
            await asyncio.sleep(RENEW_S)
