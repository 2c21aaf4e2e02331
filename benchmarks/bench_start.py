"""Cold start to ready and resident memory of the idle service."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil

from benchmarks.bench_ingest import _free_port, command, environment, wait_ready
from benchmarks.chats import ROOT
from benchmarks.figures import Figure

ROUNDS = 3


def bench_start() -> list[Figure]:
    """Figures of the start."""
    seconds, sizes = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="csassist-bench-") as data, Path(data, "log").open("wb") as log:
            port = _free_port()
            start = perf_counter()
            child = subprocess.Popen(
                command("csassist", port, data), cwd=ROOT, env=environment(), stdout=log, stderr=log
            )
            try:
                wait_ready(port, child, Path(data, "log"))
                seconds.append(perf_counter() - start)
                sizes.append(psutil.Process(child.pid).memory_info().rss / 1e6)
            finally:
                child.terminate()
                child.wait(20)
    return [
        Figure("cold start to ready", median(seconds), "s", "<=", 2.0, f"median of {ROUNDS}, store and rules included"),
        Figure("resident when ready", max(sizes), "MB", "<=", 200.0),
    ]
