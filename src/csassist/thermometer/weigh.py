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


class Worth(NamedTuple):
    """What a rule's hits may come to in one burst, in tenths of a degree, looked up once per pack. Both positive."""

    cap: int  # all hits together
    further: int  # every hit but the strongest

    @classmethod
    def of(cls, rule: SignalRule) -> Worth:
        """The worth of a rule."""
        adds = rule.adds
        cap = adds.cap if adds.cap is not None else _DEFAULT_CAP * adds.degrees
        return cls(abs(_tenths(cap)), abs(_tenths(adds.per_extra)))


class Weighed(NamedTuple):
    """`signals` add up to `tenths` (0–1000); `relief` = tenths of damper that found no heat in the message to damp."""

    signals: tuple[Signal, ...]
    tenths: int
    relief: int


_NOTHING = Weighed((), 0, 0)


def weigh(
    raw: Sequence[Signal], extra: Sequence[Signal], hard: bool, worths: Mapping[str, Worth], curve: CurveSpec
) -> Weighed:
    """`raw` = hits of rules in order of appearance; `extra` = signals that no rule makes."""
    raw = [signal for signal in raw if signal.degrees]
    if not raw and not extra:
        return _NOTHING
    scored = _capped(raw, worths)
    if extra:
        scored += [(signal, _tenths(signal.degrees)) for signal in extra]
    heat = cold = 0
    for _, tenths in scored:
        if tenths > 0:
            heat += tenths
        else:
            cold -= tenths
    damping = min(heat, cold)
    if not heat and not hard:
        return Weighed((), 0, cold)
    shown = _shown(scored, damping)
    total = sum([_tenths(signal.degrees) for signal in shown])
    capped = _compressed(total, _tenths(curve.soft_from))
    if capped < total:
        shown.append(Signal("cap", "强度上限", (capped - total) / 10))
    floor = _tenths(curve.hard_floor)
    if hard and capped < floor:
        shown.append(Signal("hard-floor", "硬触发底线", (floor - capped) / 10))
        capped = floor
    return Weighed(tuple(shown), capped, cold - damping)


def _shown(scored: Sequence[tuple[Signal, int]], damping: int) -> list[Signal]:
    """Signals with the degrees that count: dampers take `damping` tenths together, the first ones first."""
    shown: list[Signal] = []
    for signal, tenths in scored:
        counted = tenths if tenths > 0 else -min(damping, -tenths)
        damping += min(0, counted)
        if counted:
            degrees = counted / 10
            shown.append(signal if signal.degrees == degrees else replace(signal, degrees=degrees))
    return shown


def _capped(raw: Sequence[Signal], worths: Mapping[str, Worth]) -> list[tuple[Signal, int]]:
    """A rule's strongest hit counts in full, every further one `per_extra`, all together at most `cap`."""
    if len(raw) == 1:
        tenths, cap = _tenths(raw[0].degrees), worths[raw[0].id].cap
        return [(raw[0], min(tenths, cap) if tenths > 0 else max(tenths, -cap))]
    strongest: dict[str, int] = {}
    for place, signal in enumerate(raw):
        best = strongest.get(signal.id)
        if best is None or abs(raw[best].degrees) < abs(signal.degrees):
            strongest[signal.id] = place
    counted: dict[int, int] = {}
    room: dict[str, int] = {}
    for name, place in strongest.items():
        cap = worths[name].cap
        counted[place] = min(abs(_tenths(raw[place].degrees)), cap)
        room[name] = cap - counted[place]
    scored: list[tuple[Signal, int]] = []
    for place, signal in enumerate(raw):
        worth = counted.get(place)
        if worth is None:
            worth = min(room[signal.id], worths[signal.id].further)
            room[signal.id] -= worth
        scored.append((signal, worth if signal.degrees > 0 else -worth))
    return scored


def _compressed(total: int, knee: int) -> int:
    """Above the knee degrees pile up ever more slowly and never pass 100; monotone, so one more ! never cools."""
    if total <= knee:
        return total
    span = 1000 - knee
    return knee + round(span * (1.0 - math.exp(-(total - knee) / span)))


def _tenths(degrees: float) -> int:
    return round(degrees * 10)
