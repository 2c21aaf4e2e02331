"""One measured figure and what it should be; a table of them for people, a file of them for machines."""

from __future__ import annotations

import json
import operator
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

_PASSES: dict[str, Callable[[float, float], bool]] = {"<=": operator.le, ">=": operator.ge}


@dataclass(frozen=True, slots=True)
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
        return self.goal is None or _PASSES[self.sign](self.value, self.goal)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def show(figures: Sequence[Figure], console: Console) -> None:
    table = Table("figure", "measured", "goal", "", "note", title="csassist benchmarks", title_justify="left")
    for figure in figures:
        goal = "" if figure.goal is None else f"{figure.sign} {figure.goal:g} {figure.unit}"
        mark = "" if figure.goal is None else ("[green]ok[/green]" if figure.passed else "[red]missed[/red]")
        table.add_row(figure.name, f"{figure.value:,.4g} {figure.unit}", goal, mark, figure.note)
    console.print(table)


def write(figures: Sequence[Figure], path: Path) -> None:
    machine = {
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load_at_end": os.getloadavg()[0],
    }
    rows = [
        {
            "name": f.name,
            "value": f.value,
            "unit": f.unit,
            "sign": f.sign,
            "goal": f.goal,
            "passed": f.passed,
            "note": f.note,
        }
        for f in figures
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"machine": machine, "figures": rows}, ensure_ascii=False, indent=1) + "\n", "utf-8")
