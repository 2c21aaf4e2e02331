"""How much is tried, with which chances, and what came out of it: printed, and kept as JSON for the page in docs/."""

from __future__ import annotations

import json
import os
import platform
import random
import subprocess
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FULL = os.environ.get("PROMISES") == "full"
SEED = int(os.environ.get("PROMISES_SEED", "20261122"))
SOAK_MINUTES = float(os.environ.get("PROMISES_SOAK", "0"))
FOLDER = ROOT / "reports" / "promises"


def scaled(number: int, least: int = 1, *, part: int = 10) -> int:
    """The number of a full run, or a tenth of it (or so small a part of it as `part` says)."""
    return number if FULL else max(least, number // part)


@cache
def commit() -> str:
    """The short hash of what is tried, with a plus when the tree has changes in src/."""
    hash_ = _git("rev-parse", "--short", "HEAD") or "unknown"
    return hash_ + ("+" if _git("status", "--porcelain", "--", "src", "rules") else "")


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


@dataclass
class Proof:
    """One test's share in a promise. `goals` that are not reached fail a full run, and are only told in a tenth."""

    promise: str
    test: str
    seed: int = SEED
    counts: dict[str, int] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @property
    def rng(self) -> random.Random:
        """Chances of this test: the same seed, the same run."""
        return random.Random(f"{self.seed}/{self.test}")

    def count(self, **numbers: int) -> None:
        """How often something was done, or happened."""
        self.counts.update(numbers)

    def measure(self, name: str, value: float, unit: str = "", *, at_most: float | None = None) -> None:
        """A measured number; with a goal if `at_most` is given."""
        self.figures[name] = {"value": round(value, 4), "unit": unit, "at_most": at_most}
        if at_most is not None and value > at_most:
            self.missed.append(f"{name}: {value:.4g} {unit}, goal {at_most:g}")

    def note(self, **facts: str) -> None:
        """Something to know about this run."""
        self.figures.update({name: {"value": value, "unit": "", "at_most": None} for name, value in facts.items()})

    def settle(self, outcome: str) -> dict[str, Any]:
        """The row of this test. `outcome` = passed, failed or skipped."""
        if outcome == "passed" and self.missed:
            outcome = "not reached"
        return {
            "promise": self.promise,
            "test": self.test,
            "result": outcome,
            "full": FULL,
            "seed": self.seed,
            "counts": self.counts,
            "figures": self.figures,
            "missed": self.missed,
            "seconds": round(time.monotonic() - self.began, 1),
            "commit": commit(),
            "machine": f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}",
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }


def keep(row: dict[str, Any]) -> None:
    """Writes a row of a full run where scripts/promises looks for it, and prints any."""
    counts = " ".join(f"{name}={value}" for name, value in row["counts"].items())
    figures = " ".join(f"{name}={fact['value']}{fact['unit']}" for name, fact in row["figures"].items())
    print(f"\n{row['promise']} {row['test']}: {row['result']} seed={row['seed']} {counts} {figures} {row['seconds']}s")
    for line in row["missed"]:
        print(f"  not reached: {line}")
    if FULL:
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{row['promise']}.{row['test']}.json").write_text(json.dumps(row, ensure_ascii=False, indent=1))


def expect(names: list[tuple[str, str]]) -> None:
    """Writes down what there is to prove: (promise, test)."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "expected.json").write_text(json.dumps(names))


def percentile(values: list[float], share: float) -> float:
    """The smallest value that `share` of them do not exceed. Raises ValueError for none."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
