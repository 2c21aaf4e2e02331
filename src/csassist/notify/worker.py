"""The worker of the outbox: a lane for each endpoint, each in a task of its own, so that none waits for another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta

import structlog

from csassist.errors import CsassistError
from csassist.notify.endpoint import Endpoint
from csassist.notify.lane import Lane, Works

LOOK_S = 1.0  # another process may have replayed something
RETRY_S = 5.0
KEPT_DAYS = 30
PRUNE_S = 3600.0

log = structlog.get_logger("csassist.notify")


class Courier:
    """Sends what waits in the outbox to `endpoints`, until cancelled."""

    def __init__(self, endpoints: Sequence[Endpoint], works: Works) -> None:
        self._works = works
        self.lanes = {to.name: Lane(to, works) for to in endpoints}
        self._woken = {name: asyncio.Event() for name in self.lanes}

    def summary(self) -> str:
        """How it is, for people who run the service. No names."""
        if not self.lanes:
            return "off"
        disabled = sum(1 for lane in self.lanes.values() if lane.disabled)
        return f"{len(self.lanes)} endpoints, {disabled} disabled"

    def wake(self) -> None:
        """Something was just written."""
        for event in self._woken.values():
            event.set()

    async def restore(self) -> None:
        """After a start: what was being sent is due again; an endpoint with a new address is in use again."""
        now = self._works.clock.now()
        await self._works.outbox.release(now)
        for name in await self._works.outbox.due():
            if name not in self.lanes:  # it is not in the settings any more: listed, and replayable once it is back
                await self._works.outbox.bury(name, "not in the settings", now)
        for name, (why, mark) in (await self._works.outbox.disabled()).items():
            lane = self.lanes.get(name)
            if lane is None:
                continue
            if lane.to.mark == mark:
                lane.disabled = why
            else:
                await self._works.outbox.switch(name, "", lane.to.mark, now)

    async def run(self) -> None:
        """Until cancelled. A store that is away is waited for."""
        if not self.lanes:
            return
        self._works.outbox.listen(self.wake)
        await self._patiently(self.restore)
        try:
            async with asyncio.TaskGroup() as group:
                for lane in self.lanes.values():
                    group.create_task(self._drive(lane), name=f"notify-{lane.to.name}")
                group.create_task(self._refresh())
        finally:
            await self._works.poster.close()

    async def _drive(self, lane: Lane) -> None:
        woken = self._woken[lane.to.name]
        while True:
            woken.clear()
            try:
                again = await lane.tick()
            except CsassistError as fault:
                log.warning("outbox_away", endpoint=lane.to.name, code=fault.code)
                await asyncio.sleep(RETRY_S)
                continue
            except Exception as error:  # noqa: BLE001 - a fault of one lane must not end the others
                log.error("lane_stumbled", endpoint=lane.to.name, fault=type(error).__name__)
                await asyncio.sleep(RETRY_S)
                continue
            now = self._works.clock.now()
            if again is not None and again <= now:
                await asyncio.sleep(0)
                continue
            wait = LOOK_S if again is None else min(LOOK_S, (again - now).total_seconds())
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), wait)

    async def _refresh(self) -> None:
        """Looks who was enabled from the command line, and forgets what is long settled."""
        pruned = 0.0
        while True:
            await asyncio.sleep(RETRY_S)
            try:
                disabled = await self._works.outbox.disabled()
                for name, lane in self.lanes.items():
                    if lane.disabled and name not in disabled:
                        lane.disabled = ""
                pruned -= RETRY_S
                if pruned <= 0:
                    pruned = PRUNE_S
                    await self._works.outbox.prune(self._works.clock.now() - timedelta(days=KEPT_DAYS))
            except CsassistError as fault:
                log.warning("outbox_away", code=fault.code)

    async def _patiently(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except CsassistError as fault:
                log.warning("outbox_away", code=fault.code)
                await asyncio.sleep(RETRY_S)
            else:
                return
