"""The calm corpus: an alarm on an ordinary chat is a fault unless it is known, and an excuse ends."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from csassist.rulepack.calm import run_calm
from csassist.rulepack.compile import compile_pack
from csassist.rulepack.load import load_pack

HOT = """\
id: says-please
title: 说请
family: urgency
status: stable
why: 太宽的规则，普通的话也会触发
look_for: {any: [请问]}
adds: {degrees: 70}
fires: [{say: 请问}]
silent: [{say: 你好}]
"""


@pytest.fixture
def run(write_pack):
    def play(lines: list[object], known: str | None = None, today: date | None = None):
        directory = write_pack({"signals/urgency/says-please.yaml": HOT})
        calm = directory.parent / "calm"
        calm.mkdir(exist_ok=True)
        text = "\n".join(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
        (calm / "zh-test.jsonl").write_text(text, encoding="utf-8")
        if known is not None:
            (calm / "known-alarms.csv").write_text("rule,message,reason,until\n" + known, encoding="utf-8")
        found, lines_played = run_calm(directory.parent, "zh-test", compile_pack(load_pack(directory)), today)
        return [(Path(f.file).name, f.line, f.code) for f in found], lines_played

    return play


def chat(name: str, *texts: str) -> dict[str, object]:
    roles = ("customer", "agent")
    return {"id": name, "turns": [{"role": roles[i % 2], "text": text} for i, text in enumerate(texts)]}


def test_ordinary_chats_pass_and_are_counted(run) -> None:
    assert run([chat("a", "你好", "在的", "有白色吗"), chat("b", "谢谢")]) == ([], 3)


def test_an_alarm_is_a_fault_at_the_line_of_its_chat(run) -> None:
    assert run([chat("a", "你好"), chat("b", "请问", "您讲", "请问有白色吗")])[0] == [("zh-test.jsonl", 2, "R164")]


def test_a_known_alarm_is_excused_until_its_day(run) -> None:
    lines, known = [chat("b", "请问有白色吗")], "says-please,b,等新规则,2026-06-30\n"
    assert run(lines, known)[0] == []
    assert run(lines, known, date(2026, 6, 30))[0] == []
    late = run(lines, known, date(2026, 7, 1))[0]
    assert sorted(late) == [("known-alarms.csv", 2, "R165"), ("zh-test.jsonl", 1, "R164")]


def test_an_excuse_that_nothing_needs_is_a_fault(run) -> None:
    assert run([chat("b", "你好")], "says-please,b,旧,2026-06-30\n")[0] == [("known-alarms.csv", 2, "R165")]


@pytest.mark.parametrize("row", ["says-please,b,旧,someday\n", "says-please,b,旧\n"])
def test_bad_excuses(run, row: str) -> None:
    assert ("known-alarms.csv", 2, "R165") in run([chat("b", "你好")], row)[0]


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"id": "x"}', '{"id": "x", "turns": []}', '{"id": 1, "turns": [{"role": "boss", "text": "x"}]}'],
)
def test_lines_that_are_no_chat(run, line: str) -> None:
    assert run([chat("a", "你好"), line])[0] == [("zh-test.jsonl", 2, "R167")]


def test_a_chat_twice(run) -> None:
    assert run([chat("a", "你好"), chat("a", "在吗")])[0] == [("zh-test.jsonl", 2, "R167")]
