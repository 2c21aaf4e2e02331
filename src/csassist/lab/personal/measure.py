"""How well the recognisers do on the case set: shares hidden, shares hidden in vain, time a message."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from csassist.frozen import frozen
from csassist.lab.personal.cases import Case
from csassist.privacy.mask import find, mask

# anchors/reliability section 7: shares of what must be hidden, and of numbers that must stay.
GOALS = {"mobile": 0.99, "id": 0.99, "card": 0.97, "address": 0.90}
MOST_IN_VAIN = 0.02
NUMBERS = ("order", "order-bare", "order-twin", "parcel")
WITHIN_MS = 1.0


@frozen
class Line:
    """One kind: how many cases, how many were right, the goal (None: none was set), and which were wrong."""

    kind: str
    hidden: bool
    cases: int
    right: int
    wrong: tuple[Case, ...]
    goal: float | None = None

    @property
    def share(self) -> float:
        """Of what must be hidden: hidden. Of what must stay: hidden in vain."""
        return self.right / self.cases if self.hidden else 1 - self.right / self.cases

    @property
    def met(self) -> bool | None:
        """None without a goal."""
        if self.goal is None:
            return None
        return self.share >= self.goal if self.hidden else self.share <= self.goal


def right(case: Case) -> bool:
    """What must go is covered, whole; or nothing was touched."""
    if case.hidden is None:
        return mask(case.text) == case.text
    start, end = case.hidden
    covered = {place for found in find(case.text) for place in range(found.start, found.end)}
    return all(place in covered or not case.text[place].isalnum() for place in range(start, end))


def measure(cases: Iterable[Case]) -> tuple[Line, ...]:
    """A line a kind, what must be hidden first; then one line of all numbers that must stay."""
    kinds: dict[tuple[bool, str], list[Case]] = {}
    for case in cases:
        kinds.setdefault((case.hidden is not None, case.kind), []).append(case)
    lines = [_line(kind, hidden, each) for (hidden, kind), each in kinds.items()]
    lines.sort(key=lambda line: not line.hidden)
    numbers = [case for (hidden, kind), each in kinds.items() if not hidden and kind in NUMBERS for case in each]
    if numbers:
        lines.append(_line("orders and parcels", False, numbers, MOST_IN_VAIN))
    return tuple(lines)


def _line(kind: str, hidden: bool, cases: Sequence[Case], most: float | None = None) -> Line:
    wrong = tuple(case for case in cases if not right(case))
    goal = GOALS.get(kind) if hidden else most
    return Line(kind, hidden, len(cases), len(cases) - len(wrong), wrong, goal)


def milliseconds(texts: Sequence[str], rounds: int = 5) -> float:
    """Time to mask one of these texts on average, the best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        for text in texts:
            mask(text)
        best = min(best, time.perf_counter() - began)
    return 1000 * best / len(texts)
