"""The heat panel: how many hot turns are reached, how many calm ones are disturbed, how well degrees order them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from csassist.conversation.tier import Tier
from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.figure import Figure, Findings
from csassist.lab.evaluation.heard import CLEAR, STRONG, Heard, Score, alone, by_dialogue, hear, levels, pairs, running
from csassist.lab.evaluation.heat_tables import heat_breakdowns, heat_plots
from csassist.lab.evaluation.measures import auc, share, spearman
from csassist.lab.panel import load_panel

Row = TypeVar("Row", bound=Hashable)
PARTS = {"jd": "jddc_sessions", "stc3": "stc3_cn"}
_ASKED = (
    ("strong", STRONG, Tier.ALERT),
    ("clear", CLEAR, Tier.WATCH),
    ("calm", 0, Tier.WATCH),
    ("calm", 0, Tier.ALERT),
)


def measure_heat(bench: Bench) -> Findings:
    """Raises NotFound when the folder holds other editions of the panel's sets."""
    panel = load_panel(bench.data)
    bench.ask_snow(turn.text for turn in panel)
    heard = list(hear(bench, panel))
    parts = {short: [turn for turn in heard if turn.part == part] for short, part in PARTS.items()}
    found = Findings()
    for how, score in (("", alone), (".running", running)):
        found.figures += _reached(bench, heard, ("panel", how))
        for short, rows in parts.items():
            found.figures += _reached(bench, rows, (f"panel.{short}", how))
            found.figures += _order(bench, rows, (f"panel.{short}", how), score)
    found.figures += _by_length(bench, parts["jd"])
    found.plots += heat_plots(heard)
    found.breakdowns += heat_breakdowns(heard)
    return found


def _reached(bench: Bench, heard: Sequence[Heard], name: tuple[str, str]) -> list[Figure]:
    """Shares of the turns of a level that come to a tier or above."""
    prefix, how = name
    figures = []
    for word, level, tier in _ASKED:
        rows = [turn for turn in heard if turn.level == level]
        hits = [[(t.running_tier if how else t.alone_tier) >= tier for t in group] for group in by_dialogue(rows)]
        title = f"{word} turns at {tier.name} or above{_where(name)}"
        figure = Figure(f"{prefix}.{word}.{tier.name.lower()}{how}", "panel", title, 0.0, percent=True)
        figure = bench.of_groups(replace(figure, seen=_seen(bench, prefix)), hits, share)
        if bench.snow is not None and tier is Tier.WATCH and not how:
            figure = replace(figure, snow=share(Counter(_snow(bench)(turn) >= 0.5 for turn in rows)))
        figures.append(figure)
    return figures


def _order(bench: Bench, heard: Sequence[Heard], name: tuple[str, str], score: Score) -> list[Figure]:
    prefix, how = name
    seen = _seen(bench, prefix)
    clear = Figure(f"{prefix}.clear.auc{how}", "panel", f"AUC clear or strong against calm{_where(name)}", 0.0)
    level = Figure(f"{prefix}.level.spearman{how}", "panel", f"Spearman, degrees and level{_where(name)}", 0.0)
    clear = bench.of_groups(replace(clear, seen=seen), pairs(heard, score), auc)
    level = bench.of_groups(replace(level, seen=seen), levels(heard, score), spearman)
    if bench.snow is not None and not how:
        clear = replace(clear, snow=auc(_tally(pairs(heard, _snow(bench)))))
        level = replace(level, snow=spearman(_tally(levels(heard, _snow(bench)))))
    return [clear, level]


def _by_length(bench: Bench, heard: Sequence[Heard]) -> list[Figure]:
    """What the length of the text alone would reach: the bar under every claim on this panel."""

    def length(turn: Heard) -> float:
        return float(len(turn.labelled.text.strip()))

    clear = Figure("panel.jd.clear.auc.length", "panel", "… by text length alone: AUC, jd part", 0.0)
    level = Figure("panel.jd.level.spearman.length", "panel", "… by text length alone: Spearman, jd part", 0.0)
    return [bench.of_groups(clear, pairs(heard, length), auc), bench.of_groups(level, levels(heard, length), spearman)]


def _snow(bench: Bench) -> Score:
    def heat(turn: Heard) -> float:
        return 0.0 if bench.snow is None else bench.snow.heat(turn.labelled.text)

    return heat


def _seen(bench: Bench, prefix: str) -> bool:
    """A figure over both parts is marked when either was seen."""
    named = [part for short, part in PARTS.items() if prefix in ("panel", f"panel.{short}")]
    return any(bench.judge.has_seen(part) for part in named)


def _where(name: tuple[str, str]) -> str:
    prefix, how = name
    part = prefix.removeprefix("panel").removeprefix(".")
    return (f", {part} part" if part else "") + (", in conversation" if how else ", alone")


def _tally(groups: Sequence[Sequence[Row]]) -> Mapping[Row, int]:
    return Counter(chain.from_iterable(groups))
