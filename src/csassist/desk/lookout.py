"""Looks over all conversations for what no single one shows: spikes, recoveries, customers to call back.

Stands before the broadcaster: it passes everything on at once and thinks about it afterwards, on the tick.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Handling, Intervention
from csassist.conversation.tier import Tier
from csassist.desk.events import AlertRaised, EscalationHandled, Event, TidingTold, TierChanged
from csassist.desk.notices import Notice, NoticeRoute
from csassist.desk.ports import Broadcaster, Clock, Store
from csassist.desk.shop_rulebook import ShopRulebooks
from csassist.desk.tiding_words import follow_up_of, recovery_of, spike_notices, spike_of
from csassist.desk.tidings import SPIKE, Tiding, TidingQuery
from csassist.errors import CsassistError
from csassist.frozen import frozen
from csassist.insight.spike import Hot, Spike, SpikeSpec, carrier_of, find_spikes

TICK_S = 1.0
SHARED_S = 5.0  # between two looks at what other nodes recorded
_MOST = 10_000  # hot conversations of a shop in memory
_DECISIONS = 20  # newest decisions whose cards may have been used
_USED = ("used", "edited", "sent")

log = structlog.get_logger("csassist.lookout")


@frozen
class LookoutSpec:
    """`follow_up_h` = hours after which a customer who was hot is called back; 0 = never."""

    spike: SpikeSpec = field(default_factory=SpikeSpec)
    follow_up_h: float = 24.0


USUAL = LookoutSpec()


class _Seen(NamedTuple):
    """An escalation that ended or cooled down, noted until the next tick."""

    conversation: Conversation
    handled: Intervention
    at: datetime


class Lookout:
    """Implements desk.ports.Broadcaster. Lives on the event loop; nothing in `tell` waits for it."""

    def __init__(
        self,
        inner: Broadcaster,
        store: Store,
        rulebooks: ShopRulebooks,
        clock: Clock,
        spec: LookoutSpec,
        routes_of: Callable[[Conversation], tuple[NoticeRoute, ...]] = lambda _: (),
    ) -> None:
        """`inner` is told; `routes_of` = robots and hooks that hear of what a conversation is part of."""
        self._inner = inner
        self._store = store
        self._rulebooks = rulebooks
        self._clock = clock
        self._spec = spec
        self._routes_of = routes_of
        self._hot: dict[str, dict[str, Hot]] = {}
        self._told: dict[str, dict[tuple[str, str], datetime]] = {}
        self._on_duty: Callable[[], bool] | None = None  # None: there is no other node
        self._again = clock.now()
        self._ended: deque[_Seen] = deque(maxlen=_MOST)
        self._cooled: deque[_Seen] = deque(maxlen=_MOST)

    async def tell(self, shop: str, events: Sequence[Event]) -> None:
        """Passes on, then notes what may matter."""
        await self._inner.tell(shop, events)
        for event in events:
            self._note(shop, event)

    def supervisors(self, shop: str, team: str | None) -> frozenset[str]:
        """As the broadcaster says."""
        return self._inner.supervisors(shop, team)

    async def restore(self) -> None:
        """Reads what was hot within the window, and which spikes were told, after a start."""
        now = self._clock.now()
        for shop, conversation_id, at in await self._store.tidings.hot_since(
            now - timedelta(seconds=self._spec.spike.window_s)
        ):
            conversation = await self._store.load(shop, conversation_id)
            if conversation is not None:
                self._heat(shop, conversation, at)
        for shop in self._hot:
            for spike in await self._store.tidings.listed(TidingQuery(shop, (SPIKE,))):
                about = (str(spike.facts["by"]), str(spike.facts["key"]))
                last = self._last(shop)
                last[about] = max(spike.at, last.get(about, spike.at))

    def share(self, on_duty: Callable[[], bool]) -> None:
        """There are other nodes: spikes are looked for by the one on duty, in what all of them recorded."""
        self._on_duty = on_duty

    def forget(self, shop: str, conversation_id: str) -> None:
        """A conversation that is no more is part of nothing."""
        self._hot.get(shop, {}).pop(conversation_id, None)
        for queue in (self._ended, self._cooled):
            kept = [one for one in queue if (one.conversation.shop, one.conversation.id) != (shop, conversation_id)]
            queue.clear()
            queue.extend(kept)

    async def run(self) -> None:
        """Ticks until cancelled."""
        while True:
            try:
                await self.tick()
            except CsassistError as fault:
                log.warning("the lookout waits", code=fault.code)
            await asyncio.sleep(TICK_S)

    async def tick(self) -> int:
        """Looks once. Returns how many tidings were told or planned."""
        now = self._clock.now()
        made = await self._shared_spikes(now) if self._on_duty is not None else await self._spikes(now)
        while self._cooled:
            cooled = self._cooled[0]
            made += await self._tell(await self._recovery(cooled))
            _done(self._cooled, cooled)  # only now: a record that is away must not lose it
        while self._ended:
            ended = self._ended[0]
            conversation, handled, at = ended
            if self._spec.follow_up_h > 0:
                due = at + timedelta(hours=self._spec.follow_up_h)
                made += await self._store.tidings.put(follow_up_of(conversation, handled, at, due))
            _done(self._ended, ended)
        for tiding in await self._store.tidings.due(now):
            if await self._store.tidings.told(tiding, now):  # else another node's lookout was first
                await self._inner.tell(tiding.shop, [TidingTold(tiding, now)])
                made += 1
        return made

    def _note(self, shop: str, event: Event) -> None:
        if isinstance(event, AlertRaised):
            self._heat(shop, event.conversation, event.alert.at)
        elif isinstance(event, TierChanged):
            current = event.conversation.intervention
            if event.escalation.tier is Tier.CALM and current is not None and current.tier >= Tier.ALERT:
                self._cooled.append(_Seen(event.conversation, current, event.at))
        elif isinstance(event, EscalationHandled):
            one = event.intervention
            if one is not None and one.state is Handling.CLOSED and one.tier >= Tier.ALERT:
                self._ended.append(_Seen(event.conversation, one, event.at))

    def _heat(self, shop: str, conversation: Conversation, at: datetime) -> None:
        context, triggers = conversation.context, conversation.standing.reading.triggers
        order = context.order if context is not None else None
        hot = self._hot.setdefault(shop, {})
        hot.pop(conversation.id, None)
        hot[conversation.id] = Hot(
            conversation.id,
            at,
            conversation.team_id,
            (context.product_id or "") if context is not None else "",
            triggers[0].value if triggers else "",
            carrier_of(order.logistics if order is not None else None),
        )
        while len(hot) > _MOST:
            del hot[next(iter(hot))]

    async def _shared_spikes(self, now: datetime) -> int:
        if self._on_duty is None or not self._on_duty() or now < self._again:
            return 0
        self._again = now + timedelta(seconds=SHARED_S)
        await self.restore()
        return await self._spikes(now)

    async def _spikes(self, now: datetime) -> int:
        made = 0
        start = now - timedelta(seconds=self._spec.spike.window_s)
        for shop, hot in [*self._hot.items()]:
            for name in [name for name, one in hot.items() if one.at <= start]:
                del hot[name]
            for spike in find_spikes(hot.values(), self._spec.spike, self._last(shop), now):
                product = self._rulebooks.current(shop).shelf.card(spike.key) if spike.by == "product" else None
                tiding = spike_of(shop, spike, now, product.name if product else spike.key)
                await self._notify(spike, tiding)
                made += await self._tell(tiding)
                self._last(shop)[(spike.by, spike.key)] = now
        return made

    async def _notify(self, spike: Spike, tiding: Tiding) -> None:
        """Before the row is written: after a crash between the two the spike is found again, and told once more."""
        notices: dict[str, Notice] = {}
        for hot in spike.conversations:
            conversation = await self._store.load(tiding.shop, hot.conversation_id)
            if conversation is not None:
                routes = self._routes_of(conversation)
                for notice in spike_notices(tiding, conversation, routes) if routes else ():
                    notices.setdefault(notice.id, notice)
        if notices:
            await self._store.outbox.put([*notices.values()], tiding.at)

    async def _recovery(self, cooled: _Seen) -> Tiding:
        shop, conversation = cooled.conversation.shop, cooled.conversation
        shown = await self._store.experience.shown(shop, conversation.id, _DECISIONS)
        used = [name for name, outcome in shown.reactions if outcome in _USED]
        script = self._rulebooks.current(shop).library.script(used[-1]) if used else None
        credit = (used[-1], script.title if script is not None else "") if used else ("", "")
        return recovery_of(conversation, cooled.handled, cooled.at, credit)

    async def _tell(self, tiding: Tiding) -> int:
        """Records it and tells it; one that is on record already was told before."""
        if not await self._store.tidings.put(tiding):
            return 0
        await self._inner.tell(tiding.shop, [TidingTold(tiding, tiding.at)])
        return 1

    def _last(self, shop: str) -> dict[tuple[str, str], datetime]:
        return self._told.setdefault(shop, {})


def _done(queue: deque[_Seen], one: _Seen) -> None:
    """Takes it off, unless it was forgotten meanwhile."""
    if queue and queue[0] is one:
        queue.popleft()
