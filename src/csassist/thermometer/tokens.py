"""What one segmentation gives: the lean of the words (a word table, one weak voice) and what was asked.

Knows tokens; knows no rules and no degrees.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from csassist.thermometer.spec import WordLists

LONGEST = 2_000  # code points that are segmented; what follows is matched by rules only
_STRONG = 1.2  # log-odds from which one word counts as a reason
_SCALE = 4.0  # summed log-odds at which the lean is tanh(1)
_KEY_WORDS = 8
_MOST_ASKED = 6


class Words(NamedTuple):
    """`lean` −1…1 by the word table; `weight` ≥ 0 = summed log-odds against; `worst` = span of the worst word."""

    lean: float = 0.0
    weight: float = 0.0
    worst: tuple[int, int] | None = None
    asked: tuple[str, ...] = ()  # intent keys of the questions and demands in the text


_SILENT = Words()


class Tokens:
    """Reads folded text. `polarity` = word -> log-odds, positive = happy (SnowNLP's table)."""

    def __init__(
        self,
        words: WordLists,
        segment: Callable[[str], list[str]],
        polarity: Mapping[str, float],
        fold: Callable[[str], str],
    ) -> None:
        service = {fold(word) for word in words.service}
        self._segment = segment
        self._fillers = frozenset(fold(word) for word in words.fillers) | frozenset(words.particles)
        mute = service | self._fillers
        self._polarity = {word: odds for word, odds in polarity.items() if word not in mute and len(word) > 1}
        self._same: dict[str, str] = {}
        for line in words.synonyms:
            names = [fold(name) for name in line.split()]
            self._same.update((name, names[0]) for name in names)

    def read(self, text: str, questions: Sequence[int], *, lean: bool = True) -> Words:
        """`text` is folded; `questions` = ascending places of question words in it. `lean` = False: only what is asked.

        A text that asks nothing is then not cut into words at all.
        """
        asks = bool(questions) or "?" in text
        if not asks and not lean:
            return _SILENT
        tokens = self._segment(text[:LONGEST])
        asked = self._asked(tokens, questions) if asks else ()
        return self._leaning(tokens, asked) if lean else tuple.__new__(Words, (0.0, 0.0, None, asked))

    def _asked(self, tokens: Sequence[str], questions: Sequence[int]) -> tuple[str, ...]:
        """Intent keys of the clauses that a question mark ends or a question word stands in."""
        fillers, same = self._fillers, self._same
        asked: list[str] = []
        marked = tokens[-1] == "?"
        words = tokens[:-1] if marked else tokens
        whole = "".join(words)
        if whole.isalnum() and (marked or (questions and questions[0] < len(whole))):  # one clause, as mostly
            _note({same.get(word, word) for word in words if word not in fillers}, asked)
            return tuple(asked)
        clause: set[str] = set()
        place = began = 0
        for token in tokens:
            end = place + len(token)
            if not token[0].isalnum():
                if not token.isspace() or end - place > 1:
                    if clause and (token[0] == "?" or _any_within(questions, began, place)):
                        _note(clause, asked)
                    clause, began = set(), end
            elif token not in fillers:
                clause.add(same.get(token, token))
            place = end
        if clause and _any_within(questions, began, place):
            _note(clause, asked)
        return tuple(asked[:_MOST_ASKED])

    def _leaning(self, tokens: Sequence[str], asked: tuple[str, ...]) -> Words:
        odds_of = self._polarity
        total = against = worst_odds = 0.0
        worst = ""
        for token in tokens:
            odds = odds_of.get(token)
            if odds is not None:
                total += odds
                if odds <= -_STRONG:
                    against -= odds
                    if odds < worst_odds:
                        worst_odds, worst = odds, token
        if not worst:
            return Words(math.tanh(total / _SCALE), against, None, asked)
        start = sum(map(len, tokens[: tokens.index(worst)]))
        return Words(math.tanh(total / _SCALE), against, (start, start + len(worst)), asked)


def _any_within(places: Sequence[int], start: int, end: int) -> bool:
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _note(clause: set[str], asked: list[str]) -> None:
    key = "|".join(sorted(clause)[:_KEY_WORDS])
    if key and key not in asked:
        asked.append(key)
