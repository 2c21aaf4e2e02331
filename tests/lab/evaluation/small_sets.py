"""Lines of our own and how to lay them into a folder of sets."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

ANGRY = "你们就这样敷衍人吗？？？已经三天了还不发货，再不发我就投诉"
CALM = "这款有蓝色的吗"
THANKS = "收到了，非常满意，谢谢"


def write(folder: Path, name: str, *rows: dict[str, Any]) -> Path:
    """NAME.jsonl.gz with these rows."""
    file = folder / f"{name}.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return file


def turn(text: str, role: str = "customer") -> dict[str, str]:
    return {"role": role, "text": text}


class Ticks:
    """Counts how often it went on."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1
