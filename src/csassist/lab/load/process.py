"""What a process costs, as Linux tells: processor time, memory, descriptors. Elsewhere nothing is known (NaN)."""

from __future__ import annotations

import math
import os
from pathlib import Path

_PROC = Path("/proc")


def cpu_s(pid: int | None) -> float:
    """Processor seconds of all threads so far."""
    if pid is None or not _PROC.is_dir():
        return math.nan
    fields = (_PROC / str(pid) / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_kb(pid: int | None) -> float:
    """Resident memory in KiB."""
    if pid is None or not _PROC.is_dir():
        return math.nan
    for line in (_PROC / str(pid) / "status").read_text("ascii", "replace").splitlines():
        if line.startswith("VmRSS:"):
            return float(line.split()[1])
    return math.nan


def descriptors(pid: int | None) -> float:
    """Open descriptors."""
    if pid is None or not _PROC.is_dir():
        return math.nan
    return float(len(list((_PROC / str(pid) / "fd").iterdir())))


def cores() -> tuple[int, int]:
    """(core of the server, core of the load): the same one twice where there is only one."""
    if not hasattr(os, "sched_getaffinity"):
        return 0, 0
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[-1]


def pin(pid: int, core: int) -> None:
    """Keeps a process (0 = this one) on one core; before it starts threads, so that they inherit it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(pid, {core})
