"""Alerts that were raised, counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from csassist.conversation.reading import Reading, Signal
from csassist.conversation.tier import Tier
from csassist.insight.raised import Raised, raised_report, strongest
from csassist.suggest.spoken import SHOP_TIME

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LATE = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)  # in the shop it is the 22nd already


def test_days_are_the_shops_and_none_is_left_out() -> None:
    raised = [Raised(LATE, Tier.ALERT, "liar", "service"), Raised(NOW, Tier.SUPERVISOR, "liar", "price")]
    report = raised_report(raised, 50, (NOW - timedelta(days=2), NOW), SHOP_TIME)
    assert [day for day, _ in report.days] == [date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)]
    assert [sum(count.values()) for _, count in report.days] == [0, 0, 2]
    assert (report.alerts, report.by_rule["liar"], report.by_trigger["price"]) == (2, 2, 1)
    assert report.per_hundred(Tier.ALERT) == 2.0


def test_nothing_at_all() -> None:
    report = raised_report([], 0, (NOW, NOW), SHOP_TIME)
    assert (report.alerts, report.per_hundred(Tier.ALERT)) == (0, 0.0)


def test_the_strongest_signal_names_the_rule() -> None:
    signals = (Signal("hard-floor", "", 60.0), Signal("a", "", 9.0), Signal("b", "", 12.0), Signal("calm", "", -30.0))
    assert strongest(Reading(signals=signals)) == "b"
    assert strongest(Reading(signals=signals, hard="self-harm")) == "self-harm"
    assert strongest(Reading()) == "carried"
