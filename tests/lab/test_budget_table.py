"""csassist replay --budget: one configuration, two side by side, files that cannot be written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from csassist.assessment.rulebook import Rulebook
from csassist.errors import InvalidInput
from csassist.lab.budget import Plan
from csassist.lab.budget_table import run_budget

HOT = "你们就这样敷衍人吗？？？已经三天了还不发货，再不发我就投诉"
PLAN = Plan()


@pytest.fixture
def chats(tmp_path: Path) -> str:
    turns = [{"role": "customer", "text": "在吗"}, {"role": "customer", "text": HOT}]
    path = tmp_path / "chats.jsonl"
    path.write_bytes(b"\n".join(orjson.dumps({"id": name, "turns": turns}) for name in "ab"))
    return str(path)


def test_figures_lines_and_json(
    chats: str, tmp_path: Path, rulebook: Rulebook, capsys: pytest.CaptureFixture[str]
) -> None:
    out, json = tmp_path / "out.jsonl", tmp_path / "budget.json"
    (budget,) = run_budget(chats, [("现配置", rulebook)], PLAN, out=out, json=json)
    assert (budget.conversations, budget.alerts) == (2, 2)
    assert [orjson.loads(line)["alerts"] for line in out.read_bytes().splitlines()] == [1, 1]
    assert orjson.loads(json.read_bytes())["configurations"][0]["per_hundred"]["all"] == 100.0
    said = capsys.readouterr().out
    assert "提醒预算" in said
    assert "假设" in said


def test_two_configurations_side_by_side(chats: str, rulebook: Rulebook, capsys: pytest.CaptureFixture[str]) -> None:
    deaf = replace(rulebook, hash="deaf", ladder=replace(rulebook.ladder, enter=(98.0, 99.0, 100.0)))
    now, then = run_budget(chats, [("现配置", rulebook), ("对照 deaf", deaf)], PLAN, out=None, json=None)
    assert (now.alerts, then.alerts, then.rules_hash) == (2, 0, "deaf")
    said = capsys.readouterr().out
    assert "对照 deaf" in said
    assert "-100.0" in said


def test_nothing_to_count_and_nowhere_to_write(chats: str, tmp_path: Path, rulebook: Rulebook) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(InvalidInput) as nothing:
        run_budget(str(empty), [("现配置", rulebook)], PLAN, out=None, json=None)
    assert nothing.value.code == "C200"
    with pytest.raises(InvalidInput) as nowhere:
        run_budget(chats, [("现配置", rulebook)], PLAN, out=None, json=tmp_path / "no" / "where.json")
    assert nowhere.value.code == "C201"
