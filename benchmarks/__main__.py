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
from benchmarks.bench_ingest import bench_ingest
from benchmarks.bench_start import bench_start
from benchmarks.chats import ROOT
from benchmarks.figures import Figure, show, write


def main() -> int:
    parser = argparse.ArgumentParser(prog="./scripts/bench", description=__doc__)
    parser.add_argument(
        "--only",
        default="start,assess,flat,choose,agent,engines,ingest",
        help="comma-separated: start, assess, flat, choose, agent, engines, ingest",
    )
    parser.add_argument("--messages", type=int, default=6000, help="messages of one ingest round")
    parser.add_argument("--out", type=Path, default=ROOT / "reports" / "bench.json")
    options = parser.parse_args()
    wanted = options.only.split(",")
    console = Console()
    figures: list[Figure] = []
    for name, bench in (
        ("start", bench_start),
        ("assess", bench_assess),
        ("flat", bench_flat),
        ("choose", bench_choose),
        ("agent", bench_agent),
        ("engines", bench_engines),
    ):
        if name in wanted:
            console.print(f"{name} …")
            figures += bench()
    if "ingest" in wanted:  # last: it pins this process to one core
        console.print("ingest …")
        figures += bench_ingest(options.messages)
    show(figures, console)
    write(figures, options.out)
    console.print(f"written to {options.out}")
    return 0 if all(figure.passed for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
