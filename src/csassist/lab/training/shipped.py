"""The examples that the shipped model is made of: all permitted sources in a fixed order, without what a fold leaves
out.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from csassist.lab.training.sources import Example, Fold, calm_lines, dialogues, offences, own_lines, reviews


def permitted(fold: Fold, data: Path, rules: Path, without: frozenset[str] = frozenset()) -> list[Example]:
    """Every example; `without` = ids of stc3_cn dialogues to leave out. Raises NotFound for a missing source."""
    return _joined(fold, data, rules, without, offences(fold, data))


def available(fold: Fold, data: Path, rules: Path) -> list[Example]:
    """As `permitted`, but a folder without cold does: its voice is faint. Raises NotFound without stc3_cn."""
    has_cold = any(data.glob("cold.jsonl*"))
    return _joined(fold, data, rules, frozenset(), offences(fold, data) if has_cold else ())


def _joined(
    fold: Fold, data: Path, rules: Path, without: frozenset[str], offensive: Iterable[Example]
) -> list[Example]:
    found = chain(own_lines(fold), calm_lines(fold, rules), dialogues(fold, data), offensive, reviews(fold))
    return [example for example in found if example.text.strip() and example.group not in without]
