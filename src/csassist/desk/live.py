"""Live figures of a shop's day, and an agent's own exposure: folded from the record, a little more at every look.

Nobody's exposure leaves `exposure`, which answers the agent alone: no log, no metric, no other report.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from csassist.conversation.tier import Tier
from csassist.desk.access import Identity, Role, require_role
from csassist.desk.duty import Duty, in_hours
from csassist.desk.ports import Clock, Store
from csassist.desk.said import Standings
from csassist.desk.shop_rulebook import ShopRulebooks
from csassist.errors import Forbidden
from csassist.insight.exposure import Exposure, exposure
from csassist.insight.response import CUSTOMER, Figures, Heat, Round, Said, Talk, cooled, figures, hear

FRESH_S = 2.0  # ten consoles that ask within this time cost one look
OVERLAP = timedelta(seconds=15)  # rows of other nodes may become visible a little late
DAY = timedelta(hours=24)
MINUTES = 60
_MOST_TALKS = 50_000  # of one shop and day


@dataclass(frozen=True, slots=True)
class Minute:
    """One minute; `hottest` in degrees, None when nobody spoke."""

    at: datetime
    messages: int = 0
    customer_messages: int = 0
    alerts: int = 0
    hottest: float | None = None


@dataclass(frozen=True, slots=True)
class AgentLive:
    """Times of one agent's answers today and open conversations now. Never a word about feelings."""

    agent_id: str
    conversations: int
    times: Figures


@dataclass(frozen=True, slots=True)
class LiveReport:
    """`tiers` = open conversations by tier; `times` and agents' times since the shop's midnight."""

    as_of: datetime
    since: datetime
    waiting: int
    tiers: Mapping[Tier, int]
    times: Figures
    agents: tuple[AgentLive, ...]
    minutes: tuple[Minute, ...]


@dataclass(slots=True)
class _Day:
    """What is remembered of one shop."""

    talks: dict[str, Talk] = field(default_factory=dict)
    rounds: deque[Round] = field(default_factory=deque)
    heats: deque[Heat] = field(default_factory=deque)
    minutes: dict[tuple[datetime, str | None], Minute] = field(default_factory=dict)


