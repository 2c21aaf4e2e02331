"""What must never be committed: development data, machine paths, registry addresses, broken run bits."""

from __future__ import annotations

import gzip
import json
import os
import re
from pathlib import Path

import pytest

from house.tree import ROOT, text_of, tracked

DATA = ROOT.parent / "shared" / "data"
LONG_ENOUGH = 14  # code points: shorter lines are everybody's

# Written in pieces, or this file would be its own finding.
PATHS = [f"/{name}/" for name in ("wo" + "rk", "fa" + "rm", "ro" + "ot")]
REGISTRIES = [
    a + b for a, b in (("py", r"pi\.org"), ("python", "hosted"), ("npm", r"js\.(org|com)"), ("npm", r"mirror\."))
]


def test_no_machine_path_and_no_registry_address() -> None:
    wrong = re.compile("|".join([*map(re.escape, PATHS), *REGISTRIES]))
    found = []
    for path in tracked():
        for number, line in enumerate((text_of(path) or "").splitlines(), 1):
            if wrong.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number} {line.strip()[:80]}")
    assert found == []


def test_nothing_that_is_built_or_secret_is_tracked() -> None:
    banned = {"node_modules", "_pages", "_rules", ".venv", "__pycache__", "csassist-data", "uv.lock", ".env"}
    assert [str(p.relative_to(ROOT)) for p in tracked() if banned & set(p.relative_to(ROOT).parts)] == []


def test_commands_can_be_run() -> None:
    commands = [p for p in (ROOT / "scripts").iterdir() if p.suffix == "" and p.is_file()] + [ROOT / ".ci" / "run"]
    assert [c.name for c in commands if not os.access(c, os.X_OK)] == []


@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is absent")
def test_no_line_of_the_development_data_is_tracked() -> None:
    kinds = {".py", ".yaml", ".yml", ".json", ".jsonl", ".txt", ".md", ".csv", ".ts", ".vue", ".html", ".sh"}
    ours: dict[str, str] = {}
    for path in tracked():
        if path.suffix in kinds and path.name != "package-lock.json":
            for line in (text_of(path) or "").splitlines():
                for piece in [line.strip(" \"',-"), *re.findall(r"[\"“']([^\"”']+)[\"”']", line)]:
                    if len(piece) >= LONG_ENOUGH:
                        ours.setdefault(piece, str(path.relative_to(ROOT)))
    found = {
        f"{ours[text]}: {text[:30]}" for file in sorted(DATA.glob("*.jsonl.gz")) for text in _texts(file) & ours.keys()
    }
    assert sorted(found) == []


def _texts(file: Path) -> set[str]:
    found: set[str] = set()
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            said = [row.get("text", ""), *(t.get("text", "") for t in row.get("turns", [])), *row.get("reply", [])]
            found.update(t.strip(" \"',-") for t in said if isinstance(t, str))
    return found
