"""One endpoint's way through the outbox: what is due is sent, settled, tried again. Knows no other endpoint."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import structlog

from csassist.desk.failpoint import failpoint
from csassist.desk.outbox import OutboxStore, Posted, Settled, Waiting
from csassist.desk.ports import Clock
from csassist.frozen import frozen
from csassist.notify.answer import Answer
from csassist.notify.compose import compose, compose_digest
from csassist.notify.endpoint import Endpoint, Outgoing
from csassist.notify.schedule import Window, next_attempt

if TYPE_CHECKING:
    from csassist.notify.post import Poster

LEASE_S = 300.0  # longer than a round may take: what a killed process was sending is due again after it
AT_ONCE = 4  # posts to one webhook at a time
BATCH = 64  # rows of a robot looked at together: more than a digest holds
KEPT_BACK = 5  # posts of a robot's minute that are kept for digests
GATHER_S = 10.0  # between the last posts of a minute, so that each gathers something

log = structlog.get_logger("csassist.notify")
Count = Callable[[str, str], None]  # (kind, outcome)


@frozen
class Works:
    """The parts that every lane needs."""

    outbox: OutboxStore
    poster: Poster
    clock: Clock
    count: Count = lambda _kind, _outcome: None


class Lane:
    """`tick` does what is due now and says when to look again. One tick at a time."""

    def __init__(self, to: Endpoint, works: Works, disabled: str = "") -> None:
        self.to = to
        self.disabled = disabled
        self._works = works
        self._window: Window | None = None
        self._rests_until: datetime | None = None
        self._gathers_until: datetime | None = None

    async def tick(self) -> datetime | None:
        """Returns when to look again: now when there may be more, None when nothing is known to wait."""
        now = self._works.clock.now()
        due = await self._works.outbox.next_due(self.to.name)
        if due is None:
            return None
        if self.disabled:
            await self._works.outbox.bury(self.to.name, "disabled", now)
            return None
        wait = max(due, await self._held_until(now))
        if wait > now:
            return wait
        room = self._room(now)
        rows = await self._works.outbox.claim(self.to.name, now, BATCH if self.to.robot else AT_ONCE, LEASE_S)
        if not rows:
            return None
        if not self.to.robot and self.to.per_minute == 0:
            await asyncio.gather(*(self._send(row) for row in rows))
        elif self.to.robot and self.to.digest and len(rows) > room - KEPT_BACK:
            await (self._send_digest(rows) if len(rows) > 1 else self._send_some(rows, room))
            if len(rows) < BATCH:
                self._gathers_until = self._works.clock.now() + timedelta(seconds=GATHER_S)
        else:
            await self._send_some(rows, room)
        return self._works.clock.now()

    async def _held_until(self, now: datetime) -> datetime:
        if self._window is None and self.to.per_minute:
            past = await self._works.outbox.recent(self.to.name, now - timedelta(seconds=60))
            self._window = Window(self.to.per_minute, 60.0, past)
        wait = now
        if self._rests_until is not None:
            wait = max(wait, self._rests_until)
        if self._window is not None:
            wait = max(wait, self._window.free_at(now))
        if self._gathers_until is not None:
            wait = max(wait, self._gathers_until)
        return wait

    def _room(self, now: datetime) -> int:
        return BATCH if self._window is None else self._window.room(now)

    async def _send_some(self, rows: Sequence[Waiting], room: int) -> None:
        """One after the other; the first failure ends the round, what was not tried waits for the next."""
        for place, row in enumerate(rows):
            if place >= room or not await self._send(row):
                done = place if place >= room else place + 1
                await self._give_back(rows[done:])
                return

    async def _send(self, row: Waiting) -> bool:
        try:
            request = compose(self.to, row.notice, self._works.clock.now())
        except (KeyError, TypeError, ValueError) as error:  # a row of another version: give it up, go on with the rest
            now, code = self._works.clock.now(), f"not composed: {type(error).__name__}"
            await self._works.outbox.settle([Settled(row.notice.id, Posted.DEAD, now, code)])
            return True
        answer = await self._post(request)
        await self._works.outbox.settle([self._settled(row, answer)])
        await self._mind(answer)
        return answer.ok

    async def _send_digest(self, rows: Sequence[Waiting]) -> None:
        notices = [row.notice for row in rows]
        request, used = compose_digest(self.to, notices, self._works.clock.now())
        names = "\x1f".join(notice.id for notice in notices[:used])
        digest = "dg_" + sha256(names.encode()).hexdigest()[:24]
        answer = await self._post(request)
        await self._works.outbox.settle([self._settled(row, answer, digest) for row in rows[:used]])
        await self._give_back(rows[used:])
        await self._mind(answer)

    async def _post(self, request: Outgoing) -> Answer:
        now = self._works.clock.now()
        if self._window is not None:
            self._window.take(now)
        failpoint("before_notice")
        answer = await self._works.poster.post(self.to.kind, request, now)
        failpoint("after_notice")
        self._works.count(self.to.kind, "sent" if answer.ok else "failed")
        if not answer.ok:
            log.warning("notice_not_taken", endpoint=self.to.name, kind=self.to.kind, code=answer.code)
        return answer

    def _settled(self, row: Waiting, answer: Answer, digest: str = "") -> Settled:
        now, notice_id = self._works.clock.now(), row.notice.id
        if answer.ok:
            return Settled(notice_id, Posted.SENT, now, answer.code, digest=digest)
        again = None
        if not answer.gone:
            again = next_attempt(notice_id, row.attempts, now, robot=self.to.for_people, asked_s=answer.pause_s)
        if again is None:
            self._works.count(self.to.kind, "dead")
            log.error("notice_given_up", endpoint=self.to.name, notice=notice_id, code=answer.code)
            return Settled(notice_id, Posted.DEAD, now, answer.code, digest=digest)
        return Settled(notice_id, Posted.PENDING, now, answer.code, again, digest)

    async def _give_back(self, rows: Sequence[Waiting]) -> None:
        """What was not tried is due since it was made: it stays ahead of what came later."""
        now = self._works.clock.now()
        await self._works.outbox.settle(
            [Settled(row.notice.id, Posted.PENDING, now, "", row.created_at) for row in rows]
        )

    async def _mind(self, answer: Answer) -> None:
        """What an answer means for the endpoint as a whole."""
        now = self._works.clock.now()
        if answer.pause_s is not None:
            self._rests_until = now + timedelta(seconds=answer.pause_s)
        if answer.gone:
            self.disabled = answer.code
            log.error("endpoint_disabled", endpoint=self.to.name, code=answer.code)
            await self._works.outbox.switch(self.to.name, answer.code, self.to.mark, now)
            await self._works.outbox.bury(self.to.name, answer.code, now)
