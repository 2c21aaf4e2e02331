"""What live figures remember of every shop's last day, folded row by row. Knows no store and no loop.

A busy day has a hundred thousand rows: whoever folds or asks does so beside the event loop, one at a time.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from csassist.desk.said import Key
from csassist.frozen import frozen
from csassist.insight.exposure import Exposure, exposure
from csassist.insight.response import CUSTOMER, Heat, Round, Said, Talk, cooled, hear

DAY = timedelta(hours=24)
MINUTES = 60
_MOST_TALKS = 50_000  # of one shop and day


@frozen
class Minute:
    """One minute; `hottest` in degrees, None when nobody spoke."""

    at: datetime
    messages: int = 0
    customer_messages: int = 0
    alerts: int = 0
    hottest: float | None = None


@dataclass(slots=True)
class Day:
    """What is remembered of one shop. `minutes` by minute and team."""

    talks: dict[str, Talk] = field(default_factory=dict)
    rounds: deque[Round] = field(default_factory=deque)
    heats: deque[Heat] = field(default_factory=deque)
    minutes: dict[tuple[datetime, str | None], Minute] = field(default_factory=dict)

    def answered(self, teams: tuple[str, ...] | None, since: datetime) -> list[Round]:
        """Rounds that were asked since then, of these teams unless None."""
        return [one for one in self.rounds if one.asked_at >= since and (teams is None or one.team_id in teams)]

    def waiting(self, teams: tuple[str, ...] | None) -> list[Talk]:
        """Whose customers wait for a person."""
        found = (talk for talk in self.talks.values() if talk.asked_at is not None)
        return [talk for talk in found if teams is None or talk.team_id in teams]

    def exposure(self, agent_id: str, since: datetime, now: datetime) -> Exposure:
        """Of one agent: what is over, and what lasts."""
        lasting = [
            Heat(name, agent_id, talk.red_since, now)
            for name, talk in self.talks.items()
            if talk.agent_id == agent_id and talk.red_since is not None
        ]
        return exposure([one for one in self.heats if one.agent_id == agent_id], lasting, since, now)

    def last_hour(self, teams: tuple[str, ...] | None, alerts: Sequence[datetime], now: datetime) -> tuple[Minute, ...]:
        """The last sixty minutes, the running one last, those without a word too."""
        start = minute(now) - timedelta(minutes=MINUTES - 1)
        found = {start + timedelta(minutes=n): Minute(start + timedelta(minutes=n)) for n in range(MINUTES)}
        for (at, team), one in self.minutes.items():
            if at in found and (teams is None or team in teams):
                old = found[at]
                hottest = max((heat for heat in (old.hottest, one.hottest) if heat is not None), default=None)
                messages, customers = old.messages + one.messages, old.customer_messages + one.customer_messages
                found[at] = replace(old, messages=messages, customer_messages=customers, hottest=hottest)
        for at in map(minute, alerts):
            if at in found:
                found[at] = replace(found[at], alerts=found[at].alerts + 1)
        return tuple(found.values())


class Days:
    """Of all shops."""

    def __init__(self) -> None:
        self._days: defaultdict[str, Day] = defaultdict(Day)

    def of(self, shop: str) -> Day:
        """That shop's."""
        return self._days[shop]

    def hear(self, said: Said) -> None:
        """One more row; one that was heard before changes nothing."""
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
            key = (minute(said.at), said.team_id)
            old = day.minutes.get(key, Minute(key[0]))
            customers = old.customer_messages + (said.sender == CUSTOMER)
            hottest = max(old.hottest or 0.0, said.degrees)
            day.minutes[key] = Minute(key[0], old.messages + 1, customers, 0, hottest)

    def red(self) -> list[Key]:
        """Conversations that are red as far as rows tell."""
        return [
            (shop, name)
            for shop, day in self._days.items()
            for name, talk in day.talks.items()
            if talk.red_since is not None
        ]

    def settle(self, over: Mapping[Key, datetime], now: datetime) -> None:
        """`over` = red ones that were closed or calmed by hand, without a row of their own. Drops what is a day old."""
        for (shop, name), at in over.items():
            day = self._days[shop]
            day.talks[name], heat = cooled(day.talks[name], name, at)
            if heat is not None:
                day.heats.append(heat)
        for day in self._days.values():
            _drop_old(day, now)


def minute(at: datetime) -> datetime:
    """The one that it is in."""
    return at.replace(second=0, microsecond=0)


def _drop_old(day: Day, now: datetime) -> None:
    start, hour = now - DAY, minute(now) - timedelta(minutes=MINUTES)
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
