"""What the tier ladder may be told (pack.yaml: ladder)."""

from __future__ import annotations

from dataclasses import fields, replace

from csassist.frozen import frozen


@frozen
class StepSpec:
    id: str
    text: str
    within_s: int


@frozen
class TeamLadder:
    """What a team has otherwise (pack.yaml: ladder.teams); what it leaves out is as for all."""

    enter: tuple[float, float, float] | None = None
    leave: tuple[float, float, float] | None = None
    dwell: tuple[int, int, int] | None = None
    release: int | None = None
    cool_down_s: int | None = None
    vip_offset: float | None = None
    wait_rise_s: int | None = None


@frozen
class LadderSpec:
    """Thresholds in degrees; bands are half-open. Leave thresholds lie below enter thresholds (hysteresis)."""

    enter: tuple[float, float, float] = (30.0, 50.0, 75.0)  # WATCH, ALERT, SUPERVISOR
    leave: tuple[float, float, float] = (20.0, 38.0, 58.0)
    dwell: tuple[int, int, int] = (1, 1, 2)  # consecutive readings at or above enter before the rise
    release: int = 2  # consecutive readings below leave before a fall, one tier at a time
    cool_down_s: int = 300  # a second alert of the same tier within this time is not raised
    vip_offset: float = -5.0  # added to enter thresholds for customers of value vip
    steps: tuple[tuple[StepSpec, ...], tuple[StepSpec, ...], tuple[StepSpec, ...]] = ((), (), ())
    wait_rise_s: int = 0  # a warm customer who waits this long is lifted a tier, once a wait; 0 = never
    teams: tuple[tuple[str, TeamLadder], ...] = ()

    def of_team(self, team: str | None) -> LadderSpec:
        """The ladder that holds for a team: its own numbers, the common ones where it has none."""
        if not self.teams or team is None:
            return self
        own = next((numbers for name, numbers in self.teams if name == team), None)
        if own is None:
            return self
        given = {field.name: getattr(own, field.name) for field in fields(own)}
        return replace(self, **{name: value for name, value in given.items() if value is not None})
