"""Quiet hours in the shop's time, over midnight too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from csassist.desk.quiet_hours import QuietHours


def at(hour: int, minute: int = 0, day: int = 22) -> datetime:
    """Shop time, given as UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=timezone(timedelta(hours=8))).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "now", "over"),
    [
        ("22:00-08:00", at(21, 59), at(21, 59)),
        ("22:00-08:00", at(22), at(8, day=23)),
        ("22:00-08:00", at(3), at(8)),
        ("22:00-08:00", at(8), at(8)),
        ("12:30-13:30", at(13), at(13, 30)),
        ("12:30-13:30", at(13, 30), at(13, 30)),
        ("22:00-24:00", at(23), at(0, day=23)),
    ],
)
def test_when_it_may_be_spoken_of(hours: str, now: datetime, over: datetime) -> None:
    assert QuietHours.parse(hours).over_at(now) == over


@pytest.mark.parametrize("text", ["", "22-8", "25:00-08:00", "22:00", "08:00-08:00", "22:00-24:30", "22:61-08:00"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        QuietHours.parse(text)
