"""Panel of promises: which agent turns commit the shop to something for this customer, in which words, by when.

Knows the labels and where their texts stand. Extracts no promise and holds no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from csassist.errors import InvalidInput
from csassist.frozen import frozen
from csassist.lab.panel import Place, Spoken, candidates, draw, read_rows, spoken

PROMISES = Path(__file__).parent / "promises.jsonl"  # half of them promises
REST = Path(__file__).parent / "promises_rest.jsonl"  # the other turns read until 75 promises stood: none is one
SALT = "csassist-promises-v1"  # fixes the draw; another salt draws another panel
_DUE = re.compile(r"none|masked|\d{1,3}[mhd]|(today|tomorrow)( \d\d:\d\d)?")  # docs/labelling.md


@frozen
class PromiseLabel:
    """`spans` = code points [start, end) of the committing words in the turn's raw text; `due` as said."""

    place: Place
    promise: bool
    spans: tuple[tuple[int, int], ...] = ()
    due: str = "none"


def read_promises(file: Path = PROMISES) -> tuple[PromiseLabel, ...]:
    """The labels in file order. Raises NotFound (no file) and InvalidInput (a line that is no label)."""
    return tuple(_label(place, row, where) for place, row, where in read_rows(file))


def load_promises(data: Path, file: Path = PROMISES) -> Iterator[tuple[PromiseLabel, Spoken]]:
    """Labels with the agent's words and the turns before.

    Raises as read_promises and panel.spoken, and InvalidInput when a span lies outside of its text.
    """
    labels = read_promises(file)
    for label, said in zip(labels, spoken(data, (label.place for label in labels), "agent"), strict=True):
        if any(end > len(said.text) for _, end in label.spans):
            raise InvalidInput(f"{file.name}: a span lies outside of turn {label.place.turn} of {label.place.id}")
        yield label, said


def draw_agent_turns(data: Path, count: int, salt: str = SALT) -> list[Place]:
    """The first `count` agent turns of jddc_sessions in the order in which they were read."""
    return draw(candidates(data, "jddc_sessions", "agent"), count, salt)


def _label(place: Place, row: dict[str, Any], where: str) -> PromiseLabel:
    try:
        spans = tuple((int(start), int(end)) for start, end in row.get("spans", []))
    except (ValueError, TypeError) as fault:
        raise InvalidInput(f"{where} has no spans ({fault})") from None
    label = PromiseLabel(place, row.get("promise") is True, spans, str(row.get("due", "none")))
    if not isinstance(row.get("promise"), bool) or not _DUE.fullmatch(label.due):
        raise InvalidInput(f"{where} does not say whether it is a promise, or gives an unknown due")
    if not all(0 <= start < end for start, end in spans) or list(spans) != sorted(spans):
        raise InvalidInput(f"{where} has an empty span or spans out of order")
    if bool(spans) != label.promise or (label.due != "none" and not label.promise):
        raise InvalidInput(f"{where} has words of a promise without a promise, or a promise without words")
    return label
