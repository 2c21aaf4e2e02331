"""The pull: it scores as the model does, moves what it must and no more, and no odd line can move much."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csassist.lab.adaptation.pull import ROUNDS, Line, Reader, Strength, Want, pull
from csassist.rulepack.model_file import shipped_model
from csassist.thermometer.model import HEADS, ModelTable, TextModel

GRAMS = ("死", "骗子", "请问", "药", "鼠")
HEAT = (500, 500, -100, 0, 0)


def table(dilute: int = 0) -> ModelTable:
    zero = (0,) * len(GRAMS)
    return ModelTable(
        "t", GRAMS, {h: HEAT if h == "heat" else zero for h in HEADS}, dict.fromkeys(HEADS, -256), 256, dilute
    )


def heat(of: ModelTable, text: str) -> float:
    return TextModel.build(of).score(text).heat


def pulled(lines: list[Line], strength: Strength | None = None, dilute: int = 0) -> ModelTable:
    return pull(table(dilute), lines, strength or Strength(trim=0.0), lambda: None).table


@pytest.mark.parametrize("dilute", [0, 3])
def test_a_line_is_read_as_the_model_reads_it(dilute: int) -> None:
    for of in (table(dilute), shipped_model().table):
        for text in ("请问鼠药多久死", "骗子骗子", "你们到底管不管", ""):
            rows = Reader(of).rows([Line(text, Want.BELOW)])
            if rows:
                assert rows[0].heat == pytest.approx(heat(of, text), abs=1e-9)


@pytest.mark.parametrize("dilute", [0, 3])
def test_many_calm_lines_cool_what_they_share_and_only_that(dilute: int) -> None:
    calm = [Line(f"请问鼠药{n}天死", Want.BELOW, -0.3) for n in range(60)]
    after = pulled(calm, dilute=dilute)
    assert heat(after, "鼠药死") < heat(table(dilute), "鼠药死")
    assert after.weights["heat"][1] == HEAT[1]  # 骗子 stands in none of them
    for head in HEADS[1:]:
        assert after.weights[head] == table().weights[head]
        assert after.bias[head] == table().bias[head]


def test_one_line_alone_moves_next_to_nothing() -> None:
    after = pulled([Line("骗子", Want.BELOW, -0.3)])
    assert heat(table(), "骗子") - heat(after, "骗子") < 0.5


def test_lines_that_stay_hold_the_model_and_lines_above_rise() -> None:
    calm = [Line(f"药死{n}", Want.BELOW, -0.3) for n in range(60)]
    free = pulled(calm)
    held = pulled([*calm, *(Line("去死骗子", Want.STAY) for _ in range(20))])
    before = heat(table(), "去死骗子")
    assert heat(free, "去死骗子") < heat(held, "去死骗子") <= before + 0.02
    risen = pulled([Line("鼠", Want.ABOVE, 1.0) for _ in range(60)])
    assert heat(risen, "鼠") > heat(table(), "鼠") + 0.5


def test_the_hottest_calm_lines_are_taken_for_hot_ones() -> None:
    calm = [Line("鼠药", Want.BELOW, -0.3, doubtful=True) for _ in range(95)]
    odd = [Line("骗子死", Want.BELOW, -0.3, 3.0, doubtful=True) for _ in range(5)]
    judged = [replace(line, doubtful=False) for line in odd]
    found = pull(table(), [*calm, *odd], Strength(trim=0.05), lambda: None)
    assert found.trimmed == 5
    assert found.table.weights["heat"][1] == HEAT[1]
    for lines, strength in (([*calm, *odd], Strength(trim=0.0)), ([*calm, *judged], Strength(trim=0.05))):
        assert pulled(lines, strength).weights["heat"][1] < HEAT[1]


def test_calm_lines_that_are_cool_already_move_nothing_and_rounds_are_told() -> None:
    ticks: list[None] = []
    found = pull(table(), [Line("请问药", Want.BELOW, -0.3)] * 50, Strength(), lambda: ticks.append(None))
    assert found.table == table()
    assert len(ticks) == ROUNDS


def test_weights_stay_whole_and_within_bounds() -> None:
    huge = replace(table(), weights={**table().weights, "heat": (2047, -2047, 0, 0, 0)})
    lines = [Line("死", Want.ABOVE, 50.0, 100.0), Line("骗子", Want.BELOW, -50.0, 100.0)] * 20
    after = pull(huge, lines, Strength(trim=0.0, ridge=0.1), lambda: None).table
    TextModel.build(after)
