"""Who is called: by team, hours, presence and level."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from csassist.conversation.conversation import Conversation
from csassist.desk.duty import Called, Duty, in_hours, who_is_called

SUNDAY = datetime(2026, 11, 22, 10, tzinfo=UTC)  # 18:00 in Shanghai
DUTY = Duty(
    ZoneInfo("Asia/Shanghai"),
    fallback=("owner",),
    teams={"t1": ("s1", "s2")},
    shop=("chief",),
    mentors={"novice": "mentor"},
    hours={6: ((time(9), time(20)),), 5: ((time(22), time(2)),)},
)
ALL = frozenset({"s1", "s2", "chief", "mentor"})


def of(agent: str = "a1", team: str | None = "t1") -> Conversation:
    return Conversation("s1", "c-1", SUNDAY, agent_id=agent, team_id=team)


def called(level: int = 0, online: frozenset[str] = ALL, agent: str = "a1", duty: Duty | None = DUTY) -> Called:
    return who_is_called(duty, of(agent), level, SUNDAY, online)


def test_without_a_roster_it_is_everybody_who_watches() -> None:
    assert called(duty=None) == Called((), "all")


def test_the_team_then_the_shop_then_the_fallback_list() -> None:
    assert called(0) == Called(("s1", "s2"), "team")
    assert called(1) == Called(("chief",), "shop")
    assert called(2) == Called(("owner",), "fallback")


def test_only_who_is_there_and_the_next_level_when_nobody_is() -> None:
    assert called(online=frozenset({"s2"})) == Called(("s2",), "team")
    assert called(online=frozenset({"chief"})) == Called(("chief",), "shop")
    assert called(online=frozenset()) == Called(("owner",), "fallback")


def test_a_novice_agents_mentor_comes_first() -> None:
    assert called(agent="novice") == Called(("mentor",), "mentor")
    assert called(1, agent="novice").why == "team"
    assert called(agent="novice", online=frozenset({"s1"})) == Called(("s1",), "team")


def test_another_team_has_only_the_shop() -> None:
    assert who_is_called(DUTY, of(team="t9"), 0, SUNDAY, ALL) == Called(("chief",), "shop")


def test_out_of_hours_it_is_the_fallback_list() -> None:
    late = SUNDAY.replace(hour=12)  # 20:00: the end is not within
    assert who_is_called(DUTY, of(), 0, late, ALL) == Called(("owner",), "fallback")


def test_hours_by_the_shops_clock_over_midnight_and_none_at_all() -> None:
    assert in_hours(DUTY, datetime(2026, 11, 21, 17, tzinfo=UTC)), "01:00 on Sunday belongs to Saturday night"
    assert not in_hours(DUTY, datetime(2026, 11, 21, 18, tzinfo=UTC)), "02:00"
    assert not in_hours(DUTY, datetime(2026, 11, 23, 4, tzinfo=UTC)), "a Monday"
    assert in_hours(replace(DUTY, hours={}), datetime(2026, 11, 23, 4, tzinfo=UTC))
