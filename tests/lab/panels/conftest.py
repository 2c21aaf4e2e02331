"""A data folder with one retail dialogue, written for the tests."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TURNS = [
    {"role": "customer", "text": "我的伞什么时候发货"},
    {"role": "agent", "text": "帮您催一下仓库，今天18点前回复您"},
    {"role": "customer", "text": "好的"},
    {"role": "agent", "text": " "},
    {"role": "agent", "text": "嗯"},
]

Writer = Callable[..., Path]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder as the real one with the dialogue a1."""
    with gzip.open(tmp_path / "jddc_sessions.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"id": "a1", "turns": TURNS}) + "\n")
    return tmp_path


@pytest.fixture
def panel(tmp_path: Path) -> Writer:
    """Writes rows about turns of a1 as a panel file."""

    def write(*rows: dict[str, Any]) -> Path:
        file = tmp_path / "panel.jsonl"
        file.write_text("".join(json.dumps({"set": "jddc_sessions", "id": "a1"} | row) + "\n" for row in rows), "utf-8")
        return file

    return write
