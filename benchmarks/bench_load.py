"""The loads of `csassist bench`, with what benchmarks say: throughput, latency at a rate, idle sockets, flatness."""

from __future__ import annotations

import os
from pathlib import Path

from rich.console import Console

from benchmarks.chats import REAL
from csassist.lab.bench import Bench, Plan, pinned
from csassist.lab.load.figures import Figure
from csassist.lab.load.words import Spoken, load_words

NAMES = {"live": "flat"}


def bench_load(name: str, messages: int, past: int) -> list[Figure]:
    """Figures of one load; real chats when $DATA names a folder that holds them, else the project's own."""
    plan = Plan(messages=messages, past=past, words=_source())
    with pinned(plan) as core:
        return Bench(plan, spoken(), core, Console()).load(NAMES.get(name, name))


def spoken() -> list[list[Spoken]]:
    """What the load says."""
    return load_words(_source())


def _source() -> str | None:
    data = os.environ.get("DATA")
    return str(Path(data, REAL)) if data and Path(data, REAL).is_file() else None
