"""Who is called to an alert: by team, service hours, presence and level. Pure; knows names and times, no socket.

Levels in order: the mentor of a novice agent, the team's supervisors, the shop's, the fallback list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, time
from zoneinfo import ZoneInfo

from csassist.conversation.conversation import Conversation
from csassist.frozen import frozen

Span = tuple[time, time]  # from, until (not included); one that ends before it begins goes past midnight


@frozen
class Duty:
    """One shop's roster. Names are agent_ids of supervisors and admins. No hours at all = always."""

    zone: ZoneInfo
    fallback: tuple[str, ...]
    teams: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shop: tuple[str, ...] = ()
    mentors: Mapping[str, str] = field(default_factory=dict)  # novice agent -> mentor
    hours: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)  # weekday, Monday = 0


@frozen
class Called:
    """Who is called, and why these. No names = everybody who watches the team or the shop."""

    names: tuple[str, ...] = ()
    why: str = "all"  # all | mentor | team | shop | fallback


EVERYBODY = Called()


def who_is_called(
    duty: Duty | None, conversation: Conversation, level: int, now: datetime, online: frozenset[str]
) -> Called:
    """The people of the lowest level at or above `level` of whom somebody is on duty: in hours and `online`.

    When there is nobody, or out of service hours, it is the fallback list, whether they are online or not.
    """
    if duty is None:
        return EVERYBODY
    if in_hours(duty, now):
        for why, names in levels(duty, conversation)[level:]:
            present = tuple(name for name in names if name in online)
            if present:
                return Called(present, why)
    return Called(duty.fallback, "fallback")


def levels(duty: Duty, conversation: Conversation) -> list[tuple[str, tuple[str, ...]]]:
    """The levels before the fallback list that this conversation has, in order."""
    current = conversation.intervention
    agent = current.taken_from if current is not None and current.taken_over_by else conversation.agent_id
    mentor = duty.mentors.get(agent or "")
    found = [
        ("mentor", (mentor,) if mentor else ()),
        ("team", duty.teams.get(conversation.team_id or "", ())),
        ("shop", duty.shop),
    ]
    return [(why, names) for why, names in found if names]


def in_hours(duty: Duty, now: datetime) -> bool:
    """True within the shop's service hours, by its own clock."""
    if not duty.hours:
        return True
    local = now.astimezone(duty.zone)
    at, today = local.time(), local.weekday()
    if any(_within(span, at) for span in duty.hours.get(today, ())):
        return True
    # The part after midnight of what began the day before.
    return any(start > end and at < end for start, end in duty.hours.get((today - 1) % 7, ()))


def _within(span: Span, at: time) -> bool:
    start, end = span
    return start <= at < end if start < end else at >= start
