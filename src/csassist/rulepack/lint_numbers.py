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
    found = (*_ladder(head.value), *_teams(head), *_curve(head.value), *_suggest(head.value))
    for path, message in found:
        yield head.fault("R130", message, *path)


def _ladder(head: PackHead) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for path, message in _numbers(head.ladder, head):
        yield ("ladder", *path), message
    for tier in range(len(_TIERS)):
        yield from _steps(head.ladder, tier)


def _teams(head: Entry[PackHead]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """A team's numbers together with the common ones; a fault of the common ones alone is told once, above."""
    common = {(path, message) for path, message in _numbers(head.value.ladder, head.value)}
    for team, _ in head.value.ladder.teams:
        for path, message in _numbers(head.value.ladder.of_team(team), head.value):
            if (path, message) not in common:
                yield ("ladder", "teams", team, *path), f"team {team}: {message}"


def _numbers(ladder: LadderSpec, head: PackHead) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Faults of the thresholds and times that a team may have of its own; paths as within `ladder`."""
    for i, name in enumerate(_TIERS):
        enter, leave = ladder.enter[i], ladder.leave[i]
        if not 0.0 < enter <= 100.0:
            yield ("enter", i), f"{name} enters at {enter:g}; degrees are 0–100"
        if not 0.0 <= leave < enter:
            yield (
                ("leave", i),
                f"{name} leaves at {leave:g}, which must lie below its enter threshold {enter:g}",
            )
        if i and ladder.enter[i - 1] >= enter:
            yield (
                ("enter", i),
                f"{name} enters at {enter:g}, not above {_TIERS[i - 1]} ({ladder.enter[i - 1]:g})",
            )
        if i and ladder.leave[i - 1] >= leave:
            yield (
                ("leave", i),
                f"{name} leaves at {leave:g}, not above {_TIERS[i - 1]} ({ladder.leave[i - 1]:g})",
            )
        if ladder.dwell[i] < 1:
            yield ("dwell", i), "dwell counts readings, at least 1"
    if ladder.release < 1:
        yield ("release",), "release counts readings, at least 1"
    if ladder.cool_down_s < 0:
        yield ("cool_down_s",), "cool_down_s cannot be negative"
    if ladder.enter[0] + ladder.vip_offset <= ladder.leave[0]:
        yield ("vip_offset",), "for a vip, WATCH would be entered at or below its leave threshold"
    steps = [seconds for seconds, _ in head.curve.waiting_steps]
    if ladder.wait_rise_s and ladder.wait_rise_s not in steps:
        known = ", ".join(str(seconds) for seconds in steps) or "none"
        yield ("wait_rise_s",), f"silence is looked at in the waiting steps ({known} s); take one of them, or 0"


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
