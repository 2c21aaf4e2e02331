"""How much of a text is kept: all of it, without what names anybody, nothing. Knows no store and no day."""

from __future__ import annotations

from enum import IntEnum


class Grade(IntEnum):
    """Rising: every step keeps less. Numbers (degrees, spans, signals, times) are kept at each."""

    RAW = 0
    MASKED = 1
    NONE = 2


GRADES = {"raw": Grade.RAW, "masked": Grade.MASKED, "none": Grade.NONE}
