"""Promises against the panel: of what is heard how much is one, of those made how many are heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from csassist.assessment.rulebook import Rulebook
from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.figure import Figure, Findings
from csassist.lab.evaluation.measures import share
from csassist.lab.evaluation.sets import DataSet
from csassist.lab.panels.promises import PROMISES, REST, PromiseLabel, load_promises
from csassist.promise.extract import Found, find_promises

SET = "jddc_sessions"
NAME = "promises"
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # the sets have no times: a Monday morning in the shop

Heard = tuple[PromiseLabel, tuple[Found, ...]]


def measure_promises(bench: Bench, dataset: DataSet) -> Findings:
    """Precision and recall on the panel, precision on the natural mixture, how often the words touch."""
    panel = _hear(bench, dataset, PROMISES)
    rest = _hear(bench, dataset, REST)
    found = Findings()

    def rate(name: str, title: str, hits: Sequence[bool]) -> None:
        found.figures.append(bench.of_rows(Figure(f"{NAME}.{name}", NAME, title, 0.0, percent=True), hits, share))

    rate("precision", "promises heard that are promises", [label.promise for label, heard in panel if heard])
    rate("recall", "promises made that are heard", [bool(heard) for label, heard in panel if label.promise])
    both = [label.promise for label, heard in (*panel, *rest) if heard]
    rate("precision.natural", "the same among all turns as they come", both)
    right = [(label, heard) for label, heard in panel if heard and label.promise]
    rate("span", "where right: the words touch the labelled ones", [_touches(label, heard) for label, heard in right])
    found.notes.append(f"{NAME}: the set hides most numbers, so the due times read here say little.")
    return found


def _hear(bench: Bench, dataset: DataSet, file: Path) -> list[Heard]:
    heard: list[Heard] = []
    for label, said in load_promises(bench.data, file):
        book: Rulebook = bench.judge.book_for(dataset.name, label.place.id)
        heard.append((label, find_promises(book.promises, said.text, NOW)))
        bench.tick()
    return heard


def _touches(label: PromiseLabel, heard: Sequence[Found]) -> bool:
    return any(one.span[0] < end and start < one.span[1] for one in heard for start, end in label.spans)
