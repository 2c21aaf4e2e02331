"""Heat panel: labels of real customer turns whose texts live outside the repository, and the draw they come from.

Knows which file of the data folder holds a panel line, also for the other panels (`panels`). Judges nothing and holds
no text.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csassist.conversation.reading import Emotion, Trigger
from csassist.errors import InvalidInput, NotFound
from csassist.frozen import frozen

HEAT = Path(__file__).parent / "panels" / "heat.jsonl"
SETS = ("jddc_sessions", "stc3_cn")
LEVELS = (0, 1, 2, 3)  # calm, slight, clear, strong: docs/labelling.md
SALT = "csassist-heat-v1"  # fixes the draw; another salt draws another panel


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a text stands: `turn` counts all turns of the dialogue `id` of the set `dataset`, from 0."""

    dataset: str
    id: str
    turn: int


@frozen
class Label:
    """What the labeller gave: `level` 0–3; from 1 on perhaps the kind and the cause."""

    place: Place
    level: int
    emotion: Emotion | None = None
    trigger: Trigger | None = None


@frozen
class Labelled:
    """A label with its text and the turns before it as (role, text), oldest first."""

    label: Label
    text: str
    before: tuple[tuple[str, str], ...]


@frozen
class Spoken:
    """The text of a place and the turns before it as (role, text), oldest first."""

    place: Place
    text: str
    before: tuple[tuple[str, str], ...]


def read_labels(file: Path = HEAT) -> tuple[Label, ...]:
    """The labels of a panel in file order. Raises NotFound (no file) and InvalidInput (a line that is no label)."""
    return tuple(_label(place, row, where) for place, row, where in read_rows(file))


def read_rows(file: Path) -> Iterator[tuple[Place, dict[str, Any], str]]:
    """Every line of a panel as (place, the whole row, "FILE line N").

    Raises NotFound (no file) and InvalidInput (no JSON object, no place, an unknown set, a negative turn).
    """
    if not file.is_file():
        raise NotFound(f"{file.name} is missing; a panel is a file of JSON lines", file=str(file))
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        where = f"{file.name} line {number}"
        try:
            row = json.loads(line)
            place = Place(str(row["set"]), str(row["id"]), int(row["turn"]))
        except (ValueError, KeyError, TypeError) as fault:
            raise InvalidInput(f"{where} is no label ({fault})") from None
        if place.dataset not in SETS or place.turn < 0:
            raise InvalidInput(f"{where} has an unknown set or a negative turn")
        yield place, row, where


def load_panel(data: Path, file: Path = HEAT) -> tuple[Labelled, ...]:
    """Labels with their texts from `data`/SET.jsonl.gz.

    Raises NotFound when a file or a place is absent and InvalidInput when the panel does not read or points to a turn
    that no customer said.
    """
    labels = read_labels(file)
    found = spoken(data, (label.place for label in labels))
    return tuple(Labelled(label, said.text, said.before) for label, said in zip(labels, found, strict=True))


def spoken(data: Path, places: Iterable[Place], role: str = "customer") -> tuple[Spoken, ...]:
    """The texts of `places` from `data`/SET.jsonl.gz, in the order given.

    Raises NotFound when a file or a place is absent and InvalidInput when a turn is not `role`'s.
    """
    wanted = tuple(places)
    dialogues = {name: dict(_dialogues(data, name)) for name in sorted({place.dataset for place in wanted})}
    return tuple(_spoken(place, role, dialogues[place.dataset].get(place.id)) for place in wanted)


def candidates(data: Path, dataset: str, role: str = "customer") -> Iterator[Place]:
    """Every non-empty turn of `role` in a set, in file order. Raises NotFound when the file is absent."""
    for dialogue, turns in _dialogues(data, dataset):
        for number, (speaker, text) in enumerate(turns):
            if speaker == role and text.strip():
                yield Place(dataset, dialogue, number)


def draw(places: Iterable[Place], count: int, salt: str = SALT) -> list[Place]:
    """The first `count` places in the order of sha256("SALT/SET/ID/TURN"): the same draw on every machine."""
    return sorted(places, key=lambda place: _rank(place, salt))[:count]


def _rank(place: Place, salt: str) -> str:
    return hashlib.sha256(f"{salt}/{place.dataset}/{place.id}/{place.turn}".encode()).hexdigest()


def _label(place: Place, row: dict[str, Any], where: str) -> Label:
    try:
        emotion, trigger = row.get("emotion"), row.get("trigger")
        label = Label(place, row["level"], emotion and Emotion(emotion), trigger and Trigger(trigger))
    except (ValueError, KeyError, TypeError) as fault:
        raise InvalidInput(f"{where} is no label ({fault})") from None
    if label.level not in LEVELS:
        raise InvalidInput(f"{where} has a level other than 0–3")
    return label


def _dialogues(data: Path, dataset: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    file = data / f"{dataset}.jsonl.gz"
    if not file.is_file():
        raise NotFound(f"{file} is missing; name the folder that holds {dataset}.jsonl.gz", file=str(file))
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            yield str(row["id"]), [(turn["role"], turn["text"]) for turn in row["turns"]]


def _spoken(place: Place, role: str, turns: list[tuple[str, str]] | None) -> Spoken:
    if turns is None or place.turn >= len(turns):
        raise NotFound(f"{place.dataset} holds no turn {place.turn} of {place.id}; is it another edition of the set?")
    speaker, text = turns[place.turn]
    if speaker != role:
        raise InvalidInput(f"turn {place.turn} of {place.id} in {place.dataset} is not the {role}'s")
    return Spoken(place, text, tuple(turns[: place.turn]))
