"""The case set: made from sentences and chance with one seed, plus what was written by hand. The same on every machine.

Fixed before the recognisers were tuned on nothing but it; who changes a case changes the yardstick.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

from csassist.frozen import frozen
from csassist.lab.personal import made
from csassist.lab.personal.frames import sentences
from csassist.lab.personal.typed import WAYS, Groups

SEED = 20261122
HARD = Path(__file__).parent / "hard.jsonl"
MOBILE, IDENTITY, CARD, ADDRESS = "mobile", "id", "card", "address"
ORDER, PARCEL, TALK = "order", "parcel", "talk"
_FEW = ("plain", "wide", "ringed")

Make = Callable[[Random], str]


@frozen
class Case:
    """`hidden` = the code points that must not be readable; None: the text must stay as it is."""

    id: str
    kind: str
    text: str
    hidden: tuple[int, int] | None = None


def all_cases(seed: int = SEED) -> tuple[Case, ...]:
    """Positives of every kind, then what only looks personal, then the ones written by hand."""
    return (*positives(seed), *negatives(seed), *hard_cases())


def positives(seed: int = SEED) -> Iterator[Case]:
    """Made texts that hold one thing to hide."""
    ways = tuple(WAYS)
    yield from _numbers(seed, MOBILE, sentences("mobile"), made.mobile, ((3, 4), ways, 6))
    yield from _numbers(seed, IDENTITY, sentences("identity"), made.identity, ((6, 4, 4), ways, 6))
    yield from _numbers(
        seed, IDENTITY + "-15", sentences("identity")[1:5], made.old_identity, ((6,), ("plain", "wide", "ringed"), 6)
    )
    yield from _numbers(seed, CARD, sentences("card"), made.card, ((4, 4, 4, 4), ways, 6))
    yield from _addresses(seed)
    for kind, said, make in (
        ("email", sentences("email"), made.email),
        ("wechat", sentences("wechat"), made.account),
        ("qq", sentences("qq"), made.qq),
        ("plate", sentences("plate"), made.plate),
        ("passport", sentences("passport"), made.passport),
        ("name", sentences("name"), made.name),
    ):
        yield from _numbers(seed, kind, said, make, ((), ("plain",), 4))


def negatives(seed: int = SEED) -> Iterator[Case]:
    """Made texts that must stay as they are."""
    yield from _readable(seed, ORDER, sentences("order"), made.order, 8)
    yield from _readable(seed, ORDER + "-bare", sentences("bare"), made.order, 8)
    yield from _readable(seed, ORDER + "-twin", sentences("order")[:12], made.twin, 5)
    yield from _readable(seed, PARCEL, sentences("parcel"), made.parcel, 10)
    chance = Random(f"{seed}/figure")
    for n, sentence in enumerate(sentences("figure") * 4):
        yield Case(f"figure-{n}", TALK, sentence.format(**_figures(chance)))


def hard_cases() -> Iterator[Case]:
    """Lines {"id", "kind", "text"}; what must go stands between ⟦ and ⟧, which are no part of the text."""
    for line in HARD.read_text("utf-8").splitlines():
        fields = json.loads(line)
        text = str(fields["text"])
        start, end = text.find("⟦"), text.find("⟧") - 1
        plain = text.replace("⟦", "").replace("⟧", "")
        yield Case(fields["id"], fields["kind"], plain, (start, end) if start >= 0 else None)


def _numbers(
    seed: int, kind: str, said: Sequence[str], make: Make, typing: tuple[Groups, Sequence[str], int]
) -> Iterator[Case]:
    """`typing` = how it is grouped, the ways of typing it, and how many ways each sentence gets, in turn."""
    groups, ways, each = typing
    chance, turn = Random(f"{seed}/{kind}"), 0
    for sentence in said:
        for _ in range(each):
            way = ways[turn % len(ways)]
            turn += 1
            shown = WAYS[way](make(chance), groups)
            start = sentence.index("{}")
            yield Case(f"{kind}-{turn}-{way}", kind, sentence.replace("{}", shown), (start, start + len(shown)))


def _addresses(seed: int) -> Iterator[Case]:
    chance, turn = Random(f"{seed}/{ADDRESS}"), 0
    for sentence in sentences("address"):
        for _ in range(12):
            turn += 1
            house = made.house(chance)
            text = sentence.replace("{region}", made.region(chance))
            start = text.index("{}")
            yield Case(f"{ADDRESS}-{turn}", ADDRESS, text.replace("{}", house), (start, start + len(house)))


def _readable(seed: int, kind: str, said: Sequence[str], make: Make, each: int) -> Iterator[Case]:
    chance = Random(f"{seed}/{kind}")
    for n, sentence in enumerate(said):
        for turn in range(each):
            yield Case(f"{kind}-{n * each + turn}", kind, sentence.replace("{}", make(chance)))


def _figures(chance: Random) -> dict[str, object]:
    return {
        "a": chance.randint(11, 199),
        "b": chance.randint(1, 30),
        "c": chance.choice((64, 128, 256, 300, 512, 1000, 1200, 2000)),
        "d": f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        "e": chance.randint(100_000, 99_999_999),
        "f": chance.randint(100_000, 999_999),
        "t": f"{chance.randint(0, 23)}:{chance.randint(0, 59):02}",
    }
