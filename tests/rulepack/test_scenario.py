"""Timed scenarios on a counted clock: every expectation that fails is a fault at its own line."""

from __future__ import annotations

import pytest

from csassist.rulepack.compile import compile_pack
from csassist.rulepack.load import load_pack
from csassist.rulepack.scenario import read_scenarios, run_scenario

HEAD = "id: one\nabout: 测试\npack: zh-test\nturns:\n"


@pytest.fixture
def run(write_pack):
    def play(text: str):
        directory = write_pack()
        path = directory.parent / "scenarios" / "one.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        pack = load_pack(directory)
        faults = []
        for entry in read_scenarios(directory.parent, pack.id, faults):
            faults += run_scenario(entry, pack, compile_pack(pack))
        return [(f.line, f.code) for f in faults]

    return play


def test_expectations_that_hold(run) -> None:
    turns = """\
  - {at: 0, say: 你好, tier: CALM, stage: calm, emotion: neutral, trigger: none, degrees: [0, 5], alerts: 0}
  - {at: 5, who: agent, say: 您好}
  - {at: 20, say: 快递怎么还不发货, top: action, script: check-parcel, never: [fabe]}
  - {at: 50, tier: CALM}
"""
    assert run(HEAD + turns) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "tier: ALERT",
        "at_least: WATCH",
        "emotion: satisfied",
        "trigger: price",
        "stage: outburst",
        "top: none",
        "top: fabe",
        "script: other",
        "never: [action]",
        "degrees: [50, 60]",
        "alerts: 1",
        "hard: lawyer",
    ],
)
def test_each_expectation_can_fail(run, wrong: str) -> None:
    assert run(HEAD + f"  - at: 0\n    say: 快递怎么还不发货\n    {wrong}\n") == [(7, "R166")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (HEAD + "  - {at: 0, say: 你好, mood: bad}\n", (5, "R104")),
        (HEAD + "  - {at: 0, say: 你好, tier: RED}\n", (5, "R107")),
        (HEAD + "  - {at: 9, say: 你好, tier: CALM}\n  - {at: 3, say: 好}\n", (6, "R107")),
        (HEAD + "  - {at: 0, say: 你好}\n", (4, "R114")),
        (HEAD.replace("one", "two") + "  - {at: 0, say: 你好, tier: CALM}\n", (1, "R111")),
        ("given: {promised_at: soon}\n" + HEAD + "  - {at: 0, say: 你好, tier: CALM}\n", (1, "R107")),
    ],
)
def test_scenarios_that_are_wrong_themselves(run, text: str, fault: tuple[int, str]) -> None:
    assert run(text) == [fault]


def test_scenarios_of_other_packs_are_left_alone(run) -> None:
    assert run(HEAD.replace("zh-test", "en-test") + "  - {at: 0, say: 你好, tier: ALERT}\n") == []


def test_triggers_are_looked_for_among_those_shown(run) -> None:
    turn = "  - {at: 0, say: 马上退款马上退款, triggers: [after_sales]}\n"
    assert run(HEAD + turn) == []
    assert run(HEAD + turn.replace("[after_sales]", "[after_sales, price]")) == [(5, "R166")]
