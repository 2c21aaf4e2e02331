"""Examples inside rules: what holds passes, what does not is a fault at the line of the example."""

from __future__ import annotations

import pytest

from csassist.rulepack.compile import compile_pack
from csassist.rulepack.examples import run_examples
from csassist.rulepack.load import load_pack

EXCLAIM = "signals/symbol/exclaim-run.yaml"
REFUND = "signals/complaint/wants-refund-now.yaml"
PARCEL = "scripts/action/check-parcel.yaml"
APOLOGY = "coach/hollow-apology.yaml"


def faults(directory) -> list[tuple[str, int, str]]:
    pack = load_pack(directory)
    found = run_examples(pack, compile_pack(pack))
    return [(f.file.removeprefix("zh-test/"), f.line, f.code) for f in found]


def test_all_examples_of_the_good_pack_hold(write_pack) -> None:
    assert faults(write_pack()) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "code"),
    [
        (EXCLAIM, 'say: "怎么还没到!!!", span: "!!!", degrees: 8', 'say: "怎么还没到!"', 9, "R160"),
        (EXCLAIM, 'say: "谢谢您!"', 'say: "谢谢您!!!"', 12, "R161"),
        (EXCLAIM, 'span: "!!!", degrees: 8', 'span: "到!!!", degrees: 8', 9, "R162"),
        (EXCLAIM, "degrees: 12}", "degrees: 11.8}", 10, "R162"),
        (
            REFUND,
            "silent:",
            "gaps:\n  - {say: 退款马上, should: fire}\n  - {say: 马上退款吧, should: fire}\nsilent:",
            12,
            "R163",
        ),
        (REFUND, "silent:", "gaps:\n  - {say: 退款马上, should: silent}\nsilent:", 11, "R163"),
        (PARCEL, 'say: "谢谢"', 'say: "快递怎么还不发货"', 11, "R161"),
        (PARCEL, 'say: "怎么还不发货，快递呢"', 'say: "早上好"', 9, "R160"),
        (PARCEL, '{say: "谢谢"}', '{say: "谢谢", given: {promised_at: 明天}}', 11, "R107"),
        (APOLOGY, 'say: "我来查一下"', 'say: "非常抱歉呢"', 12, "R161"),
        (APOLOGY, 'say: "非常抱歉", span: 非常抱歉', 'say: "好的呢"', 8, "R160"),
        (APOLOGY, 'say: "非常抱歉", span: 非常抱歉', 'say: "非常抱歉呢", span: 非常抱歉呢', 8, "R162"),
        (APOLOGY, "span: 非常抱歉}", "rewrite: 好的}", 8, "R162"),
    ],
)
def test_each_way_an_example_can_fail(write_pack, good, file, old, new, line, code) -> None:
    assert old in good[file]
    assert faults(write_pack({file: good[file].replace(old, new, 1)})) == [(file, line, code)]


def test_a_cap_counts_for_the_degrees_of_an_example(write_pack, good) -> None:
    many = "!" * 40
    rule = good[EXCLAIM].replace('"怎么还没到!!!", span: "!!!", degrees: 8', f'"快{many}", span: "{many}", degrees: 20')
    assert faults(write_pack({EXCLAIM: rule})) == []


def test_drafts_are_not_judged(write_pack, good) -> None:
    rule = (
        good[EXCLAIM]
        .replace("stable", "draft")
        .replace("怎么还没到!!!", "怎么还没到!!!")
        .replace("谢谢您!", "谢谢您!!!!")
    )
    assert faults(write_pack({EXCLAIM: rule})) == []


def test_given_and_after_reach_the_decision(write_pack, good) -> None:
    script = good[PARCEL].replace("words: [快递, 发货]", "words: [快递, 发货], needs: [order_id], values: [vip]")
    wanted = '{say: "快递怎么还不发货", given: {order_id: "77", customer_value: vip}, after: [你好]}'
    script = script.replace('{say: "怎么还不发货，快递呢"}', wanted)
    script = script.replace('{say: "谢谢"}', '{say: "快递怎么还不发货", because: 没有订单号}')
    assert faults(write_pack({PARCEL: script})) == []


def test_a_script_out_of_season_is_judged_on_a_day_of_its_season(write_pack, good) -> None:
    season = good[PARCEL].replace("status: stable", "status: stable\nvalid_from: 2031-11-01\nvalid_until: 2031-11-11")
    assert faults(write_pack({PARCEL: season})) == []
    season = good[PARCEL].replace("status: stable", "status: stable\nvalid_until: 2020-01-01")
    assert faults(write_pack({PARCEL: season})) == []


def test_degrees_are_weighed_as_a_reading_weighs_them(write_pack, good) -> None:
    twice = good[REFUND].replace("adds: {degrees: 12}", "adds: {degrees: 12, per_extra: 3, cap: 14}")
    twice = twice.replace("{say: 马上退款", "{say: 马上退款").replace(
        "silent:",
        "  - {say: 马上退款，立刻退款, degrees: 14}\n  - {say: 立刻退款马上退款, span: 马上退款, degrees: 2}\nsilent:",
    )
    assert faults(write_pack({REFUND: twice})) == []
    damper = good[REFUND].replace("family: complaint", "family: damper").replace("emotion: anger\n", "")
    damper = (
        damper.replace("wants-refund-now", "cools")
        .replace("degrees: 12", "degrees: -6")
        .replace("trigger: after_sales\n", "")
    )
    damper = damper.replace("span: 马上退款", "degrees: -6")
    assert faults(write_pack({REFUND: None, "signals/damper/cools.yaml": damper})) == []
