"""From raw signals of a burst to the signals that are shown: caps, dampers, compression, hard floor. All in tenths of a
degree, so that the signals add up exactly to the degrees of the message.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from csassist.conversation.reading import Signal
from csassist.thermometer.spec import CurveSpec, SignalRule

_DEFAULT_CAP = 2.5  # times `degrees`, for a rule that names no cap


class Weighed(NamedTuple):
    """`signals` add up to `tenths` (0–1000); `relief` = tenths of damper that found no heat in the message to damp."""

    signals: tuple[Signal, ...]
    tenths: int
    relief: int


def weigh(
    raw: Sequence[Signal], extra: Sequence[Signal], hard: bool, rules: Mapping[str, SignalRule], curve: CurveSpec
) -> Weighed:
    """`raw` = hits of rules in order of appearance; `extra` = signals that no rule makes."""
    raw = [signal for signal in raw if signal.degrees]
    if not raw and not extra:
        return Weighed((), 0, 0)
    scored = [*_capped(raw, rules), *((signal, _tenths(signal.degrees)) for signal in extra)]
    heat = sum(tenths for _, tenths in scored if tenths > 0)
    damping = min(heat, -sum(tenths for _, tenths in scored if tenths < 0))
    relief = -sum(tenths for _, tenths in scored if tenths < 0) - damping
    shown: list[Signal] = []
    for signal, tenths in scored:
        counted = tenths if tenths > 0 else -min(damping, -tenths)
        damping += min(0, counted)
        if counted:
            degrees = counted / 10
            shown.append(signal if signal.degrees == degrees else replace(signal, degrees=degrees))
    total = sum(_tenths(signal.degrees) for signal in shown)
    capped = _compressed(total, _tenths(curve.soft_from))
    if capped < total:
        shown.append(Signal("cap", "强度上限", (capped - total) / 10))
    floor = _tenths(curve.hard_floor)
    if hard and capped < floor:
        shown.append(Signal("hard-floor", "硬触发底线", (floor - capped) / 10))
        capped = floor
    return Weighed(tuple(shown), capped, relief)


def _capped(raw: Sequence[Signal], rules: Mapping[str, SignalRule]) -> list[tuple[Signal, int]]:
    """A rule's strongest hit counts in full, every further one `per_extra`, all together at most `cap`."""
    strongest: dict[str, int] = {}
    for place, signal in enumerate(raw):
        best = strongest.get(signal.id)
        if best is None or abs(raw[best].degrees) < abs(signal.degrees):
            strongest[signal.id] = place
    counted: dict[int, int] = {}
    room: dict[str, int] = {}
    for name, place in strongest.items():
        cap = _cap_of(rules[name])
        counted[place] = min(abs(_tenths(raw[place].degrees)), cap)
        room[name] = cap - counted[place]
    scored: list[tuple[Signal, int]] = []
    for place, signal in enumerate(raw):
        worth = counted.get(place)
        if worth is None:
            worth = min(room[signal.id], abs(_tenths(rules[signal.id].adds.per_extra)))
            room[signal.id] -= worth
        scored.append((signal, worth if signal.degrees > 0 else -worth))
    return scored


def _cap_of(rule: SignalRule) -> int:
    adds = rule.adds
    return abs(_tenths(adds.cap if adds.cap is not None else _DEFAULT_CAP * adds.degrees))


def _compressed(total: int, knee: int) -> int:
    """Above the knee degrees pile up ever more slowly and never pass 100; monotone, so one more ! never cools."""
    if total <= knee:
        return total
    span = 1000 - knee
    return knee + round(span * (1.0 - math.exp(-(total - knee) / span)))


def _tenths(degrees: float) -> int:
    return round(degrees * 10)
