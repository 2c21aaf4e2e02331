"""The nightly job: texts that are old enough are masked, then go; customers who never came back are forgotten.

Works in small batches with pauses, on one node at a time; what it did is on record. Knows no SQL and no text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from csassist.desk.personal import Ageing, PersonalStore, Run
from csassist.desk.ports import Clock
from csassist.errors import CsassistError
from csassist.frozen import frozen
from csassist.privacy.grade import Grade
from csassist.suggest.spoken import SHOP_TIME

LEASE = "retention"
LEASE_TIME = timedelta(minutes=10)  # renewed before every look; a node that died holds it no longer
LOOK_S = 600.0  # how often it is asked whether a run is due
NIGHT = range(2, 5)  # hours of the shops' day in which it runs
ENOUGH = timedelta(hours=12)  # since the last run, at night
AT_LATEST = timedelta(hours=24)  # whatever the hour: a service that is only up by day must not keep texts for ever
CONVERSATIONS = 200  # looked at in one read
MESSAGES = 20  # written in one transaction: what waits behind it waits a few milliseconds
CUSTOMERS = 100
PAUSE_S = 0.02  # between two writes: the writer is the messages'

log = structlog.get_logger("csassist.retention")

Pause = Callable[[float], Awaitable[None]]
Told = Callable[[Run], None]


def nobody_counts(_: Run) -> None:
    """For whoever keeps no figures."""


@frozen
class Keep:
    """Days that texts are kept as posted, and masked; 0 = for ever. Numbers are kept."""

    text_days: float = 30.0
    masked_days: float = 180.0

    def limits(self, now: datetime) -> tuple[tuple[Grade, datetime], ...]:
        """What goes to which grade: everything older than the time beside it."""
        days = ((Grade.MASKED, self.text_days), (Grade.NONE, self.masked_days))
        return tuple((grade, now - timedelta(days=count)) for grade, count in days if count > 0)


class Retention:
    """Built once by app. `node` names this process among those of one record."""

    def __init__(
        self,
        store: PersonalStore,
        clock: Clock,
        keep: Keep,
        node: str,
        told: Told = nobody_counts,
        pause: Pause = asyncio.sleep,
    ) -> None:
        """`told` hears of every run that ended."""
        self._store = store
        self._clock = clock
        self._keep = keep
        self._node = node
        self._told = told
        self._pause = pause
        self.last: Run | None = None  # the newest one that this node knows of

    async def run(self) -> None:
        """Looks every ten minutes whether a run is due, until cancelled."""
        while True:
            try:
                await self.tick()
            except CsassistError as fault:
                log.warning("retention waits", code=fault.code)
            await self._pause(LOOK_S)

    async def tick(self) -> Run | None:
        """One run, if it is due and no other node has it. Returns what it did."""
        now = self._clock.now()
        self.last = await self._store.last_run()
        if self.last is not None and not self._due(self.last, now):
            return None
        if not await self._lease():
            return None
        return await self.work()

    async def work(self) -> Run:
        """One run, now. Raises StoreUnavailable: what is done stays done, the next run goes on."""
        run = Run(self._node, self._clock.now())
        await self._store.put_run(run)
        for grade, before in self._keep.limits(run.started_at):
            run = await self._age(run, grade, before)
        run = await self._forget(run)
        if run.rows:
            await self._store.scrub()
        run = replace(run, ended_at=self._clock.now())
        await self._store.put_run(run)
        self.last = run
        self._told(run)
        log.info("retention ran", conversations=run.conversations, messages=run.messages, rows=run.rows)
        return run

    async def would(self) -> dict[Grade, int]:
        """How many conversations a run would touch, by grade. Changes nothing."""
        found: dict[Grade, int] = {}
        for grade, before in self._keep.limits(self._clock.now()):
            place: tuple[str, str] | None = None
            found[grade] = 0
            while True:
                old, place = await self._store.old(grade, before, place, CONVERSATIONS)
                found[grade] += len(old)
                if place is None:
                    break
        return found

    def report(self) -> tuple[bool, str]:
        """For /readyz?verbose: not in order when no run ended within two days."""
        if self.last is None:
            return True, "no run yet"
        when = self.last.ended_at
        words = f"{self.last.messages} messages, {self.last.rows} rows in {self.last.conversations} conversations"
        if when is None:
            return self._clock.now() - self.last.started_at < 2 * AT_LATEST, f"under way on {self.last.node}: {words}"
        return self._clock.now() - when < 2 * AT_LATEST, f"last run {when:%Y-%m-%dT%H:%MZ}: {words}"

    def _due(self, last: Run, now: datetime) -> bool:
        if last.ended_at is None and now - last.started_at >= LEASE_TIME:
            return True  # its node died half-way, or still holds the lease
        since = now - last.started_at
        return since >= AT_LATEST or (since >= ENOUGH and now.astimezone(SHOP_TIME).hour in NIGHT)

    async def _lease(self) -> bool:
        now = self._clock.now()
        return await self._store.lease(LEASE, self._node, now, now + LEASE_TIME)

    async def _age(self, run: Run, grade: Grade, before: datetime) -> Run:
        place: tuple[str, str] | None = None
        while await self._lease():
            old, place = await self._store.old(grade, before, place, CONVERSATIONS)
            for shop, name in old:
                run = await self._one(run, Ageing(shop, name, grade, before))
            await self._store.put_run(run)
            if place is None:
                break
        return run

    async def _one(self, run: Run, ageing: Ageing) -> Run:
        run = replace(run, conversations=run.conversations + 1)
        more = True
        while more:
            done = await self._store.age(ageing, MESSAGES)
            run = replace(run, messages=run.messages + done.messages, rows=run.rows + done.rows)
            more = done.more
            await self._pause(PAUSE_S)
        return run

    async def _forget(self, run: Run) -> Run:
        if self._keep.masked_days <= 0:
            return run
        before = run.started_at - timedelta(days=self._keep.masked_days)
        gone = CUSTOMERS
        while gone >= CUSTOMERS:
            gone = await self._store.forget_customers(before, CUSTOMERS)
            run = replace(run, rows=run.rows + gone)
            await self._pause(PAUSE_S)
        return run
