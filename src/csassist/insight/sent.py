"""Which of the cards offered lately an agent has just sent, and how much of it was changed.

Knows texts that are made plain already, no record. A message that is like no card is a message of the agent's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from csassist.frozen import frozen

MOST_CHANGED = 0.4  # share of the longer text: two scripts of one kind are never nearer than 0.5 (R133 of the linter)
LEAST_PART = 8  # code points: 好的 is part of everything
LEAST_SHARE = 0.4  # of a card that was sent in part: half of it in one bubble, the rest in the next
_NOT_SAID = re.compile(r"[\W_]+")


@frozen
class Plain:
    """A card that may be found again. `text` is plain (`plain`), never empty."""

    id: str
    script_id: str
    text: str


@frozen
class Sent:
    """`distance` = share of the longer text that differs, 0 (the same words) to 1."""

    id: str
    script_id: str
    distance: float


def plain(folded: str) -> str:
    """A folded text without blanks, punctuation and symbols: what is left are the words."""
    return _NOT_SAID.sub("", folded)


def find_sent(said: str, cards: Sequence[Plain]) -> Sent | None:
    """The card that `said` (plain) comes from, None when there is none. `cards` newest first: of equals the first.

    The same words, one inside the other, or at most 40 % of the longer one changed (Levenshtein).
    """
    if not said:
        return None
    best: Plain | None = None
    least = 2.0
    letters = set(said)
    places: dict[str, int] | None = None
    for card in cards:
        text = card.text
        if text == said:
            return Sent(card.id, card.script_id, 0.0)
        longest = max(len(said), len(text))
        distance = _part(said, text)
        if distance is None:
            limit = int(longest * min(least, MOST_CHANGED))
            if longest - _shared(said, letters, text) > limit:
                continue
            places = places or _places(said)
            distance = edits(said, text, limit, places) / longest
            if distance > MOST_CHANGED:
                continue
        if distance < least:
            best, least = card, distance
    return None if best is None else Sent(best.id, best.script_id, round(least, 3))


def _part(said: str, text: str) -> float | None:
    """The distance when one text lies whole in the other and is long enough to tell, None else."""
    short, long = (said, text) if len(said) < len(text) else (text, said)
    if len(short) < LEAST_PART or short not in long:
        return None
    share = len(short) / len(long)
    if short is said and share < LEAST_SHARE:
        return None
    return 1.0 - share


def _shared(said: str, letters: set[str], text: str) -> int:
    """No fewer characters than both have, wherever they stand: what an edit could keep. Two C calls, no loop."""
    others = set(text)
    return len(letters & others) + min(len(said) - len(letters), len(text) - len(others))


def _places(said: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, char in enumerate(said):
        places[char] = places.get(char, 0) | 1 << place
    return places


def edits(said: str, text: str, limit: int, places: dict[str, int] | None = None) -> int:
    """Insertions, deletions and substitutions between two texts; limit + 1 or more as soon as it is more than `limit`.

    Bit by bit, one column a character of `text` (Myers, JACM 1999): a column is a dozen operations on one integer.
    """
    if not said or not text:
        return len(said) + len(text)
    places = _places(said) if places is None else places
    last = 1 << (len(said) - 1)
    every = (last << 1) - 1
    up, down = every, 0
    score = len(said)
    left = len(text)
    for char in text:
        match = places.get(char, 0)
        diagonal = (((match & up) + up) ^ up) | match | down
        rise = down | ~(diagonal | up)
        fall = up & diagonal
        if rise & last:
            score += 1
        elif fall & last:
            score -= 1
        left -= 1
        if score - left > limit:
            return score - left
        rise = (rise << 1) | 1
        up = ((fall << 1) | ~(diagonal | rise)) & every
        down = rise & diagonal & every
    return score
