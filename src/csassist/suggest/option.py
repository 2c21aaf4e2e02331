"""What may become a card: a script or a composed text with its score. Knows no order among options."""

from __future__ import annotations

from dataclasses import dataclass

from csassist.suggest.fill import Template
from csassist.suggest.spec import Kind


@dataclass(frozen=True, slots=True)
class Option:
    """`specific` = a word or a trigger speaks for it, not only the mood; `bare` = an apology and little else."""

    kind: Kind
    script_id: str
    score: float
    template: Template
    why: tuple[str, ...] = ()
    specific: bool = True
    bare: bool = False
    level: int = 0
    title: str = ""
    fact: str = ""
    not_when: str = ""


def rank(option: Option) -> tuple[float, str]:
    """Sort key: best first, ties by id, so that nothing depends on the order of a library."""
    return (-option.score, option.script_id)
