"""Promise rules in a pack: the zone, the examples, what the linter refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from csassist.rulepack import promises
from csassist.rulepack.check import check
from csassist.rulepack.fault import Fault
from csassist.rulepack.lint_promises import lint_promises
from csassist.rulepack.load import find_pack, read_pack
from csassist.rulepack.place import default_directory
from csassist.rulepack.promises import zone_of
from csassist.rulepack.vocabulary import fold_text

RULE = """id: reply
title: 回话
kind: reply
why: 说了就要做
say: [回复您]
fires:
  - {say: 30分钟内回复您, span: 30分钟内回复您, due: "03-02 10:30"}
  - {say: 稍后回复您}
  - {say: 明天12点前回复您, due: "03-03 12:00"}
silent:
  - {say: 已经回复您了}
"""


def faults_of(tmp_path: Path, rule: str, head: str = "") -> list[Fault]:
    pack = tmp_path / "zh-test"
    (pack / "promises").mkdir(parents=True)
    (pack / "pack.yaml").write_text(
        f'id: zh-test\nversion: "1"\nlanguage: zh\n{head}promise: {{dones: [已经]}}\n', "utf-8"
    )
    (pack / "promises" / "reply.yaml").write_text(rule, "utf-8")
    return [fault for fault in check(pack).faults if "promises/" in fault.file or "pack.yaml" in fault.file]


def test_a_sound_rule_has_no_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path, RULE) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("say: [回复您]\n", "say: [回复您, 回复您]\n", "R123"),
        ("say: [回复您]\n", "", "R120"),
        ("kind: reply\n", "kind: reply\ndue: nothing_like_it\n", "R140"),
        ("kind: reply\n", "kind: reply\ndue_s: 0\n", "R122"),
        ("  - {say: 稍后回复您}\n", "", "R114"),
        ("{say: 稍后回复您}", "{say: 今天天气不错}", "R160"),
        ("{say: 已经回复您了}", "{say: 马上回复您}", "R161"),
        ("span: 30分钟内回复您", "span: 回复您", "R162"),
        ("03-02 10:30", "03-02 11:30", "R162"),
    ],
)
def test_every_fault_has_its_code(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in RULE
    assert code in {fault.code for fault in faults_of(tmp_path, RULE.replace(old, new, 1))}


def test_the_zone_is_a_name_that_somebody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    noon = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert zone_of("Asia/Tokyo").utcoffset(noon.replace(tzinfo=None)) == timedelta(hours=9)
    with pytest.raises(ValueError, match="no time zone"):
        zone_of("Asia/Nowhere")

    def no_table(name: str) -> None:
        raise promises.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(promises, "ZoneInfo", no_table)  # a machine without a zone table
    assert zone_of("Asia/Shanghai").utcoffset(None) == timedelta(hours=8)


def test_the_shipped_rules_are_clean() -> None:
    pack, faults = read_pack(find_pack(default_directory()))
    assert pack is not None
    assert [fault for fault in (*faults, *lint_promises(pack, fold_text)) if "promise" in fault.file] == []
    assert len(pack.promises) >= 10
