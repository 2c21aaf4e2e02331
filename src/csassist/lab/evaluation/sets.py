"""Labelled sets in a folder: which files there are, what kind each is (told by its first rows), and their rows.

Any file of the same shape is taken, so that a shop can measure on its own labelled chats. Judges nothing.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from csassist.conversation.message import Sender
from csassist.errors import InvalidInput
from csassist.frozen import frozen
from csassist.lab.transcripts import Chat, Turn

_ENDINGS = (".jsonl.gz", ".jsonl")
_LOOK = 50  # rows that tell the kind


class Kind(StrEnum):
    """What can be measured on a file."""

    SESSIONS = "sessions"  # dialogues with human satisfaction
    DYNAMICS = "dynamics"  # dialogues of turns with a polarity and no text, with satisfaction
    CHATS = "chats"  # dialogues without labels: alarms are counted
    EMOTION = "emotion"  # texts with emotion
    POLARITY = "polarity"  # texts with polarity
    NONE = "none"


@frozen
class DataSet:
    """One file."""

    name: str
    kind: Kind
    file: Path

    def rows(self) -> tuple[dict[str, Any], ...]:
        """All rows, kept in memory for the run."""
        return _rows(self.file)


def find_sets(directory: Path) -> tuple[DataSet, ...]:
    """Every set of the folder by name. Raises InvalidInput C200 when there is none or a line does not read."""
    files = {file.name.removesuffix(end): file for end in _ENDINGS for file in directory.glob(f"*{end}")}
    if not files:
        raise InvalidInput(f"{directory} holds no *.jsonl.gz; name the folder of the labelled sets", code="C200")
    return tuple(DataSet(name, _kind(file), file) for name, file in sorted(files.items()))


def chat_of(row: dict[str, Any]) -> Chat:
    """A dialogue row as `replay` reads it."""
    return Chat(str(row["id"]), tuple(Turn(Sender(turn["role"]), turn["text"]) for turn in row["turns"]))


def _kind(file: Path) -> Kind:
    rows = [row for row, _ in zip(_lines(file), range(_LOOK), strict=False)]
    keys = set(rows[0]) if rows else set()
    if "turns" in keys:
        has_text = all("text" in turn for row in rows for turn in row["turns"])
        if "satisfaction" in keys:
            return Kind.SESSIONS if has_text else Kind.DYNAMICS
        return Kind.CHATS if has_text else Kind.NONE
    if "text" not in keys:
        return Kind.NONE
    if any(row.get("emotion") for row in rows):
        return Kind.EMOTION
    return Kind.POLARITY if any(row.get("polarity") for row in rows) else Kind.NONE


@cache
def _rows(file: Path) -> tuple[dict[str, Any], ...]:
    return tuple(_lines(file))


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    row = orjson.loads(line)
                except ValueError as error:
                    raise InvalidInput(f"{file.name} line {number} is not JSON ({error})", code="C200") from None
                if not isinstance(row, dict):
                    raise InvalidInput(f"{file.name} line {number} is no object", code="C200")
                yield row
