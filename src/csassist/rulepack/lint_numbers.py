"""Rules about the numbers of pack.yaml: thresholds that cross, shares outside 0–1, steps without time."""

from __future__ import annotations

from collections.abc import Iterator

from csassist.escalation.spec import LadderSpec
from csassist.rulepack.fault import Fault
from csassist.rulepack.pack import PackHead
from csassist.rulepack.shape import Entry

_TIERS = ("WATCH", "ALERT", "SUPERVISOR")


def lint_numbers(head: Entry[PackHead]) -> Iterator[Fault]:
    """R130 for every number that makes no sense with the others."""
    for path, message in (*_ladder(head.value.ladder), *_curve(head.value), *_suggest(head.value)):
        yield head.fault("R130", message, *path)


def _ladder(ladder: LadderSpec) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for i, name in enumerate(_TIERS):
        enter, leave = ladder.enter[i], ladder.leave[i]
        if not 0.0 < enter <= 100.0:
            yield ("ladder", "enter", i), f"{name} enters at {enter:g}; degrees are 0–100"
        if not 0.0 <= leave < enter:
            yield (
                ("ladder", "leave", i),
                f"{name} leaves at {leave:g}, which must lie below its enter threshold {enter:g}",
            )
        if i and ladder.enter[i - 1] >= enter:
            yield (
                ("ladder", "enter", i),
                f"{name} enters at {enter:g}, not above {_TIERS[i - 1]} ({ladder.enter[i - 1]:g})",
            )
        if i and ladder.leave[i - 1] >= leave:
            yield (
                ("ladder", "leave", i),
                f"{name} leaves at {leave:g}, not above {_TIERS[i - 1]} ({ladder.leave[i - 1]:g})",
            )
        if ladder.dwell[i] < 1:
            yield ("ladder", "dwell", i), "dwell counts readings, at least 1"
        yield from _steps(ladder, i)
    if ladder.release < 1:
        yield ("ladder", "release"), "release counts readings, at least 1"
    if ladder.cool_down_s < 0:
        yield ("ladder", "cool_down_s"), "cool_down_s cannot be negative"
    if ladder.enter[0] + ladder.vip_offset <= ladder.leave[0]:
        yield ("ladder", "vip_offset"), "for a vip, WATCH would be entered at or below its leave threshold"


def _steps(ladder: LadderSpec, tier: int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    seen: set[str] = set()
    for j, step in enumerate(ladder.steps[tier]):
        if step.within_s <= 0:
            yield ("ladder", "steps", tier, j), f"step {step.id} needs a time above 0 s"
        if step.id in seen:
            yield ("ladder", "steps", tier, j), f"step {step.id} is named twice"
        seen.add(step.id)


def _curve(head: PackHead) -> Iterator[tuple[tuple[str | int, ...], str]]:
    curve = head.curve
    for name in ("keep", "agent_keep", "momentum"):
        if not 0.0 <= getattr(curve, name) <= 1.0:
            yield ("curve", name), f"{name} is a share from 0 to 1"
    for name in ("half_life_s", "idle_s", "repeat_cap", "burst_cap"):
        if getattr(curve, name) <= 0:
            yield ("curve", name), f"{name} must be above 0"
    if curve.burst_from < 2:
        yield ("curve", "burst_from"), "a burst has at least 2 bubbles"
    times = [seconds for seconds, _ in curve.waiting_steps]
    if times != sorted(set(times)) or any(seconds <= 0 for seconds in times):
        yield ("curve", "waiting_steps"), "waiting steps must come in rising order of seconds"


def _suggest(head: PackHead) -> Iterator[tuple[tuple[str | int, ...], str]]:
    spec = head.suggest
    if not 0.0 <= spec.floor <= 1.0:
        yield ("suggest", "floor"), "floor is a score from 0 to 1"
    if not 1 <= spec.most <= 3:
        yield ("suggest", "most"), "at most three cards are shown"
    if spec.heat_gate > head.ladder.enter[1]:
        yield ("suggest", "heat_gate"), "the heat gate must close before ALERT, where nothing is sold"
