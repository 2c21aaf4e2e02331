"""Wakes conversations when something is due. The due times are rows; this keeps the nearest of them in memory."""

from __future__ import annotations

import asyncio
import heapq
from datetime import UTC, datetime, timedelta

import structlog

from csassist.desk.ports import Clock, Store
from csassist.desk.receive import Reception, let_elapse
from csassist.errors import CsassistError

LONGEST_NAP_S = 1.0  # wall clocks jump; never sleep longer than this between looks
RETRY_S = 5.0
NEAREST = 1000  # due rows of all nodes that are looked at
FOLLOW_S = 5.0  # how soon a node takes up what another one that is gone was to wake

log = structlog.get_logger("csassist.clock")


class SystemClock:
    """The wall clock, UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class DueClock:
    """Knows when each conversation wants to be looked at again (one entry a conversation)."""

    def __init__(self, desk: Reception, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock
        self._due: dict[tuple[str, str], datetime] = {}
        self._heap: list[tuple[datetime, str, str]] = []

    async def restore(self, store: Store) -> None:
        """Reads the due rows after a start."""
        for at, shop, conversation_id in await store.due(1_000_000):
            self.put(shop, conversation_id, at)

    async def follow(self, store: Store) -> None:
        """Where other nodes write too: takes up the nearest of their due times, until cancelled."""
        while not store.alone:
            await asyncio.sleep(FOLLOW_S)
            try:
                await self.catch_up(store)
            except CsassistError as fault:
                log.warning("due times not read", code=fault.code)

    async def catch_up(self, store: Store) -> None:
        """The nearest due rows; what is to be tried again later stays so."""
        for at, shop, conversation_id in await store.due(NEAREST):
            known = self._due.get((shop, conversation_id))
            if known is None or at > self._clock.now():
                self.put(shop, conversation_id, at)

    def put(self, shop: str, conversation_id: str, at: datetime | None) -> None:
        """Sets, moves or clears the due time of a conversation."""
        key = (shop, conversation_id)
        if at is None:
            self._due.pop(key, None)
        elif self._due.get(key) != at:
            self._due[key] = at
            heapq.heappush(self._heap, (at, shop, conversation_id))
            if len(self._heap) > 4 * len(self._due) + 1024:
                self._heap = [(when, *who) for who, when in self._due.items()]
                heapq.heapify(self._heap)

    async def tick(self) -> int:
        """Lets everything elapse that is due now. Returns how many conversations were looked at."""
        now = self._clock.now()
        looked = 0
        while self._heap and self._heap[0][0] <= now:
            at, shop, conversation_id = heapq.heappop(self._heap)
            if self._due.get((shop, conversation_id)) != at:
                continue  # moved or cleared meanwhile
            del self._due[(shop, conversation_id)]
            looked += 1
            await self._look(shop, conversation_id, now)
        return looked

    async def run(self) -> None:
        """Ticks until cancelled."""
        while True:
            await self.tick()
            await asyncio.sleep(self._nap())

    def _nap(self) -> float:
        if not self._heap:
            return LONGEST_NAP_S
        wait = (self._heap[0][0] - self._clock.now()).total_seconds()
        return min(LONGEST_NAP_S, max(0.01, wait))

    async def _look(self, shop: str, conversation_id: str, now: datetime) -> None:
        try:
            after = await let_elapse(self._desk, shop, conversation_id, now)
        except CsassistError:
            # The record is away: the row is still due, look again soon.
            self.put(shop, conversation_id, now + timedelta(seconds=RETRY_S))
            return
        if after is not None and (shop, conversation_id) not in self._due:
            due = after.due_at
            if due is not None and due <= now:
                due = now + timedelta(seconds=RETRY_S)
            self.put(shop, conversation_id, due)
