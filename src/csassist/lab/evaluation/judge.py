"""Who judges: the shipped rulebook, or with folds one that never saw the dialogue. Every text alone, every chat played.

Reads what the contract's lines say (explain --jsonl, replay), so that what is measured is what the outside sees.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from itertools import chain
from typing import Any

from csassist.assessment.rulebook import Rulebook
from csassist.frozen import frozen
from csassist.lab.explain import judge
from csassist.lab.rehearse import rehearse
from csassist.lab.transcripts import Chat

GAP_S = 30.0  # as `replay` does for chats without times
Refit = Callable[[frozenset[str], Callable[[], None]], Rulebook]  # ids to leave out, tick -> one that never saw them


@frozen
class Said:
    """A text judged alone."""

    degrees: float
    tier: int
    polarity: float
    emotion: str


@frozen
class Played:
    """A chat as replay plays it: one entry for every turn, and its alerts' tiers."""

    turns: tuple[dict[str, Any], ...]
    peak_degrees: float
    alerts: tuple[int, ...]
    session_heat: float = 0.0


class Judge:
    """`seen` = sets the shipped model was trained on; `folds` rulebooks share the dialogues of those sets."""

    def __init__(self, shipped: Rulebook, seen: frozenset[str] = frozenset()) -> None:
        self._shipped = shipped
        self._seen = seen
        self._folds: tuple[Rulebook, ...] = ()
        self._refitted: frozenset[str] = frozenset()

    def refit(self, train: Refit, ids: Mapping[str, Sequence[str]], folds: int, tick: Callable[[], None]) -> None:
        """From now on a dialogue of these sets (name -> ids) is judged by a rulebook whose training left it out."""
        parts: list[set[str]] = [set() for _ in range(folds)]
        for identity in chain.from_iterable(ids.values()):
            parts[_fold(identity, folds)].add(identity)
        self._folds = tuple(train(frozenset(part), tick) for part in parts)
        self._refitted = frozenset(ids)

    def has_seen(self, dataset: str) -> bool:
        """Whether rows of this set are judged by a model that was trained on them."""
        return dataset in self._seen - self._refitted

    def alone(self, text: str, dataset: str = "", identity: str = "") -> Said:
        """The text by itself, as `explain --jsonl` does."""
        line = judge(self.book_for(dataset, identity), None, text)
        return Said(line["degrees"], line["tier"], line["polarity"], line["emotion"])

    def play(self, chat: Chat, dataset: str) -> Played:
        """The chat as `replay` does."""
        played = rehearse(chat, self.book_for(dataset, chat.id), GAP_S)
        tiers = tuple(int(alert.tier) for alert, _ in played.alerts.values())
        line = played.line()
        return Played(tuple(played.turns), line["peak_degrees"], tiers, line["session_heat"])

    @property
    def rulebook(self) -> Rulebook:
        """The shipped one."""
        return self._shipped

    def book_for(self, dataset: str, identity: str) -> Rulebook:
        """The rulebook that may judge this dialogue."""
        if dataset in self._refitted:
            return self._folds[_fold(identity, len(self._folds))]
        return self._shipped


def _fold(identity: str, folds: int) -> int:
    return int.from_bytes(sha256(f"csassist-fold/{identity}".encode()).digest()[:4], "big") % folds
