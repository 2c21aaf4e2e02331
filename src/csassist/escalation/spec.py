"""What the tier ladder may be told (pack.yaml: ladder)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepSpec:
    id: str
    text: str
    within_s: int


@dataclass(frozen=True, slots=True)
class LadderSpec:
    """Thresholds in degrees; bands are half-open. Leave thresholds lie below enter thresholds (hysteresis)."""

    enter: tuple[float, float, float] = (30.0, 50.0, 75.0)  # WATCH, ALERT, SUPERVISOR
    leave: tuple[float, float, float] = (20.0, 38.0, 58.0)
    dwell: tuple[int, int, int] = (1, 1, 2)  # consecutive readings at or above enter before the rise
    release: int = 2  # consecutive readings below leave before a fall, one tier at a time
    cool_down_s: int = 300  # a second alert of the same tier within this time is not raised
    vip_offset: float = -5.0  # added to enter thresholds for customers of value vip
    steps: tuple[tuple[StepSpec, ...], tuple[StepSpec, ...], tuple[StepSpec, ...]] = ((), (), ())
