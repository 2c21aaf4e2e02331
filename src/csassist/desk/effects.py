"""What scripts did to the heat, one dated table a shop: in memory for decisions, worked out anew beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import timedelta
from types import MappingProxyType

import structlog

from csassist.desk.experience import EffectTable, ExperienceStore
from csassist.desk.ports import Clock
from csassist.errors import StoreUnavailable
from csassist.frozen import frozen
from csassist.insight.effect import effects_of

WINDOW = timedelta(days=90)
MOST_USES = 20_000  # newest uses of a shop: more would say the same
LEAST = 0.05  # effects nearer to nothing move no card
EVERY_S = 3600.0
SHARED_S = 300.0  # among many nodes: how soon a newer table is taken up
FIRST_S = 1.0  # after a start, when the first messages are through

log = structlog.get_logger("csassist.effects")


@frozen
class InUse:
    """As decisions take it. `table` = the whole of it."""

    effects: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    name: str = ""
    table: EffectTable = field(default_factory=EffectTable)

    @classmethod
    def of(cls, table: EffectTable) -> InUse:
        """Without effects that move nothing."""
        telling = {one.script_id: one.effect for one in table.effects if abs(one.effect) >= LEAST}
        return cls(MappingProxyType(telling), table.name, table)


NONE_YET = InUse()


class EffectTables:
    """Lives on the event loop. A decision takes the table that is there; it never waits for a newer one."""

    def __init__(self, store: ExperienceStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._tables: dict[str, InUse] = {}
        self._on_duty: Callable[[], bool] | None = None

    def share(self, on_duty: Callable[[], bool]) -> None:
        """There are other nodes: the one on duty works tables out, the others read them."""
        self._on_duty = on_duty

    def current(self, shop: str) -> InUse:
        """The table for the next decision of `shop`."""
        return self._tables.get(shop, NONE_YET)

    async def restore(self) -> None:
        """Reads the newest tables after a start."""
        for shop in await self._store.feedback_shops():
            self._tables[shop] = InUse.of(await self._store.effects(shop))

    async def renew(self) -> None:
        """Works out every shop's table from the record and takes it into use."""
        for shop in await self._store.feedback_shops():
            now = self._clock.now()
            uses = await self._store.uses(shop, now - WINDOW, MOST_USES)
            effects = await asyncio.to_thread(effects_of, uses)
            self._tables[shop] = InUse.of(await self._store.put_effects(shop, now, effects))

    async def run(self, every_s: float = EVERY_S) -> None:
        """Renews soon after the start and then every so often, until cancelled."""
        await asyncio.sleep(FIRST_S)
        while True:
            try:
                if self._on_duty is None or self._on_duty():
                    await self.renew()
                else:
                    await self.restore()
            except StoreUnavailable:
                log.warning("effects not renewed", reason="the record is away")
            await asyncio.sleep(every_s if self._on_duty is None else min(every_s, SHARED_S))
