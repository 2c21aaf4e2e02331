"""Cold start to ready and resident memory of the idle service."""

from __future__ import annotations

from statistics import median
from time import perf_counter

from csassist.lab.load.figures import Figure
from csassist.lab.load.process import cores, rss_kb
from csassist.lab.load.target import started

ROUNDS = 3


def bench_start() -> list[Figure]:
    """Figures of the start."""
    seconds, sizes = [], []
    core = cores()[0]
    for _ in range(ROUNDS):
        start = perf_counter()
        with started("csassist", core) as target:
            seconds.append(perf_counter() - start)
            sizes.append(rss_kb(target.pid) * 1024 / 1e6)
    return [
        Figure("cold start to ready", median(seconds), "s", "<=", 2.0, f"median of {ROUNDS}, store and rules included"),
        Figure("resident when ready", max(sizes), "MB", "<=", 200.0),
    ]
