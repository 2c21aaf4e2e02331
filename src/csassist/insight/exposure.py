"""How long an agent sat with red conversations today. For that agent's own eyes: no other report reads this. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from csassist.frozen import frozen
from csassist.insight.response import Heat

HINT_S = 600.0  # a hint to cool off stands this long after a red conversation ended
# A pause is advised after a third of an hour in the red, or three red conversations within one. Numbers of our own:
# what wears people out is how dense it comes, so an hour is looked at and not the day.
BREAK_WINDOW = timedelta(hours=1)
BREAK_MINUTES = 20.0
BREAK_CONVERSATIONS = 3


@frozen
class Exposure:
    """`red_minutes` counts each minute once, however many conversations were red in it. `ended` = the hint's cause."""

    since: datetime
    red_minutes: float = 0.0
    red_conversations: int = 0
    longest_red_s: float = 0.0
    lately_minutes: float = 0.0  # of the last hour
    ended: Heat | None = None
    break_advised: bool = False


def exposure(heats: Sequence[Heat], red_now: Sequence[Heat], since: datetime, now: datetime) -> Exposure:
    """Of one agent's red times; `red_now` = those that last (their `until` is `now`)."""
    every = [one for one in (*heats, *red_now) if one.until > since]
    lately = now - BREAK_WINDOW
    recent = {one.conversation_id for one in every if one.until > lately}
    minutes = _minutes(every, lately, now)
    return Exposure(
        since,
        round(_minutes(every, since, now), 1),
        len({one.conversation_id for one in every}),
        round(max(((one.until - max(one.since, since)).total_seconds() for one in every), default=0.0), 1),
        round(minutes, 1),
        None if red_now else _just_over(heats, now),  # not in the midst of the next one
        minutes >= BREAK_MINUTES or len(recent) >= BREAK_CONVERSATIONS,
    )


def _just_over(heats: Sequence[Heat], now: datetime) -> Heat | None:
    over = max(heats, key=lambda one: one.until, default=None)
    return over if over is not None and 0 <= (now - over.until).total_seconds() < HINT_S else None


def _minutes(heats: Sequence[Heat], since: datetime, until: datetime) -> float:
    """Minutes of the union of all times."""
    total, reached = 0.0, since
    for one in sorted(heats, key=lambda one: one.since):
        start, end = max(one.since, reached), min(one.until, until)
        if end > start:
            total += (end - start).total_seconds()
            reached = end
    return total / 60
