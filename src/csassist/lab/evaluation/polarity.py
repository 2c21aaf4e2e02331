"""Texts with a polarity: does the reading's polarity put the unhappy below the happy? Ties count half."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from csassist.lab.evaluation.bench import Bench, sample
from csassist.lab.evaluation.figure import Breakdown, Figure, Findings, Plot
from csassist.lab.evaluation.measures import auc, bins
from csassist.lab.evaluation.sets import DataSet

EDGES = (-1.0, -0.9, -0.7, -0.5, -0.3, -0.15, -0.05, 0.05, 0.15, 0.3, 0.5, 0.7, 0.9, 1.0)


def measure_polarity(bench: Bench, dataset: DataSet) -> Findings:
    """AUC of negative against positive by `polarity`; a note when many rows share one value."""
    rows = [row for row in dataset.rows() if row.get("polarity") in (-1, 1)]
    texts = [row["text"] for row in rows]
    drawn = sample(texts)
    bench.ask_snow(texts[place] for place in drawn)
    said = []
    for text in texts:
        said.append(bench.judge.alone(text, dataset.name).polarity)
        bench.tick()
    pairs = [(value, row["polarity"] > 0) for value, row in zip(said, rows, strict=True)]
    blank = Figure(f"{dataset.name}.polarity.auc", dataset.name, "polarity, AUC", 0.0, note=_ties(said))
    figure = bench.of_rows(blank, pairs, auc)
    if bench.snow is not None:
        heats = Counter((-bench.snow.heat(texts[place]), rows[place]["polarity"] > 0) for place in drawn)
        figure = replace(figure, snow=auc(heats), snow_n=len(drawn) if len(drawn) < len(rows) else None)
    found = Findings([figure])
    title = f"{dataset.name}: happy texts by polarity"
    plot = Plot(f"{dataset.name}-polarity", title, "polarity", "share", bins(pairs, EDGES), (-1.0, 1.0))
    found.plots.append(plot)
    if any("cat" in row for row in rows):
        found.breakdowns.append(_by_category(dataset.name, rows, said))
    return found


def _ties(said: Sequence[float]) -> str:
    """Which share of rows stands at an end of the scale or at nought, where nothing orders them."""
    size = len(said) or 1
    counts = Counter(said)
    return f"-1: {counts[-1.0] / size:.0%}, 0: {counts[0.0] / size:.0%}, 1: {counts[1.0] / size:.0%} of the rows"


def _by_category(name: str, rows: Sequence[dict[str, Any]], said: Sequence[float]) -> Breakdown:
    groups: defaultdict[str, Counter[tuple[float, bool]]] = defaultdict(Counter)
    for value, row in zip(said, rows, strict=True):
        groups[row["cat"]][value, row["polarity"] > 0] += 1
    lines = tuple((cat, str(sum(t.values())), f"{auc(t):.3f}") for cat, t in sorted(groups.items()))
    return Breakdown(f"{name}: polarity by category", ("category", "rows", "AUC"), lines)
