"""One measured figure and what it should be; a table of them for people, a file of them for machines."""

from __future__ import annotations

import json
import math
import operator
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from csassist.frozen import frozen

_PASSES: dict[str, Callable[[float, float], bool]] = {"<=": operator.le, ">=": operator.ge}


@frozen
class Figure:
    """`sign` "<=" or ">=" with `goal`; goal None = told for information."""

    name: str
    value: float
    unit: str = ""
    sign: str = "<="
    goal: float | None = None
    note: str = ""

    @property
    def passed(self) -> bool:
        """True without a goal too."""
        return self.goal is None or _PASSES[self.sign](self.value, self.goal)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie; NaN for no values."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def show(figures: Sequence[Figure], console: Console) -> None:
    """The table."""
    table = Table("figure", "measured", "goal", "", "note", title="csassist benchmarks", title_justify="left")
    for figure in figures:
        goal = "" if figure.goal is None else f"{figure.sign} {figure.goal:g} {figure.unit}"
        mark = "" if figure.goal is None else ("[green]ok[/green]" if figure.passed else "[red]missed[/red]")
        table.add_row(figure.name, f"{figure.value:,.4g} {figure.unit}", goal, mark, figure.note)
    console.print(table)


def report(figures: Sequence[Figure]) -> dict[str, Any]:
    """The figures with the machine they were taken on."""
    machine = {
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load_at_end": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }
    return {"machine": machine, "figures": [asdict(f) | {"passed": f.passed} for f in figures]}


def write(figures: Sequence[Figure], path: Path) -> None:
    """The report as a file of JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report(figures), ensure_ascii=False, indent=1) + "\n", "utf-8")
