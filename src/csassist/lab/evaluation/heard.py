"""Turns of the heat panel as the thermometer heard them: alone, as `explain` does, and in conversation, as `replay`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from csassist.conversation.message import Sender
from csassist.frozen import frozen
from csassist.lab.evaluation.bench import Bench
from csassist.lab.panel import Labelled
from csassist.lab.transcripts import Chat, Turn

CLEAR = 2
STRONG = 3


@frozen
class Heard:
    """A labelled turn and what was said of it."""

    labelled: Labelled
    alone: float
    alone_tier: int
    emotion: str
    running: float
    running_tier: int

    @property
    def level(self) -> int:
        """The label, 0–3."""
        return self.labelled.label.level

    @property
    def part(self) -> str:
        """The set it comes from."""
        return self.labelled.label.place.dataset


Score = Callable[[Heard], float]


def alone(turn: Heard) -> float:
    """Degrees of the turn by itself."""
    return turn.alone


def running(turn: Heard) -> float:
    """Degrees of the conversation after the turn."""
    return turn.running


def hear(bench: Bench, panel: Iterable[Labelled]) -> Iterator[Heard]:
    """Dialogue by dialogue: each is played once, up to its last labelled turn."""
    ordered = sorted(panel, key=lambda turn: turn.label.place)
    for (part, identity), group in groupby(ordered, key=lambda turn: (turn.label.place.dataset, turn.label.place.id)):
        turns = list(group)
        said = (*turns[-1].before, ("customer", turns[-1].text))
        played = bench.judge.play(Chat(identity, tuple(Turn(Sender(role), text) for role, text in said)), part)
        for turn in turns:
            single = bench.judge.alone(turn.text, part, identity)
            entry = played.turns[turn.label.place.turn]
            yield Heard(turn, single.degrees, single.tier, single.emotion, entry["degrees"], entry["tier"])
            bench.tick()


def by_dialogue(heard: Iterable[Heard]) -> list[list[Heard]]:
    """Turns of one dialogue belong together."""
    groups: defaultdict[tuple[str, str], list[Heard]] = defaultdict(list)
    for turn in heard:
        groups[turn.part, turn.labelled.label.place.id].append(turn)
    return list(groups.values())


def pairs(heard: Sequence[Heard], score: Score) -> list[list[tuple[float, bool]]]:
    """(score, clear or strong) against calm, by dialogue; slight turns are left out."""
    groups = ([turn for turn in group if turn.level != 1] for group in by_dialogue(heard))
    return [[(score(turn), turn.level >= CLEAR) for turn in group] for group in groups if group]


def levels(heard: Sequence[Heard], score: Score) -> list[list[tuple[float, float]]]:
    """(score, level), by dialogue."""
    return [[(score(turn), float(turn.level)) for turn in group] for group in by_dialogue(heard)]
