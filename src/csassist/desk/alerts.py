"""Whom an alert calls right now, and whether it reached one of them. What is raised and not delivered is on record."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime

import structlog

from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Handling
from csassist.desk.duty import Called, Duty, who_is_called
from csassist.desk.failpoint import failpoint
from csassist.desk.ports import Broadcaster, Clock, Store
from csassist.errors import CsassistError

ANY_SHOP = "*"
LOOK_S = 1.0  # a supervisor who comes later is noticed within this time

log = structlog.get_logger("csassist.alerts")

Key = tuple[str, str, str]  # shop, conversation, escalation
Mark = Callable[[str, str, str, tuple[str, ...], datetime], Awaitable[object]]


class Calls:
    """Rosters by shop, and the alerts that nobody's socket got yet. Lives on the event loop."""

    def __init__(self, duties: Mapping[str, Duty], broadcaster: Broadcaster, clock: Clock) -> None:
        self._duties = duties
        self._broadcaster = broadcaster
        self._clock = clock
        self._waiting: dict[Key, None] = {}
        self._wake = asyncio.Event()

    def called(self, conversation: Conversation) -> Called:
        """Who is called to the alert that stands, at its present level."""
        current = conversation.intervention
        duty = self._duties.get(conversation.shop, self._duties.get(ANY_SHOP))
        level = 0 if current is None else current.level
        return who_is_called(duty, conversation, level, self._clock.now(), self._watching(conversation))

    def raised(self, conversation: Conversation) -> None:
        """An alert is on record and was told; whom it reached is found out in a moment."""
        current = conversation.intervention
        if current is not None and current.state is Handling.RAISED:
            self._waiting[(conversation.shop, conversation.id, current.escalation_id)] = None
            self._wake.set()

    def forget(self, shop: str, conversation_id: str) -> None:
        """Nobody waits to hear of a conversation that is no more."""
        for key in [key for key in self._waiting if key[:2] == (shop, conversation_id)]:
            del self._waiting[key]

    async def restore(self, store: Store) -> None:
        """Reads what was raised and not delivered, after a start."""
        for row in await store.interventions.undelivered():
            self._waiting[(row.shop, row.conversation_id, row.escalation_id)] = None

    async def sweep(self, store: Store, mark: Mark) -> int:
        """Marks as delivered what somebody who is called to it has got. Returns how many."""
        total = 0
        for key in list(self._waiting):
            shop, conversation_id, escalation_id = key
            conversation = await store.load(shop, conversation_id)
            current = None if conversation is None else conversation.intervention
            if conversation is None or current is None or current.escalation_id != escalation_id:
                self._waiting.pop(key, None)
                continue
            if current.state is not Handling.RAISED:
                self._waiting.pop(key, None)
                continue
            got = self._got(conversation)
            if got:
                failpoint("before_delivered")
                await mark(shop, conversation_id, escalation_id, got, self._clock.now())
                failpoint("after_delivered")
                self._waiting.pop(key, None)
                total += 1
        return total

    async def run(self, store: Store, mark: Mark) -> None:
        """Looks when an alert is raised, and every second while one waits, until cancelled."""
        while True:
            try:
                await self.sweep(store, mark)
            except CsassistError as fault:
                log.warning("delivery not marked", code=fault.code)
            self._wake.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), LOOK_S)

    def _got(self, conversation: Conversation) -> tuple[str, ...]:
        names, watching = self.called(conversation).names, self._watching(conversation)
        return tuple(sorted(watching.intersection(names) if names else watching))

    def _watching(self, conversation: Conversation) -> frozenset[str]:
        return self._broadcaster.supervisors(conversation.shop, conversation.team_id)
