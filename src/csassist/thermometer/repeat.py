"""Repeated questions: the same intent again, not only the same string. Knows intent keys, keeps at most sixteen."""

from __future__ import annotations

from collections.abc import Sequence

from csassist.conversation.conversation import Asked
from csassist.thermometer.tokens import same_intent

MEMORY = 16


def times_asked(asked: Sequence[Asked], now: Sequence[str]) -> int:
    """How often the most repeated intent of `now` has been asked, this time included; 0 without questions."""
    return max((1 + max((a.times for a in asked if same_intent(a.key, key)), default=0) for key in now), default=0)


def remember(asked: tuple[Asked, ...], now: Sequence[str], seq: int) -> tuple[Asked, ...]:
    """The memory after the intents of one burst, newest last."""
    for key in now:
        same = [a for a in asked if same_intent(a.key, key)]
        times = 1 + max((a.times for a in same), default=0)
        asked = (*(a for a in asked if a not in same), Asked(key, seq, times))
    return asked[-MEMORY:]
