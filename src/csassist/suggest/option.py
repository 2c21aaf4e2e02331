"""What may become a card: a script of the library, or a text composed for this question. Knows no order."""

from __future__ import annotations

from csassist.frozen import frozen
from csassist.suggest.compiled import Compiled
from csassist.suggest.fill import Template
from csassist.suggest.spec import Kind


@frozen
class Composed:
    """A text that is no script: a fabe reply, a parameter, the call for a supervisor."""

    template: Template
    why: tuple[str, ...]
    title: str
    fact: str = ""
    ahead: tuple[str, ...] = ()


@frozen
class Option:
    """`bare` = an apology and little else."""

    kind: Kind
    script_id: str
    score: float
    source: Compiled | Composed
    bare: bool = False
    general: bool = False  # it gives way to whatever speaks of the matter


def rank(option: Option) -> tuple[bool, float, str]:
    """Sort key: what speaks of the matter, then best first, ties by id: nothing depends on the order of a library."""
    return (option.general, -option.score, option.script_id)
