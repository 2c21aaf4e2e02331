"""python -m benchmarks [--only NAME,NAME] [--messages N] [--out FILE]; exit 1 for a missed goal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

from benchmarks.bench_agent import bench_agent
from benchmarks.bench_assess import bench_assess
from benchmarks.bench_choose import bench_choose
from benchmarks.bench_engines import bench_engines
from benchmarks.bench_flat import bench_flat
from benchmarks.bench_load import bench_load
from benchmarks.bench_nodes import bench_nodes
from benchmarks.bench_paint import bench_paint
from benchmarks.bench_start import bench_start
from benchmarks.chats import ROOT
from csassist.lab.load.figures import Figure, show, write

LOADS = ("throughput", "paced", "idle", "live")  # bench_load; but for "nodes", the rest stand in BENCHES
BENCHES = {
    "start": bench_start,
    "assess": bench_assess,
    "flat": bench_flat,
    "choose": bench_choose,
    "agent": bench_agent,
    "engines": bench_engines,
    "paint": bench_paint,
}


def main() -> int:
    names = (*BENCHES, *LOADS, "nodes")
    parser = argparse.ArgumentParser(prog="./scripts/bench", description=__doc__)
    parser.add_argument("--only", default=",".join(names), help=f"comma-separated: {', '.join(names)}")
    parser.add_argument("--messages", type=int, default=2000, help="messages of one round of throughput")
    parser.add_argument("--past", type=int, default=200_000, help="live: messages of the big record")
    parser.add_argument("--out", type=Path, default=ROOT / "reports" / "bench.json")
    options = parser.parse_args()
    wanted = options.only.split(",")
    if unknown := sorted(set(wanted) - set(names)):
        parser.error(f"no bench {', '.join(unknown)}; there are {', '.join(names)}")
    console = Console()
    figures: list[Figure] = []
    for name in names:
        if name in wanted:
            console.print(f"{name} …")
            figures += _bench(name, options)
    show(figures, console)
    write(figures, options.out)
    console.print(f"written to {options.out}")
    return 0 if all(figure.passed for figure in figures) else 1


def _bench(name: str, options: argparse.Namespace) -> list[Figure]:
    if name == "nodes":
        return bench_nodes(options.messages)
    return BENCHES[name]() if name in BENCHES else bench_load(name, options.messages, options.past)


if __name__ == "__main__":
    sys.exit(main())