class Live:
    """Built once by the desk; one for all shops."""

    def __init__(self, store: Store, rulebooks: ShopRulebooks, clock: Clock, duties: Mapping[str, Duty]) -> None:
        self._store = store.live
        self._rulebooks = rulebooks
        self._clock = clock
        self._duties = duties
        self._days: dict[str, _Day] = defaultdict(_Day)
        self._read_at: datetime | None = None
        self._reading = asyncio.Lock()
        self._kept: dict[tuple[str, tuple[str, ...] | None], LiveReport] = {}

    async def report(self, who: Identity) -> LiveReport:
        """Of the teams of a supervisor who has some, else of the shop; at most FRESH_S old. Raises Forbidden."""
        require_role(who, Role.SUPERVISOR, Role.ADMIN)
        teams = who.teams if who.role is Role.SUPERVISOR and who.teams else None
        now, key = self._clock.now(), (who.shop, teams)
        async with self._reading:  # who comes while another one looks gets what that one found
            kept = self._kept.get(key)
            if kept is None or not 0 <= (now - kept.as_of).total_seconds() < FRESH_S:
                await self._look(now)
                kept = self._kept[key] = await self._report(who.shop, teams, now)
            return kept

    async def exposure(self, who: Identity) -> Exposure:
        """The agent's own, of today. Raises Forbidden for everybody else."""
        if who.role is not Role.AGENT or who.agent_id is None:
            raise Forbidden("only an agent reads this, and only about himself or herself")
        now = self._clock.now()
        async with self._reading:
            await self._look(now)
        day, mine = self._days[who.shop], who.agent_id
        lasting = [
            Heat(name, mine, talk.red_since, now)
            for name, talk in day.talks.items()
            if talk.agent_id == mine and talk.red_since is not None
        ]
        over = [one for one in day.heats if one.agent_id == mine]
        return exposure(over, lasting, self._midnight(who.shop, now), now)

    async def _report(self, shop: str, teams: tuple[str, ...] | None, now: datetime) -> LiveReport:
        since = self._midnight(shop, now)
        standings = await self._store.standings(shop, teams)
        alerts = await self._store.alerts_since(shop, teams, _minute(now) - timedelta(minutes=MINUTES - 1))
        day = self._days[shop]
        seen = _Seen(
            [one for one in day.rounds if one.asked_at >= since and (teams is None or one.team_id in teams)],
            [t for t in day.talks.values() if t.asked_at is not None and (teams is None or t.team_id in teams)],
            self._duties.get(shop, self._duties.get("*")),
        )
        times, agents = await asyncio.to_thread(_times, seen, standings, since, now)
        minutes = _minutes(day, teams, alerts, now)
        tiers = {tier: sum(one.count for one in standings if one.tier is tier) for tier in Tier}
        waiting = sum(one.count for one in standings if one.waiting)
        return LiveReport(now, since, waiting, tiers, times, agents, minutes)

    async def _look(self, now: datetime) -> None:
        """Folds what was recorded since the last look. One at a time."""
        before = self._read_at
        if before is not None and 0 <= (now - before).total_seconds() < FRESH_S:
            return
        since = now - DAY if before is None else min(before, now) - OVERLAP
        async for rows in self._store.said(since):
            for said in rows:
                self._hear(said)
            await asyncio.sleep(0)  # others get their turn
        await self._cool()
        self._forget(now)
        self._read_at = now

    def _hear(self, said: Said) -> None:
        day = self._days[said.shop]
        before = day.talks.get(said.conversation_id)
        talk, ended, over = hear(before, said)
        if before is not None and talk is before:
            return
        day.talks[said.conversation_id] = talk
        if ended is not None:
            day.rounds.append(ended)
        if over is not None:
            day.heats.append(over)
        if said.sender:
            key = (_minute(said.at), said.team_id)
            old = day.minutes.get(key, Minute(key[0]))
            customers = old.customer_messages + (said.sender == CUSTOMER)
            hottest = max(old.hottest or 0.0, said.degrees)
            day.minutes[key] = Minute(key[0], old.messages + 1, customers, 0, hottest)

    async def _cool(self) -> None:
        """Red conversations that were closed or calmed by hand leave no row of their own."""
        red = [
            (shop, name)
            for shop, day in self._days.items()
            for name, talk in day.talks.items()
            if talk.red_since is not None
        ]
        for (shop, name), at in (await self._store.cooled(red)).items():
            day = self._days[shop]
            day.talks[name], over = cooled(day.talks[name], name, at)
            if over is not None:
                day.heats.append(over)

    def _forget(self, now: datetime) -> None:
        start, hour = now - DAY, _minute(now) - timedelta(minutes=MINUTES)
        for day in self._days.values():
            while day.rounds and day.rounds[0].asked_at < start:
                day.rounds.popleft()
            while day.heats and day.heats[0].until < start:
                day.heats.popleft()
            for name in [name for name, talk in day.talks.items() if talk.last_at is None or talk.last_at < start]:
                del day.talks[name]
            while len(day.talks) > _MOST_TALKS:
                del day.talks[next(iter(day.talks))]
            for key in [key for key in day.minutes if key[0] < hour]:
                del day.minutes[key]

    def _midnight(self, shop: str, now: datetime) -> datetime:
        zone = self._rulebooks.current(shop).promises.zone
        start = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return start.astimezone(now.tzinfo)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Rounds and waiting talks of the teams in question, and the shop's roster."""

    rounds: Sequence[Round]
    waiting: Sequence[Talk]
    duty: Duty | None

    def counts(self, asked_at: datetime) -> bool:
        """A round that began out of service hours counts in no figure."""
        return self.duty is None or in_hours(self.duty, asked_at)


def _times(
    seen: _Seen, standings: Iterable[Standings], since: datetime, now: datetime
) -> tuple[Figures, tuple[AgentLive, ...]]:
    """Of all, and of each agent by name. Runs in a thread of its own: a busy day has a hundred thousand rounds."""
    rounds: dict[str | None, list[Round]] = defaultdict(list)
    waits: dict[str | None, list[datetime]] = defaultdict(list)
    open_now: dict[str, int] = defaultdict(int)
    for one in seen.rounds:
        if seen.counts(one.asked_at):
            rounds[one.agent_id].append(one)
    for talk in seen.waiting:
        if talk.asked_at is not None and talk.asked_at >= since and seen.counts(talk.asked_at):
            waits[talk.agent_id].append(talk.asked_at)
    for standing in standings:
        if standing.agent_id is not None:
            open_now[standing.agent_id] += standing.count
    names = sorted({name for name in (*rounds, *waits, *open_now) if name is not None})
    agents = tuple(AgentLive(name, open_now[name], figures(rounds[name], waits[name], now)) for name in names)
    everything = [one for each in rounds.values() for one in each]
    return figures(everything, [at for each in waits.values() for at in each], now), agents


def _minutes(day: _Day, teams: tuple[str, ...] | None, alerts: Sequence[datetime], now: datetime) -> tuple[Minute, ...]:
    """The last sixty, the running one last, those without a word too."""
    start = _minute(now) - timedelta(minutes=MINUTES - 1)
    found = {start + timedelta(minutes=n): Minute(start + timedelta(minutes=n)) for n in range(MINUTES)}
    for (at, team), one in day.minutes.items():
        if at in found and (teams is None or team in teams):
            old = found[at]
            hottest = max((heat for heat in (old.hottest, one.hottest) if heat is not None), default=None)
            messages, customers = old.messages + one.messages, old.customer_messages + one.customer_messages
            found[at] = replace(old, messages=messages, customer_messages=customers, hottest=hottest)
    for at in map(_minute, alerts):
        if at in found:
            found[at] = replace(found[at], alerts=found[at].alerts + 1)
    return tuple(found.values())


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
