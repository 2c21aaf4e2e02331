"""What one bubble says by itself: raw signals with spans in the text as posted, and what its words lean to and ask."""

from __future__ import annotations

from typing import NamedTuple

from csassist.conversation.reading import Signal
from csassist.thermometer.model import Scored
from csassist.thermometer.text import Folded
from csassist.thermometer.tokens import Words


class Scan(NamedTuple):
    """`signals` are raw: one per hit, worth that hit alone, ordered by place; those of scene rules have 0 degrees."""

    folded: Folded
    signals: tuple[Signal, ...]
    words: Words
    hard: str | None = None  # hard trigger that fired, if any
    scenes: tuple[str, ...] = ()
    scored: Scored | None = None  # what the learnt model says, when there is one
