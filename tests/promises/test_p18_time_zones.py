"""P18: local days and hours are right in Shanghai and where the clocks change, for every hour of years with both."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from csassist.conversation.tier import Tier
from csassist.desk.duty import Duty, in_hours
from csassist.desk.quiet_hours import QuietHours
from csassist.insight.raised import Raised, raised_report
from promises.proof import Proof

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
START, END = datetime(2027, 12, 31, tzinfo=UTC), datetime(2029, 1, 2, tzinfo=UTC)  # 2028 has a leap day
STEP = timedelta(minutes=30)


def every_half_hour() -> list[datetime]:
    return [START + n * STEP for n in range(int((END - START) / STEP))]


@pytest.mark.parametrize("name", ZONES)
def test_reports_by_local_day(proof: Proof, name: str) -> None:
    """Every alert is counted on the day that the shop's wall showed; days of 23 and 25 hours have as many."""
    zone, instants = ZoneInfo(name), every_half_hour()
    report = raised_report((Raised(at, Tier.ALERT, "x", "other") for at in instants), 1, (START, END), zone)
    counted = {day: sum(tiers.values()) for day, tiers in report.days}
    wall = Counter(_wall_date(at, zone) for at in instants)
    lengths = Counter(counted[day] / 2 for day in list(counted)[2:-3])
    proof.count(
        instants=len(instants), days=len(counted), days_of_other_length=sum(v for k, v in lengths.items() if k != 24)
    )
    assert {day: number for day, number in counted.items() if number} == dict(wall)
    assert sum(counted.values()) == len(instants)
    assert date(2028, 2, 29) in counted
    assert set(lengths) == (
        {24.0} if name == "Asia/Shanghai" else {24.0, *({23.5, 24.5} if "Lord" in name else {23.0, 25.0})}
    )


def _wall_date(at: datetime, zone: ZoneInfo) -> date:
    offset = zone.utcoffset(at.astimezone(zone))
    assert offset is not None
    return (at.replace(tzinfo=None) + offset).date()


@pytest.mark.parametrize("name", ZONES)
def test_service_hours_by_the_wall_clock(proof: Proof, name: str) -> None:
    """Nine to six and a night shift over midnight, on the shop's wall, also on the days when clocks change."""
    zone, instants = ZoneInfo(name), every_half_hour()
    spans = {day: ((time(9), time(18)),) for day in range(5)} | {5: ((time(22), time(4)),)}
    duty, inside = Duty(zone, ("owner",), hours=spans), 0
    for at in instants:
        offset = zone.utcoffset(at.astimezone(zone))
        assert offset is not None
        wall = at.replace(tzinfo=None) + offset
        day, clock = wall.weekday(), wall.time()
        wanted = (
            (day < 5 and time(9) <= clock < time(18))
            or (day == 5 and clock >= time(22))
            or (day == 6 and clock < time(4))
        )
        inside += wanted
        assert in_hours(duty, at) is wanted, (at, wall)
    proof.count(instants=len(instants), inside=inside)


def test_quiet_hours_end_when_the_shops_wall_says_so(proof: Proof) -> None:
    """Of the shop's own time, which has no summer: the end is never before now, never a day away, and not quiet."""
    quiet, held = QuietHours.parse("22:00-08:00"), 0
    shanghai = ZoneInfo("Asia/Shanghai")
    for at in every_half_hour():
        over = quiet.over_at(at)
        assert timedelta(0) <= over - at <= timedelta(hours=10)
        assert quiet.over_at(over) == over
        held += over > at
        assert (over > at) == (at.astimezone(shanghai).hour >= 22 or at.astimezone(shanghai).hour < 8)
    proof.count(instants=len(every_half_hour()), held=held)
