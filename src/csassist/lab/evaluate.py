"""csassist eval: every measure that a folder of labelled sets allows, with progress; table, JSON, report page."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from csassist import __version__
from csassist.assessment.rulebook import Rulebook
from csassist.errors import InvalidInput, NotFound
from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.calm import measure_calm
from csassist.lab.evaluation.dynamics import measure_dynamics
from csassist.lab.evaluation.emotion import measure_emotion
from csassist.lab.evaluation.figure import Findings
from csassist.lab.evaluation.heat import measure_heat
from csassist.lab.evaluation.judge import Judge
from csassist.lab.evaluation.polarity import measure_polarity
from csassist.lab.evaluation.sessions import measure_sessions
from csassist.lab.evaluation.sets import DataSet, Kind, find_sets
from csassist.lab.evaluation.snow import Snow
from csassist.lab.evaluation.table import as_json, print_table, tally
from csassist.lab.panel import SETS as PANEL_SETS
from csassist.lab.panel import read_labels

PANEL = "panel"
_WIDTH = 170  # of the table in a file or a pipe
_MEASURES: dict[Kind, Callable[[Bench, DataSet], Findings]] = {
    Kind.SESSIONS: measure_sessions,
    Kind.DYNAMICS: measure_dynamics,
    Kind.CHATS: measure_calm,
    Kind.EMOTION: measure_emotion,
    Kind.POLARITY: measure_polarity,
}


@dataclass(frozen=True, slots=True)
class Options:
    """`sets` = names or beginnings of names, empty = all that the folder holds."""

    sets: tuple[str, ...] = ()
    snownlp: bool = True
    json: Path | None = None


@dataclass(frozen=True, slots=True)
class _Task:
    name: str
    size: int
    run: Callable[[Bench], Findings]


def run_eval(directory: Path, rulebook: Rulebook, options: Options) -> Findings:
    """Measures, prints the table on standard output, writes what was asked for.

    Raises InvalidInput C200 when the folder holds no set or none of that name, C201 when a file cannot be written.
    """
    found = measure(directory, Judge(rulebook), options)
    console = Console() if sys.stdout.isatty() else Console(width=_WIDTH)
    print_table(found, console)
    beyond, reached, goals = tally(found.figures)
    console.print(f"goals reached: {reached} of {goals}; beyond: {beyond}")
    if options.json is not None:
        about = {"csassist": __version__, "rules_hash": rulebook.hash}
        _write(options.json, orjson.dumps(as_json(found, about), option=orjson.OPT_INDENT_2))
    return found


def measure(directory: Path, judge: Judge, options: Options) -> Findings:
    """Every measure in order of the sets' names, the panel first, with a progress bar on standard error."""
    found = Findings()
    with _progress() as progress, ExitStack() as stack:
        snow = Snow() if options.snownlp else None
        if snow is not None:
            stack.callback(snow.close)
        for task in _tasks(directory, options.sets):
            bar = progress.add_task(task.name, total=task.size)

            def tick(bar: Any = bar) -> None:
                progress.advance(bar)

            try:
                found.add(task.run(Bench(directory, judge, snow, tick)))
            except NotFound as error:
                found.notes.append(f"{task.name}: not measured, {error.message}")
            progress.update(bar, completed=task.size)
    return found


def _tasks(directory: Path, names: tuple[str, ...]) -> list[_Task]:
    sets = [one for one in find_sets(directory) if one.kind is not Kind.NONE]
    known = [PANEL, *(one.name for one in sets)]
    for name in names:
        if not any(one.startswith(name) for one in known):
            raise InvalidInput(f"no set {name!r} in {directory}; there are {', '.join(known)}", code="C200")
    tasks = []
    if _wanted(PANEL, names) and {one.name for one in sets} >= set(PANEL_SETS):
        tasks.append(_Task(PANEL, len(read_labels()), measure_heat))
    return tasks + [_Task(one.name, len(one.rows()), _bound(one)) for one in sets if _wanted(one.name, names)]


def _bound(dataset: DataSet) -> Callable[[Bench], Findings]:
    measure_it = _MEASURES[dataset.kind]
    return lambda bench: measure_it(bench, dataset)


def _wanted(name: str, names: tuple[str, ...]) -> bool:
    return not names or any(name.startswith(beginning) for beginning in names)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True),
    )  # fmt: skip


def _write(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise InvalidInput(f"cannot write {file}: {error.strerror}; check the path", code="C201") from error
