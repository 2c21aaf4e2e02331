"""What every measure is given: the judge, the yardstick, and how to tell that it goes on; fills in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TypeVar

from csassist.frozen import frozen
from csassist.lab.evaluation.figure import Figure
from csassist.lab.evaluation.goals import GOALS
from csassist.lab.evaluation.judge import Judge
from csassist.lab.evaluation.measures import RESAMPLES, interval, interval_of_groups
from csassist.lab.evaluation.snow import Snow

Row = TypeVar("Row", bound=Hashable)
SNOW_ROWS = 2_000  # of a flat set; dialogues are asked about whole


@frozen
class Bench:
    """`tick` is called once per text or dialogue judged; `snow` None = no yardstick."""

    data: Path
    judge: Judge
    snow: Snow | None
    tick: Callable[[], None]
    resamples: int = RESAMPLES

    def of_rows(self, blank: Figure, rows: Sequence[Row], statistic: Callable[[Mapping[Row, int]], float]) -> Figure:
        """`blank` with value, interval, size and goal; rows are independent of each other."""
        low, high = interval(rows, statistic, blank.id, self.resamples)
        return self._filled(blank, Counter(rows), statistic, (low, high))

    def of_groups(
        self, blank: Figure, groups: Sequence[Sequence[Row]], statistic: Callable[[Mapping[Row, int]], float]
    ) -> Figure:
        """The same for rows that belong together (turns of a dialogue): the bootstrap draws whole groups."""
        low, high = interval_of_groups(groups, statistic, blank.id, self.resamples)
        return self._filled(blank, Counter(chain.from_iterable(groups)), statistic, (low, high))

    def ask_snow(self, texts: Iterable[str]) -> None:
        """Lets the yardstick begin with these texts."""
        if self.snow is not None:
            self.snow.ask(list(texts))

    def _filled(
        self,
        blank: Figure,
        tally: Mapping[Row, int],
        statistic: Callable[[Mapping[Row, int]], float],
        limits: tuple[float, float],
    ) -> Figure:
        goal = blank.goal or GOALS.get(blank.id)
        seen = blank.seen or self.judge.has_seen(blank.set)
        return replace(
            blank, value=statistic(tally), low=limits[0], high=limits[1], n=sum(tally.values()), goal=goal, seen=seen
        )


def sample(texts: Sequence[str]) -> list[int]:
    """Places of at most SNOW_ROWS texts, drawn by a hash of the text: the same on every machine."""
    if len(texts) <= SNOW_ROWS:
        return list(range(len(texts)))
    order = sorted(range(len(texts)), key=lambda place: sha256(texts[place].encode("utf-8", "replace")).digest())
    return sorted(order[:SNOW_ROWS])
