"""The demo's shoppers: who they are and what is said, read from shoppers/*.yaml. Knows no network and no clock."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from csassist.frozen import frozen

SHOPPERS = Path(__file__).parent / "shoppers"
SPEAKERS = {"客": "customer", "服": "agent", "机": "bot", "系": "system"}
JITTER = 0.25  # pauses differ by up to a quarter between two runs of one conversation
BUBBLE_S = 3.0  # the contract's burst gap: pauses up to this are one thought in several bubbles


@frozen
class Line:
    """One bubble: `after` seconds (at speed 1) since the one before; `variants` to draw the text from."""

    after: float
    sender: str
    variants: tuple[str, ...]


@frozen
class Shopper:
    """One scripted conversation. `promised_in_h` = hours from its start to the promised delivery (negative = past)."""

    id: str
    theme: str
    lines: tuple[Line, ...]
    customers: tuple[Mapping[str, Any], ...]
    agent_id: str
    team_id: str
    product_id: str | None = None
    order: Mapping[str, str] | None = None
    promised_in_h: float | None = None


@frozen
class Scene:
    """One performance of a shopper's script: everything drawn, nothing left to chance."""

    conversation_id: str
    shopper: Shopper
    customer: Mapping[str, Any]
    order_id: str
    lines: tuple[Line, ...]


def load_cast(directory: Path = SHOPPERS) -> tuple[Shopper, ...]:
    """All shoppers by file name. Raises ValueError with the file's name when one cannot be played."""
    cast = []
    for path in sorted(directory.glob("*.yaml")):
        try:
            cast.append(_shopper(path.stem, yaml.safe_load(path.read_text("utf-8"))))
        except (KeyError, TypeError, ValueError) as fault:
            raise ValueError(f"{path.name}: {fault}") from fault
    return tuple(cast)


def _shopper(name: str, content: dict[str, Any]) -> Shopper:
    order = content.get("order")
    return Shopper(
        id=name,
        theme=content["theme"],
        lines=tuple(_line(text) for text in content["lines"]),
        customers=tuple(content["customers"]),
        agent_id=content["agent"],
        team_id=content["team"],
        product_id=content.get("product"),
        order=order,
        promised_in_h=content.get("promised_in_h"),
    )


def _line(text: str) -> Line:
    """`12 客 在吗｜有人吗` = after 12 s the customer says one of the two."""
    after, speaker, said = text.split(maxsplit=2)
    return Line(float(after), SPEAKERS[speaker], tuple(said.split("｜")))


def draw_scene(shopper: Shopper, number: int, seed: int) -> Scene:
    """The `number`th conversation of a run: the same for the same seed."""
    chance = random.Random(f"{seed}/{number}/{shopper.id}")
    customer = chance.choice(shopper.customers)
    order_id = f"DD{2611_0000 + chance.randrange(10_000)}{chance.randrange(1000):03d}"
    lines = tuple(
        Line(_pause(line.after, chance), line.sender, (_text(line, chance, customer, order_id),))
        for line in shopper.lines
    )
    return Scene(f"demo-{seed}-{number:03d}-{shopper.id}", shopper, customer, order_id, lines)


def _pause(after: float, chance: random.Random) -> float:
    """A pause of the same kind: bubbles of one thought stay one, others stay apart."""
    stretched = after * chance.uniform(1 - JITTER, 1 + JITTER)
    return min(stretched, BUBBLE_S * 0.8) if after <= BUBBLE_S else max(stretched, BUBBLE_S * 1.2)


def _text(line: Line, chance: random.Random, customer: Mapping[str, Any], order_id: str) -> str:
    said = chance.choice(line.variants)
    return said.replace("{name}", str(customer.get("name", "您"))).replace("{order}", order_id)


def programme(cast: Sequence[Shopper], seed: int, round_number: int) -> tuple[Shopper, ...]:
    """The order of one round. The first opens as written in the files' names; later ones are shuffled from the seed."""
    order = list(cast)
    if round_number > 0:
        random.Random(f"{seed}/round/{round_number}").shuffle(order)
    return tuple(order)
