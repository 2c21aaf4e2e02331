"""The table of the command, and counts over a folder that show no text."""

from __future__ import annotations

import gzip
from io import StringIO
from pathlib import Path

import orjson
from rich.console import Console

from csassist.lab.personal.table import run_privacy


def test_goals_and_counts_are_printed_and_no_text_of_the_folder(tmp_path: Path) -> None:
    rows = [{"turns": [{"role": "customer", "text": "我的手机13912345678"}, {"role": "agent"}]}, {"text": "好的呢亲"}]
    with gzip.open(tmp_path / "chats.jsonl.gz", "wb") as out:
        out.write(b"\n".join(orjson.dumps(row) for row in rows))
    out = StringIO()
    assert run_privacy(tmp_path, console=Console(file=out, width=120))
    said = out.getvalue()
    assert "≥ 99.0%" in said
    assert "≤ 2.0%" in said
    assert "chats.jsonl.gz: 2 texts, masked: mobile 1" in said
    assert "13912345678" not in said
