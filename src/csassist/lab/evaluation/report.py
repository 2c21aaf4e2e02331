"""The report page: goals, reliability curves, weak spots, all figures. Written anew each time, but for the remarks that
people added at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from csassist.lab.evaluation.figure import Breakdown, Figure, Findings, Grade
from csassist.lab.evaluation.plots import draw
from csassist.lab.evaluation.table import cells, shown, tally

REMARKS = "## Remarks"
_NO_REMARKS = f"{REMARKS}\n\nNone yet. What is written below this heading by hand is kept when the page is made anew.\n"
_HEAD = ("figure", "value", "95 %", "SnowNLP", "reach", "beyond", "", "n")
_INTRO = """# What the thermometer is worth, measured

Made by `csassist eval DIR --report docs/evaluation.md`; do not edit above *Remarks*. The sets are real Chinese texts
with labels and stay outside the repository; how the heat panel was labelled tells [labelling.md](labelling.md).
"""
_READING = """
**How to read it.** Intervals are bootstrap 95 % (400 resamples with a fixed seed; turns of one dialogue are drawn
together). ✔✔ is beyond the goal, ✔ reached, ✘ missed: the value is judged, not its interval. † marks rows that the
shipped model was trained on: such a figure flatters. SnowNLP's column is SnowNLP itself, unchanged, on the same rows in
the same run (a drawn sample of 2 000 where n stands beside it): its heat is 1 − sentiments, from 0.5 on it counts as
WATCH.
"""
_HOW = """## How each figure is made

- **panel**: turns labelled 0–3. *Alone* is what `explain --jsonl` says of the text by itself, *in conversation* what
  `replay` says after that turn. AUC sets levels 2 and 3 against 0; Spearman takes all levels.
- **stc3_cn**: dialogues as `replay` plays them. Session heat = `session_heat` of its line, −100 to 100: a running mean
  over the customer's bursts (each keeps .6 of what was, in long chats up to .9) of what the model hears,
  tanh((log-odds of heat + 1.3) / 2), plus a 200th of the burst's degrees; dissatisfied = mean vote at or below −0.5.
- **ssa_taobao**: no text at all. Gold polarities are fed to session heat as they are, and to the curve of degrees as an
  unhappy turn of 30 degrees, a neutral one of 3, a happy one that is relief of 10; turns 30 s apart. Degrees stop at
  nought and so forget praise; session heat does not. It judges the memory only.
- **jddc_sessions**: retail chats, 30 s between turns. Shares are of non-empty customer turns after which the
  conversation stood at the tier or above. Plain lines: the commonest customer texts that are no masks or
  order cards, each judged alone.
- **polarity**: AUC of `polarity`; equal values count half.
- **anger**: no score of its own leaves the thermometer, so one is put together from a line of `explain`: a fifth of the
  degrees; 20 when the feeling named is anger, 5 when grievance or disappointment, − 10 when anxiety or satisfied;
  − 20 × polarity. **Macro-F1** folds grievance and disappointment to sadness, satisfied to positive; rows of other
  emotions (surprise, disgust) are left out of it.
"""


def write_report(file: Path, findings: Findings, about: Mapping[str, str]) -> None:
    """Writes the page and its pictures (in a folder named like the page, beside it). Raises OSError."""
    folder = file.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    for plot in findings.plots:
        (folder / f"{plot.name}.svg").write_text(draw(plot), "utf-8")
    remarks = _remarks(file)
    file.write_text("\n".join([*_page(findings, about, folder.name), remarks]), "utf-8")


def _page(findings: Findings, about: Mapping[str, str], folder: str) -> Iterable[str]:
    beyond, reached, goals = tally(findings.figures)
    yield _INTRO
    yield "; ".join(f"{name} `{value}`" for name, value in about.items()) + "."
    yield f"\n**Goals reached: {reached} of {goals}, of these beyond: {beyond}.**\n{_READING}\n## Goals\n"
    yield _table(_HEAD, [cells(figure) for figure in findings.figures if figure.goal is not None])
    yield "\n## Where it is weak\n"
    yield from _weak(findings.figures)
    yield from (f"- {note}" for note in findings.notes)
    yield "\n## Reliability\n"
    yield from (f"![{plot.title}]({folder}/{plot.name}.svg)\n" for plot in findings.plots)
    yield "## Closer\n"
    yield from map(_breakdown, findings.breakdowns)
    yield "## All figures\n"
    yield _table(_HEAD, [cells(figure) for figure in findings.figures])
    yield ""
    yield _HOW


def _weak(figures: Sequence[Figure]) -> Iterable[str]:
    """Goals that were missed, the farthest first, and figures whose interval reaches below a goal that was met."""
    missed = [figure for figure in figures if figure.grade is Grade.SHORT]
    for figure in sorted(missed, key=_gap, reverse=True):
        goal = figure.goal
        if goal is not None:
            value, wanted = shown(figure.value, figure.percent), shown(goal.reach, figure.percent)
            yield f"- {figure.set}: {figure.title}: {value}, wanted {wanted}."
    for figure in figures:
        if figure.goal is not None and figure.grade in (Grade.REACH, Grade.BEYOND):
            edge = figure.low if figure.goal.more else figure.high
            if figure.goal.grade(edge) is Grade.SHORT:
                edge_shown = shown(edge, figure.percent)
                yield f"- {figure.set}: {figure.title}: reached, but its interval goes to {edge_shown}."


def _gap(figure: Figure) -> float:
    return abs(figure.value - figure.goal.reach) if figure.goal is not None else 0.0


def _breakdown(breakdown: Breakdown) -> str:
    note = f"\n{breakdown.note}\n" if breakdown.note else ""
    return f"### {breakdown.title}\n{note}\n{_table(breakdown.columns, breakdown.rows)}\n"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _remarks(file: Path) -> str:
    """What people wrote; the heading with an invitation when there is nothing yet."""
    if file.is_file():
        before, heading, after = file.read_text("utf-8").partition(f"\n{REMARKS}\n")
        if heading and before:
            return f"{REMARKS}\n{after}"
    return _NO_REMARKS
