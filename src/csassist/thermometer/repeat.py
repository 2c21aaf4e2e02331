"""Repeated questions: the same intent again, not only the same string. Knows intent keys, keeps at most sixteen."""

from __future__ import annotations

from collections.abc import Sequence

from csassist.conversation.conversation import Asked

MEMORY = 16


def times_asked(asked: Sequence[Asked], now: Sequence[str]) -> int:
    """How often the most repeated intent of `now` has been asked, this time included; 0 without questions."""
    most = 0
    for key in now:
        for earlier in _alike(asked, key):
            most = max(most, earlier.times)
    return most + 1 if now else 0


def remember(asked: tuple[Asked, ...], now: Sequence[str], seq: int) -> tuple[Asked, ...]:
    """The memory after the intents of one burst, newest last."""
    for key in now:
        same = _alike(asked, key)
        times = 1 + max((a.times for a in same), default=0)
        kept = [a for a in asked if a not in same] if same else asked
        asked = (*kept, Asked(key, seq, times))
    return asked[-MEMORY:]


def _alike(asked: Sequence[Asked], key: str) -> list[Asked]:
    """What was asked with the intent of `key`: the same, or with three fifths of the words in common."""
    mine = set(key.split("|"))
    same: list[Asked] = []
    for earlier in asked:
        theirs = earlier.key.split("|")
        shared = len(mine.intersection(theirs))
        if shared >= 0.6 * (len(mine) + len(theirs) - shared):
            same.append(earlier)
    return same
