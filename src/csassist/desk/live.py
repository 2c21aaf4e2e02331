"""Live figures of a shop's day, and an agent's own exposure: folded from the record, a little more at every look.

Nobody's exposure leaves `exposure`, which answers the agent alone: no log, no metric, no other report.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from csassist.conversation.tier import Tier
from csassist.desk.access import Identity, Role, require_role
from csassist.desk.days import DAY, MINUTES, Day, Days, Minute, minute
from csassist.desk.duty import Duty, in_hours
from csassist.desk.ports import Clock, Store
from csassist.desk.said import Standings
from csassist.desk.shop_rulebook import ShopRulebooks
from csassist.errors import Forbidden
from csassist.frozen import frozen
from csassist.insight.exposure import Exposure
from csassist.insight.response import Figures, Round, figures

FRESH_S = 2.0  # ten consoles that ask within this time cost one look
OVERLAP = timedelta(seconds=15)  # rows of other nodes may become visible a little late


@frozen
class AgentLive:
    """Times of one agent's answers today and open conversations now. Never a word about feelings."""

    agent_id: str
    conversations: int
    times: Figures


@frozen
class LiveReport:
    """`tiers` = open conversations by tier; `times` and agents' times since the shop's midnight."""

    as_of: datetime
    since: datetime
    waiting: int
    tiers: Mapping[Tier, int]
    times: Figures
    agents: tuple[AgentLive, ...]
    minutes: tuple[Minute, ...]


class Live:
    """Built once by the desk; one for all shops."""

    def __init__(self, store: Store, rulebooks: ShopRulebooks, clock: Clock, duties: Mapping[str, Duty]) -> None:
        self._store = store.live
        self._rulebooks = rulebooks
        self._clock = clock
        self._duties = duties
        self._days = Days()
        self._read_at: datetime | None = None
        self._turn = asyncio.Lock()
        self._kept: dict[tuple[str, tuple[str, ...] | None], LiveReport] = {}

    async def report(self, who: Identity) -> LiveReport:
        """Of the teams of a supervisor who has some, else of the shop; at most FRESH_S old. Raises Forbidden."""
        require_role(who, Role.SUPERVISOR, Role.ADMIN)
        teams = who.teams if who.role is Role.SUPERVISOR and who.teams else None
        return await asyncio.shield(asyncio.ensure_future(self._fresh(who.shop, teams)))

    async def exposure(self, who: Identity) -> Exposure:
        """The agent's own, of today. Raises Forbidden for everybody else."""
        if who.role is not Role.AGENT or who.agent_id is None:
            raise Forbidden("only an agent reads this, and only about himself or herself")
        return await asyncio.shield(asyncio.ensure_future(self._exposure(who.shop, who.agent_id)))

    # Whoever goes away in the middle leaves the turn to nobody before the thread that folds has ended: hence shields.

    async def _fresh(self, shop: str, teams: tuple[str, ...] | None) -> LiveReport:
        now, key = self._clock.now(), (shop, teams)
        async with self._turn:  # who comes while another one looks gets what that one found
            kept = self._kept.get(key)
            if kept is None or not 0 <= (now - kept.as_of).total_seconds() < FRESH_S:
                await self._look(now)
                kept = self._kept[key] = await self._report(shop, teams, now)
            return kept

    async def _exposure(self, shop: str, agent_id: str) -> Exposure:
        now = self._clock.now()
        async with self._turn:
            await self._look(now)
            day, since = self._days.of(shop), self._midnight(shop, now)
            return await asyncio.to_thread(day.exposure, agent_id, since, now)

    async def _report(self, shop: str, teams: tuple[str, ...] | None, now: datetime) -> LiveReport:
        since = self._midnight(shop, now)
        standings = await self._store.standings(shop, teams)
        alerts = await self._store.alerts_since(shop, teams, minute(now) - timedelta(minutes=MINUTES - 1))
        asked = _Asked(shop, teams, since, now, self._duties.get(shop, self._duties.get("*")))
        return await asyncio.to_thread(_report, self._days.of(shop), asked, standings, alerts)

    async def _look(self, now: datetime) -> None:
        """Folds what was recorded since the last look. One at a time; the work is done in other threads."""
        before = self._read_at
        if before is not None and 0 <= (now - before).total_seconds() < FRESH_S:
            return
        since = now - DAY if before is None else min(before, now) - OVERLAP
        await self._store.hear(since, self._days.hear)
        over = await self._store.cooled(await asyncio.to_thread(self._days.red))
        await asyncio.to_thread(self._days.settle, over, now)
        self._read_at = now

    def _midnight(self, shop: str, now: datetime) -> datetime:
        zone = self._rulebooks.current(shop).promises.zone
        start = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return start.astimezone(now.tzinfo)


@frozen
class _Asked:
    """Whose report, since when, as of when, and the shop's roster."""

    shop: str
    teams: tuple[str, ...] | None
    since: datetime
    now: datetime
    duty: Duty | None

    def counts(self, asked_at: datetime) -> bool:
        """A round that began out of service hours counts in no figure."""
        return self.duty is None or in_hours(self.duty, asked_at)


def _report(day: Day, asked: _Asked, standings: Sequence[Standings], alerts: Sequence[datetime]) -> LiveReport:
    times, agents = _times(day, asked, standings)
    tiers = {tier: sum(one.count for one in standings if one.tier is tier) for tier in Tier}
    waiting = sum(one.count for one in standings if one.waiting)
    minutes = day.last_hour(asked.teams, alerts, asked.now)
    return LiveReport(asked.now, asked.since, waiting, tiers, times, agents, minutes)


def _times(day: Day, asked: _Asked, standings: Iterable[Standings]) -> tuple[Figures, tuple[AgentLive, ...]]:
    """Of all, and of each agent by name."""
    rounds: dict[str | None, list[Round]] = defaultdict(list)
    waits: dict[str | None, list[datetime]] = defaultdict(list)
    open_now: dict[str, int] = defaultdict(int)
    for one in day.answered(asked.teams, asked.since):
        if asked.counts(one.asked_at):
            rounds[one.agent_id].append(one)
    for talk in day.waiting(asked.teams):
        if talk.asked_at is not None and talk.asked_at >= asked.since and asked.counts(talk.asked_at):
            waits[talk.agent_id].append(talk.asked_at)
    for standing in standings:
        if standing.agent_id is not None:
            open_now[standing.agent_id] += standing.count
    names = sorted({name for name in (*rounds, *waits, *open_now) if name is not None})
    agents = tuple(AgentLive(name, open_now[name], figures(rounds[name], waits[name], asked.now)) for name in names)
    everything = [one for each in rounds.values() for one in each]
    return figures(everything, [at for each in waits.values() for at in each], asked.now), agents
