"""An agent's red minutes: each counted once, a hint when it is over, a pause when it comes thick."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from csassist.insight.exposure import exposure
from csassist.insight.response import Heat

DAY = datetime(2026, 11, 22, 0, tzinfo=UTC)
NOW = DAY + timedelta(hours=12)


def heat(name: str, begin_min: float, end_min: float) -> Heat:
    """Minutes before now."""
    return Heat(name, "a1", NOW - timedelta(minutes=begin_min), NOW - timedelta(minutes=end_min))


def test_nothing_was_red() -> None:
    found = exposure([], [], DAY, NOW)
    assert (found.red_minutes, found.red_conversations, found.ended, found.break_advised) == (0.0, 0, None, False)


def test_minutes_in_which_two_were_red_count_once() -> None:
    found = exposure([heat("c-1", 100, 90), heat("c-2", 95, 85)], [], DAY, NOW)
    assert (found.red_minutes, found.red_conversations, found.longest_red_s) == (15.0, 2, 600.0)
    assert found.ended is None
    assert found.break_advised is False


def test_yesterday_does_not_count() -> None:
    found = exposure([heat("old", 60 * 13, 60 * 12 - 5)], [], DAY, NOW)
    assert (found.red_minutes, found.longest_red_s) == (5.0, 300.0)
    assert exposure([heat("old", 60 * 14, 60 * 13)], [], DAY, NOW).red_conversations == 0


def test_a_hint_after_the_last_one_but_not_in_the_midst_of_the_next() -> None:
    over = [heat("c-1", 20, 8), heat("c-2", 15, 3)]
    assert exposure(over, [], DAY, NOW).ended == over[1]
    assert exposure(over, [heat("c-3", 1, 0)], DAY, NOW).ended is None
    assert exposure([heat("c-1", 20, 10)], [], DAY, NOW).ended is None


def test_a_pause_after_twenty_minutes_or_three_conversations_of_an_hour() -> None:
    assert exposure([heat("c-1", 25, 5)], [], DAY, NOW).break_advised is True
    assert exposure([heat("c-1", 24, 5)], [], DAY, NOW).break_advised is False
    three = [heat(f"c-{n}", 10 * n, 10 * n - 1) for n in (1, 2, 3)]
    assert exposure(three, [], DAY, NOW).break_advised is True
    assert exposure(three[:2], [], DAY, NOW).break_advised is False
