"""The loads of `csassist bench`, with what benchmarks say: throughput, latency at a rate, idle sockets, flatness."""

from __future__ import annotations

import os
from pathlib import Path

from rich.console import Console

from benchmarks.chats import REAL
from csassist.lab.bench import Bench, Plan, pinned
from csassist.lab.load.figures import Figure
from csassist.lab.load.words import load_words

NAMES = {"live": "flat"}


def bench_load(name: str, messages: int, past: int) -> list[Figure]:
    """Figures of one load; real chats when $DATA names a folder that holds them, else the project's own."""
    data = os.environ.get("DATA")
    words = str(Path(data, REAL)) if data and Path(data, REAL).is_file() else None
    plan = Plan(messages=messages, past=past, words=words)
    with pinned(plan) as core:
        return Bench(plan, load_words(words), core, Console()).load(NAMES.get(name, name))
