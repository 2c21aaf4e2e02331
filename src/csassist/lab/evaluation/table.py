"""The table for people and the JSON for machines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from csassist.lab.evaluation.figure import Figure, Findings, Grade

MARKS = {Grade.BEYOND: "✔✔", Grade.REACH: "✔", Grade.SHORT: "✘", Grade.NONE: ""}
_STYLES = {Grade.BEYOND: "green", Grade.REACH: "green", Grade.SHORT: "red", Grade.NONE: ""}


def print_table(findings: Findings, console: Console) -> None:
    """One line a figure, a section a set; then the notes."""
    table = Table(title="csassist eval")
    for column in ("figure", "value", "95 %", "SnowNLP", "reach", "beyond", "", "n"):
        table.add_column(column, no_wrap=True, overflow="fold")
    before = None
    for figure in findings.figures:
        if before not in (None, figure.set):
            table.add_section()
        before = figure.set
        table.add_row(*cells(figure), style=_STYLES[figure.grade])
    console.print(table)
    for note in findings.notes:
        console.print(note, markup=False)


def cells(figure: Figure) -> tuple[str, ...]:
    """The columns of a figure as text."""
    goal, name = figure.goal, f"{figure.set}: {figure.title}"
    return (
        name + (" †" if figure.seen else ""),
        shown(figure.value, figure.percent),
        f"{shown(figure.low, figure.percent)}–{shown(figure.high, figure.percent)}",
        shown(figure.snow, figure.percent) + (f" (n {figure.snow_n})" if figure.snow_n else ""),
        shown(goal.reach, figure.percent) if goal else "",
        shown(goal.beyond, figure.percent) if goal else "",
        MARKS[figure.grade],
        str(figure.n),
    )


def shown(value: float | None, percent: bool) -> str:
    """Three digits, shares as per cent; empty for None."""
    if value is None:
        return ""
    if math.isnan(value):
        return "–"
    return f"{100 * value:.1f} %" if percent else f"{value:.3f}"


def as_json(findings: Findings, about: dict[str, Any]) -> dict[str, Any]:
    """`about` = rules hash, version, folds; then every figure, reliability bins, notes."""
    return {
        **about,
        "figures": [figure.line() for figure in findings.figures],
        "plots": [
            {"name": plot.name, "title": plot.title, "bins": [[b.x, b.share, b.low, b.high, b.n] for b in plot.bins]}
            for plot in findings.plots
        ],
        "notes": findings.notes,
    }


def tally(figures: Sequence[Figure]) -> tuple[int, int, int]:
    """How many goals: beyond, reached (beyond included), all."""
    grades = [figure.grade for figure in figures if figure.goal is not None]
    beyond = grades.count(Grade.BEYOND)
    return beyond, beyond + grades.count(Grade.REACH), len(grades)
