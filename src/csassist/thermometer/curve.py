"""The running curve: what is carried from burst to burst, momentum, decay, stages. All in tenths of a degree.

A running mean: each burst keeps a share of the temperature before it, silence lets it decay by half-lives.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from csassist.conversation.conversation import Standing
from csassist.conversation.reading import Contribution, Stage
from csassist.thermometer.spec import CurveSpec

_CALM = Stage.CALM


class Point(NamedTuple):
    """`tenths` 0–1000, explained by `contributions` that add up to it."""

    tenths: int
    contributions: tuple[Contribution, ...]
    carried: float
    momentum: float


_NOTHING = (Contribution("message", 0.0),)


def next_point(curve: CurveSpec, before: Standing, message: int, relief: int, now: datetime) -> Point:
    """The curve after a burst of `message` tenths; `relief` tenths of praise or thanks also cool what was carried."""
    carried = 0
    if before.degrees:
        carried = round(before.degrees * 10 * curve.keep * _decay(curve, before.at, now))
    momentum = 0.5 * before.momentum + 0.5 * (message / 10 - before.reading.message_degrees) if before.turns else 0.0
    push = round(curve.momentum * 10 * max(0.0, before.momentum)) if message else 0
    if not carried and not push and message <= 1000:
        alone = (Contribution("message", message / 10),) if message else _NOTHING
        return Point(message, alone, 0.0, round(momentum, 3) if momentum else 0.0)
    eased = -min(carried, relief)
    total = carried + message + eased + push
    over = min(0, 1000 - total)
    parts = (("carried", carried), ("message", message), ("relief", eased), ("momentum", push), ("cap", over))
    shown = tuple([Contribution(name, value / 10) for name, value in parts if value or name == "message"])
    return Point(total + over, shown, carried / 10, round(momentum, 3))


def decayed(curve: CurveSpec, before: Standing, share: float, now: datetime) -> tuple[int, tuple[Contribution, ...]]:
    """The degrees (tenths) when nothing hot is said: `share` of what stands, cooled by time, with its explanation."""
    stood = round(before.degrees * 10)
    left = round(stood * share * _decay(curve, before.at, now))
    parts = [Contribution("carried", stood / 10)] if stood else []
    if left != stood:
        parts.append(Contribution("relief", (left - stood) / 10))
    return left, tuple(parts)


def stage_of(curve: CurveSpec, degrees: float, before: float, peak: float, stage: Stage) -> Stage:
    """Stage of a reading: bands of degrees, except that a clear fall after heat is cooling until it is calm."""
    suppressed, heating, outburst = curve.stages
    if degrees < suppressed:
        return _CALM
    falling = degrees < before and peak >= heating
    if falling and (before - degrees >= curve.cooling_drop or stage is Stage.COOLING):
        return Stage.COOLING
    if degrees >= outburst:
        return Stage.OUTBURST
    return Stage.HEATING if degrees >= heating else Stage.SUPPRESSED


def _decay(curve: CurveSpec, since: datetime | None, now: datetime) -> float:
    if since is None or since == now:
        return 1.0
    seconds: float = max(0.0, (now - since).total_seconds())
    return float(0.5 ** (seconds / curve.half_life_s))
