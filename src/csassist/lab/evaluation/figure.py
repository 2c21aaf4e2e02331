"""What a measure hands back: figures with their interval and goal, and curves to draw. Knows no set and no text."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from csassist.frozen import frozen


class Grade(StrEnum):
    """How a figure stands to its goal."""

    BEYOND = "beyond"
    REACH = "reach"
    SHORT = "short"
    NONE = ""


@frozen
class Goal:
    """`reach` and `beyond`; `more` = the more the better, else the less."""

    reach: float
    beyond: float
    more: bool = True

    def grade(self, value: float) -> Grade:
        """The value itself is judged, not its interval; nan reaches nothing."""
        sign = 1 if self.more else -1
        if sign * value >= sign * self.beyond:
            return Grade.BEYOND
        return Grade.REACH if sign * value >= sign * self.reach else Grade.SHORT


@frozen
class Figure:
    """One line of the table. `low`–`high` = bootstrap 95 %; `snow` = SnowNLP on the same rows (`snow_n` if fewer)."""

    id: str  # SET.what.statistic
    set: str
    title: str
    value: float
    low: float = math.nan
    high: float = math.nan
    n: int = 0
    goal: Goal | None = None
    snow: float | None = None
    snow_n: int | None = None
    percent: bool = False
    seen: bool = False  # the shipped model was trained on these rows
    note: str = ""

    @property
    def grade(self) -> Grade:
        """Against the goal; NONE without one."""
        return Grade.NONE if self.goal is None else self.goal.grade(self.value)

    def line(self) -> dict[str, Any]:
        """For JSON; nan becomes null."""
        goal = self.goal
        return {
            "id": self.id, "set": self.set, "title": self.title, "value": number(self.value), "low": number(self.low),
            "high": number(self.high), "n": self.n, "snownlp": number(self.snow), "snownlp_n": self.snow_n,
            "reach": goal and goal.reach, "beyond": goal and goal.beyond, "more_is_better": goal and goal.more,
            "grade": self.grade.value, "seen": self.seen, "note": self.note,
        }  # fmt: skip


@frozen
class Bin:
    """One point of a reliability curve: rows with degrees around `x`; `share` of them, with a Wilson interval."""

    x: float
    share: float
    low: float
    high: float
    n: int


@frozen
class Plot:
    """A reliability curve; `name` becomes the file's."""

    name: str
    title: str
    x_title: str
    y_title: str
    bins: tuple[Bin, ...]
    x_range: tuple[float, float] = (0.0, 100.0)


@frozen
class Breakdown:
    """A small table for the report: where it works and where it does not."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(slots=True)
class Findings:
    """All of one measure or of a whole run."""

    figures: list[Figure] = field(default_factory=list)
    plots: list[Plot] = field(default_factory=list)
    breakdowns: list[Breakdown] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, other: Findings) -> None:
        """Appends everything of `other`."""
        self.figures += other.figures
        self.plots += other.plots
        self.breakdowns += other.breakdowns
        self.notes += other.notes


def number(value: float | None) -> float | None:
    """Rounded for JSON; None for nan."""
    return None if value is None or math.isnan(value) else round(value, 4)
