"""Reports for supervisors: what became of the cards of each script. No report ranks people by anybody's feelings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from csassist.desk.access import Identity, Role, require_role
from csassist.desk.effects import EffectTables
from csassist.desk.experience import EffectTable, Period
from csassist.desk.outbox import EndpointState, Waiting
from csassist.desk.ports import Clock, Store
from csassist.desk.shop_rulebook import ShopRulebooks
from csassist.errors import InvalidInput, NotFound
from csassist.insight.raised import RaisedReport, raised_report
from csassist.insight.usage import UsageReport, usage_report

USUAL = timedelta(days=30)


class Reports:
    """Built once by the desk."""

    def __init__(self, store: Store, effects: EffectTables, rulebooks: ShopRulebooks, clock: Clock) -> None:
        self._store = store.experience
        self._outbox = store.outbox
        self._effects = effects
        self._rulebooks = rulebooks
        self._clock = clock

    async def scripts(self, who: Identity, since: datetime | None, until: datetime | None) -> UsageReport:
        """Feedback of a period, the last 30 days unless given, in the teams of a supervisor who has some.

        Effects are the shop's newest table. Raises Forbidden, InvalidInput.
        """
        require_role(who, Role.SUPERVISOR, Role.ADMIN)
        end = until or self._clock.now() + timedelta(seconds=1)
        start = since or end - USUAL
        if start >= end:
            raise InvalidInput(
                "since must lie before until", errors=[{"pointer": "/since", "detail": "not before until"}]
            )
        teams = who.teams if who.role is Role.SUPERVISOR and who.teams else None
        tallies = await self._store.tallies(Period(who.shop, start, end, teams))
        table = self._effects.current(who.shop).table
        scripts = (compiled.script for compiled in self._rulebooks.current(who.shop).library.scripts)
        titles = {script.id: script.title for script in scripts}
        return usage_report(tallies, table.effects, titles, table.name)

    async def budget(self, who: Identity, days: int) -> RaisedReport:
        """Alerts on record of the last `days` days, in the teams of a supervisor who has some. Raises Forbidden."""
        require_role(who, Role.SUPERVISOR, Role.ADMIN)
        until = self._clock.now() + timedelta(seconds=1)
        since = until - timedelta(days=days)
        teams = who.teams if who.role is Role.SUPERVISOR and who.teams else None
        raised, talked = await self._store.raised(Period(who.shop, since, until, teams))
        book = self._rulebooks.current(who.shop)
        report = raised_report(raised, talked, (since, until), book.promises.zone)
        return replace(report, titles={rule.id: rule.title for rule in book.thermometer.rules.values()})

    async def notices(self, who: Identity, limit: int) -> tuple[tuple[EndpointState, ...], tuple[Waiting, ...]]:
        """State of the shop's endpoints and its dead notices, newest first. Raises Forbidden."""
        require_role(who, Role.SUPERVISOR, Role.ADMIN)
        return await self._outbox.states(who.shop), await self._outbox.dead(who.shop, limit)

    async def effects(self, who: Identity, version: int | None) -> EffectTable:
        """The shop's table of effects in this version, the newest unless given. Raises Forbidden, NotFound."""
        require_role(who, Role.SUPERVISOR, Role.ADMIN)
        table = await self._store.effects(who.shop, version)
        if version is not None and table.version != version:
            raise NotFound("no such table of effects; check the version")
        return table
