"""What the documents must say: every error code, setting, route and verb; and every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from csassist.rulepack.fault import CODES
from csassist.settings import PREFIX, Settings
from csassist.wire.close_codes import CloseCode
from house.tree import ROOT, modules

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_error_code_is_documented() -> None:
    raised = {code for m in modules() for code in re.findall(r"[\"']([ACDLRSX]\d{3})[\"']", m.text)}
    documented = set(re.findall(r"^\| ([ACDLRSX]\d{3}) \|", page("errors.md"), re.MULTILINE))
    assert raised - documented == set()
    assert documented - raised == set()


def test_every_close_code_and_fault_text_is_documented() -> None:
    assert {c for c in CloseCode if f"| {c.value} |" not in page("errors.md")} == set()
    assert {c: t for c, t in CODES.items() if f"| {c} | {t} |" not in page("errors.md")} == {}


def test_every_setting_is_documented_with_its_variable() -> None:
    text = page("configuration.md")
    wanted = {f"| `{name}` | `{PREFIX}{name.upper()}` |" for name in Settings.model_fields}
    assert {row for row in wanted if row not in text} == set()
    assert len(re.findall(r"^\| `\w+` \| `CSASSIST_", text, re.MULTILINE)) == len(wanted)


def test_every_verb_stands_in_the_readme() -> None:
    from csassist.cli import cli

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    verbs = {command.name or command.callback.__name__ for command in cli.registered_commands if command.callback}
    assert {v for v in verbs if f"| `csassist {v}" not in readme} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [link for link in links if not (document.parent / link.split("#")[0]).exists()] == []


def test_every_room_stands_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert {m.room for m in modules() if f"`{m.room}`" not in text and m.room != "__init__"} == set()


def test_files_that_the_architecture_names_are_there() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"\b([a-z_]+/[a-z_]+\.py)\b", text)
    assert named
    assert [name for name in named if not (ROOT / "src" / "csassist" / name).is_file()] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(p.name[:4]) for p in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
