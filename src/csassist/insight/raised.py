"""Alerts that were raised, counted: per tier, rule, trigger and day of the shop. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, datetime, timedelta, tzinfo

from csassist.conversation.reading import Reading
from csassist.conversation.tier import Tier
from csassist.frozen import frozen

CARRIED = "carried"  # nothing in the reading itself was hot: the heat that was there already
BY_HAND = "raise-hand"  # no reading raised it: an agent asked for help


@frozen
class Raised:
    """One alert: when, at which tier, by which signal, about what."""

    at: datetime
    tier: Tier
    rule: str
    trigger: str


@frozen
class RaisedReport:
    """`days` = every day from the first to the last, those without alerts too. `conversations` = with a message.

    `titles` = what people call the rules; those of before, and what is no rule of the pack, have none.
    """

    since: datetime
    until: datetime
    conversations: int
    alerts: int
    by_tier: Counter[Tier] = field(default_factory=Counter)
    by_rule: Counter[str] = field(default_factory=Counter)
    by_trigger: Counter[str] = field(default_factory=Counter)
    days: tuple[tuple[date, Counter[Tier]], ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)

    def per_hundred(self, tier: Tier) -> float:
        """Alerts of a tier per 100 conversations."""
        return 100 * self.by_tier[tier] / self.conversations if self.conversations else 0.0


def strongest(reading: Reading) -> str:
    """The signal that did most: the hard trigger, else the hottest one of the reading."""
    if reading.hard:
        return reading.hard
    hot = [signal for signal in reading.signals if signal.degrees > 0 and signal.id != "hard-floor"]
    return max(hot, key=lambda signal: (signal.degrees, signal.id)).id if hot else CARRIED


def raised_report(
    raised: Iterable[Raised], conversations: int, period: tuple[datetime, datetime], zone: tzinfo
) -> RaisedReport:
    """The report of a period (since, until), its days in `zone`."""
    since, until = period
    found = [*raised]
    days: dict[date, Counter[Tier]] = {}
    day, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    while day <= last:
        days[day] = Counter()
        day += timedelta(days=1)
    for one in found:
        days.setdefault(one.at.astimezone(zone).date(), Counter())[one.tier] += 1
    return RaisedReport(
        since,
        until,
        conversations,
        len(found),
        Counter(one.tier for one in found),
        Counter(one.rule for one in found),
        Counter(one.trigger for one in found),
        tuple(sorted(days.items())),
    )
