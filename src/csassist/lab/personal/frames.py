"""Sentences of shoppers with a place for what is personal, or for what only looks so. Knows no number.

{} is the place; in addresses {region} may stay and {} must go. Written by us; nobody said them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_SAID: dict[str, Any] = json.loads((Path(__file__).parent / "sentences.json").read_text("utf-8"))


def sentences(kind: str) -> tuple[str, ...]:
    """The sentences about one kind of thing. Raises KeyError for an unknown kind."""
    return tuple(_SAID[kind])


def names_of(what: str) -> tuple[str, ...]:
    """`cities`, `streets` or `estates` to make addresses of. Raises KeyError."""
    return tuple(_SAID["places"][what])
