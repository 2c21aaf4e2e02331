"""csassist eval --privacy: the figures as a table, and counts of masks in a folder of chats."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

from csassist.lab.personal.cases import SEED, all_cases
from csassist.lab.personal.measure import WITHIN_MS, Line, measure, milliseconds
from csassist.privacy.mask import find

CONSOLE = Console(highlight=False)


def run_privacy(directory: Path | None, *, show: bool = False, console: Console = CONSOLE) -> bool:
    """Prints what the recognisers do on the case set; True when every goal is met.

    `directory` = a folder of *.jsonl.gz whose texts are counted only. `show` prints the made-up cases that went wrong.
    """
    cases = all_cases()
    lines = measure(cases)
    spent = milliseconds([case.text for case in cases])
    console.print(_table(lines, spent))
    if show:
        for case in [case for line in lines for case in line.wrong]:
            console.print(f"  {case.id}: {case.text}", markup=False)
    if directory is not None:
        for path in sorted(directory.glob("*.jsonl.gz")):
            console.print(f"{path.name}: {_counted(path)}", markup=False)
    return all(line.met is not False for line in lines)


def _table(lines: tuple[Line, ...], spent: float) -> Table:
    table = Table(title=f"personal data, {sum(line.cases for line in lines[:-1])} made-up cases, seed {SEED}")
    for name in ("what", "cases", "hidden", "goal", ""):
        table.add_column(name, justify="left" if name in ("what", "") else "right")
    for line in lines:
        sign = "≥" if line.hidden else "≤"
        goal = "" if line.goal is None else f"{sign} {line.goal:.1%}"
        met = {None: "", True: "ok", False: "missed"}[line.met]
        what = line.kind if line.hidden else f"{line.kind} (must stay)"
        table.add_row(what, str(line.cases), f"{line.share:.1%}", goal, met)
    table.add_row(
        "time a message", "", f"{spent:.2f} ms", f"≤ {WITHIN_MS:g} ms", "ok" if spent <= WITHIN_MS else "missed"
    )
    return table


def _counted(path: Path) -> str:
    texts, found = 0, Counter[str]()
    for text in _texts(path):
        texts += 1
        found.update(one.kind for one in find(text))
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(found.items())) or "nothing"
    return f"{texts} texts, masked: {kinds}"


def _texts(path: Path) -> Iterator[str]:
    """Every text of a set: of its turns, of its context and reply, or its own."""
    with gzip.open(path, "rb") as lines:
        for line in lines:
            row = orjson.loads(line)
            said = [turn.get("text") for turn in row.get("turns", ())]
            said += [*(row.get("context") or ()), row.get("reply"), row.get("text")]
            yield from (text for text in said if isinstance(text, str) and text)
