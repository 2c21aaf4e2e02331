"""Panel of next acts: what a very good agent would do after a customer's turn, and when he is best left alone.

Knows the labels and where their texts stand. Chooses no reply and holds no text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args

from csassist.errors import InvalidInput
from csassist.frozen import frozen
from csassist.lab.panel import Place, Spoken, candidates, draw, read_rows, spoken
from csassist.suggest.spec import Act

ACTS = Path(__file__).parent / "acts.jsonl"
SALT = "csassist-acts-v1"  # fixes the draw; another salt draws another panel
SIZE = 300
NextAct = Act | Literal["none"]  # none: no card, the agent is best left alone
NEXT_ACTS: tuple[str, ...] = (*get_args(Act), "none")  # docs/labelling.md says what each means


@frozen
class ActLabel:
    """`act` = the best next act; `also` = up to two more that a trainer would let pass, the better one first."""

    place: Place
    act: NextAct
    also: tuple[NextAct, ...] = ()

    @property
    def silence_fits(self) -> bool:
        """True when showing no card is best or at least right."""
        return "none" in (self.act, *self.also)


def read_acts(file: Path = ACTS) -> tuple[ActLabel, ...]:
    """The labels in file order. Raises NotFound (no file) and InvalidInput (a line that is no label)."""
    return tuple(_label(place, row, where) for place, row, where in read_rows(file))


def load_acts(data: Path, file: Path = ACTS) -> Iterator[tuple[ActLabel, Spoken]]:
    """Labels with the customer's words and the turns before. Raises as read_acts and as panel.spoken."""
    labels = read_acts(file)
    yield from zip(labels, spoken(data, (label.place for label in labels)), strict=True)


def draw_acts(data: Path) -> list[Place]:
    """The places of the panel in the order in which they were read: 300 of all customer turns of jddc_sessions."""
    return draw(candidates(data, "jddc_sessions"), SIZE, SALT)


def _label(place: Place, row: dict[str, Any], where: str) -> ActLabel:
    act, also = row.get("act"), row.get("also", [])
    if act not in NEXT_ACTS or not isinstance(also, list) or len(also) > 2:
        raise InvalidInput(f"{where} names no known act, or more than two others")
    if len({act, *also}) != 1 + len(also) or not set(also) <= set(NEXT_ACTS):
        raise InvalidInput(f"{where} names an act twice or an unknown one")
    return ActLabel(place, act, tuple(also))
