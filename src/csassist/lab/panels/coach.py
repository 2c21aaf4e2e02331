"""Panel of the draft coach: which faults a fair trainer would mark in real agent turns, read as drafts.

Knows the labels and where their texts stand. Reviews no draft and holds no text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args

from csassist.errors import InvalidInput
from csassist.frozen import frozen
from csassist.lab.panel import Place, Spoken, candidates, draw, read_rows, spoken

COACH = Path(__file__).parent / "coach.jsonl"
SALT = "csassist-coach-v1"  # fixes the draw; another salt draws another panel
SIZE = 300
Family = Literal[
    "hollow_apology",
    "chain_questions",
    "exclamations",
    "missing_politeness",
    "jargon",
    "deflection",
    "no_action",
    "over_promise",
    "ad_law",
    "off_platform",
    "cold",
    "vague",
    "negative_form",
    "too_casual",
    "blame_customer",
]  # docs/labelling.md says when each is marked
FAMILIES: tuple[str, ...] = get_args(Family)


@frozen
class DraftLabel:
    """`allowed` = the families that truly apply; empty for most turns. A finding of any other family is a false one."""

    place: Place
    allowed: tuple[Family, ...]


def read_drafts(file: Path = COACH) -> tuple[DraftLabel, ...]:
    """The labels in file order. Raises NotFound (no file) and InvalidInput (a line that is no label)."""
    return tuple(_label(place, row, where) for place, row, where in read_rows(file))


def load_drafts(data: Path, file: Path = COACH) -> Iterator[tuple[DraftLabel, Spoken]]:
    """Labels with the agent's words and the turns before. Raises as read_drafts and as panel.spoken."""
    labels = read_drafts(file)
    yield from zip(labels, spoken(data, (label.place for label in labels), "agent"), strict=True)


def draw_drafts(data: Path) -> list[Place]:
    """The places of the panel in the order in which they were read: 300 of all agent turns of jddc_sessions."""
    return draw(candidates(data, "jddc_sessions", "agent"), SIZE, SALT)


def _label(place: Place, row: dict[str, Any], where: str) -> DraftLabel:
    allowed = row.get("allowed")
    if not isinstance(allowed, list) or any(family not in FAMILIES for family in allowed):
        raise InvalidInput(f"{where} lists no families, or an unknown one")
    if len(set(allowed)) != len(allowed):
        raise InvalidInput(f"{where} lists a family twice")
    return DraftLabel(place, tuple(allowed))
