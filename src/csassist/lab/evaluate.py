"""csassist eval: every measure that a folder of labelled sets allows, with progress; table, JSON, report page."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from csassist import __version__
from csassist.assessment.rulebook import Rulebook
from csassist.errors import InvalidInput, NotBuilt, NotFound
from csassist.frozen import frozen
from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.calm import measure_calm
from csassist.lab.evaluation.drafts import measure_coach
from csassist.lab.evaluation.dynamics import measure_dynamics
from csassist.lab.evaluation.emotion import measure_emotion
from csassist.lab.evaluation.figure import Findings
from csassist.lab.evaluation.heat import measure_heat
from csassist.lab.evaluation.judge import Judge, Refit
from csassist.lab.evaluation.polarity import measure_polarity
from csassist.lab.evaluation.promises import measure_promises
from csassist.lab.evaluation.report import write_report
from csassist.lab.evaluation.sessions import measure_sessions
from csassist.lab.evaluation.sets import DataSet, Kind, find_sets
from csassist.lab.evaluation.snow import Snow
from csassist.lab.evaluation.speed import TEXTS, YARDSTICK, measure_speed
from csassist.lab.evaluation.suggestions import SET as ACTED
from csassist.lab.evaluation.suggestions import measure_suggestions
from csassist.lab.evaluation.table import as_json, print_table, tally
from csassist.lab.panel import SETS as PANEL_SETS
from csassist.lab.panel import read_labels

PANEL, SPEED = "panel", "speed"
SUGGESTIONS, PROMISES, COACH = "suggestions", "promises", "coach"
_PANELS: dict[str, tuple[int, Callable[[Bench, DataSet], Findings]]] = {
    PROMISES: (650, measure_promises),  # turns read for the panel
    COACH: (300, measure_coach),
}
_WIDTH = 170  # of the table in a file or a pipe
_MEASURES: dict[Kind, Callable[[Bench, DataSet], Findings]] = {
    Kind.SESSIONS: measure_sessions,
    Kind.DYNAMICS: measure_dynamics,
    Kind.CHATS: measure_calm,
    Kind.EMOTION: measure_emotion,
    Kind.POLARITY: measure_polarity,
}


@frozen
class Options:
    """`sets` = names or beginnings of names, empty = all that the folder holds.

    `train` gives a rulebook that never saw some dialogues; with `folds` (2 or more) it is asked once a fold and tells
    `steps` times that it goes on.
    """

    sets: tuple[str, ...] = ()
    snownlp: bool = True
    speed: bool = False
    folds: int = 0
    train: Refit | None = None
    steps: int = 1
    seen: frozenset[str] = frozenset()  # sets that the shipped model was trained on
    json: Path | None = None
    report: Path | None = None


@frozen
class _Task:
    name: str
    size: int
    run: Callable[[Bench], Findings]


def run_eval(directory: Path, rulebook: Rulebook, options: Options) -> Findings:
    """Measures, prints the table on standard output, writes what was asked for.

    Raises InvalidInput C200 when the folder holds no set or none of that name, C201 when a file cannot be written.
    """
    judge = Judge(rulebook, options.seen)
    found = measure(directory, judge, options)
    console = Console() if sys.stdout.isatty() else Console(width=_WIDTH)
    print_table(found, console)
    beyond, reached, goals = tally(found.figures)
    console.print(f"goals reached: {reached} of {goals}; beyond: {beyond}")
    about = {"csassist": __version__, "rules": rulebook.hash, "folds": str(options.folds or "none")}
    try:
        if options.json is not None:
            options.json.write_bytes(orjson.dumps(as_json(found, about), option=orjson.OPT_INDENT_2))
        if options.report is not None:
            write_report(options.report, found, about)
    except OSError as error:
        raise InvalidInput(f"cannot write {error.filename}: {error.strerror}; check the path", code="C201") from error
    return found


def measure(directory: Path, judge: Judge, options: Options) -> Findings:
    """Every measure, speed first (nothing else runs then), the panel next, with a progress bar on standard error."""
    found = Findings()
    tasks = _tasks(directory, options)
    with _progress() as progress, ExitStack() as stack:
        _refit(directory, judge, options, progress)
        snow: Snow | None = None
        for task in tasks:
            if snow is None and options.snownlp and task.name != SPEED:
                snow = Snow()
                stack.callback(snow.close)
            bar = progress.add_task(task.name, total=task.size)

            def tick(bar: TaskID = bar) -> None:
                progress.advance(bar)

            try:
                found.add(task.run(Bench(directory, judge, snow, tick)))
            except NotFound as error:
                found.notes.append(f"{task.name} was not measured: {error.message}")
            progress.update(bar, total=task.size, completed=task.size)
    return found


def _refit(directory: Path, judge: Judge, options: Options, progress: Progress) -> None:
    if options.folds < 2:
        return
    if options.train is None:
        raise NotBuilt("eval --folds needs a trainer; install the extra `train`")
    sets = [one for one in find_sets(directory) if judge.has_seen(one.name) and _is_asked_of(one, options.sets)]
    if sets:
        bar = progress.add_task(f"refit x {options.folds}", total=options.folds * options.steps)
        ids = {one.name: [str(row["id"]) for row in one.rows()] for one in sets}
        judge.refit(options.train, ids, options.folds, lambda: progress.advance(bar))


def _is_asked_of(one: DataSet, names: tuple[str, ...]) -> bool:
    """Whether dialogues of this set are judged, in its own measure or in the panel's."""
    if one.kind not in (Kind.SESSIONS, Kind.CHATS):
        return False
    return _wanted(one.name, names) or (_wanted(PANEL, names) and one.name in PANEL_SETS)


def _tasks(directory: Path, options: Options) -> list[_Task]:
    sets = [one for one in find_sets(directory) if one.kind is not Kind.NONE]
    known = [PANEL, SUGGESTIONS, *_PANELS, *(one.name for one in sets)]
    names = options.sets
    for name in names:
        if not any(one.startswith(name) for one in known):
            raise InvalidInput(f"no set {name!r} in {directory}; there are {', '.join(known)}", code="C200")
    tasks = []
    chats = next((one for one in sets if one.kind is Kind.CHATS), None)
    if options.speed and chats is not None:
        tasks.append(_Task(SPEED, 2 * TEXTS + YARDSTICK, _bound(measure_speed, chats)))
    if _wanted(PANEL, names) and {one.name for one in sets} >= set(PANEL_SETS):
        tasks.append(_Task(PANEL, len(read_labels()), measure_heat))
    acted = next((one for one in sets if one.name == ACTED), None)
    if acted is not None and _wanted(SUGGESTIONS, names):
        tasks.append(_Task(SUGGESTIONS, len(acted.rows()), _bound(measure_suggestions, acted)))
    for name, (size, panel) in _PANELS.items():
        if acted is not None and _wanted(name, names):
            tasks.append(_Task(name, size, _bound(panel, acted)))
    chosen = [one for one in sets if _wanted(one.name, names)]
    return tasks + [_Task(one.name, len(one.rows()), _bound(_MEASURES[one.kind], one)) for one in chosen]


def _bound(run: Callable[[Bench, DataSet], Findings], dataset: DataSet) -> Callable[[Bench], Findings]:
    return lambda bench: run(bench, dataset)


def _wanted(name: str, names: tuple[str, ...]) -> bool:
    return not names or any(name.startswith(beginning) for beginning in names)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=Console(stderr=True),
    )  # fmt: skip
