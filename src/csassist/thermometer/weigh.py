"""From raw signals of a burst to the signals that are shown: caps, dampers, compression, hard floor. All in tenths of a
degree, so that the signals add up exactly to the degrees of the message.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from csassist.conversation.reading import Signal
from csassist.thermometer.spec import CurveSpec, SignalRule

_DEFAULT_CAP = 2.5  # times `degrees`, for a rule that names no cap


@dataclass(frozen=True, slots=True)
class Weighed:
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
            shown.append(replace(signal, degrees=counted / 10))
    total = sum(_tenths(signal.degrees) for signal in shown)
    capped = _compressed(total, _tenths(curve.soft_from))
    if capped < total:
        shown.append(Signal("cap", "强度上限", (capped - total) / 10))
    floor = _tenths(curve.hard_floor)
    if hard and capped < floor:
        shown.append(Signal("hard-floor", "硬触发底线", (floor - capped) / 10))
        capped = floor
    return Weighed(tuple(shown), capped, relief)


def _capped(raw: Sequence[Signal], rules: Mapping[str, SignalRule]) -> Iterable[tuple[Signal, int]]:
    """A rule's strongest hit counts in full, every further one `per_extra`, all together at most `cap`."""
    strongest: dict[str, int] = {}
    for place, signal in enumerate(raw):
        best = strongest.get(signal.id)
        if best is None or abs(raw[best].degrees) < abs(signal.degrees):
            strongest[signal.id] = place
    room: dict[str, int] = {}
    for place in strongest.values():
        rule = rules[raw[place].id]
        cap = rule.adds.cap if rule.adds.cap is not None else _DEFAULT_CAP * abs(rule.adds.degrees)
        room[rule.id] = abs(_tenths(cap)) - min(abs(_tenths(cap)), abs(_tenths(raw[place].degrees)))
    for place, signal in enumerate(raw):
        rule = rules[signal.id]
        sign = -1 if rule.adds.degrees < 0 else 1
        if strongest[signal.id] == place:
            cap = rule.adds.cap if rule.adds.cap is not None else _DEFAULT_CAP * abs(rule.adds.degrees)
            yield signal, sign * min(abs(_tenths(signal.degrees)), abs(_tenths(cap)))
        else:
            step = min(room[rule.id], abs(_tenths(rule.adds.per_extra)))
            room[rule.id] -= step
            yield signal, sign * step


def _compressed(total: int, knee: int) -> int:
    """Above the knee degrees pile up ever more slowly and never pass 100; monotone, so one more ! never cools."""
    if total <= knee:
        return total
    span = 1000 - knee
    return knee + round(span * (1.0 - math.exp(-(total - knee) / span)))


def _tenths(degrees: float) -> int:
    return round(degrees * 10)
