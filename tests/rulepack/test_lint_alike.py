"""Scripts beside one another: one wording belongs to one id, and a machine's openings are heard."""

from __future__ import annotations

import pytest

from csassist.rulepack.lint_alike import bare, lint_alike
from csassist.rulepack.shape import Entry
from csassist.suggest.spec import Script, When


def entry(script_id: str, text: str, kind: str = "action") -> Entry[Script]:
    value = Script(script_id, kind, "一条", "stable", When(words=("快递",)), text, "不用的时候", (), ())  # type: ignore[arg-type]
    return Entry(value, f"zh-test/scripts/{kind}/{script_id}.yaml", {(): 1, ("text",): 6})


def codes(*entries: Entry[Script]) -> list[tuple[str, str]]:
    return [(fault.code, fault.file.rpartition("/")[2]) for fault in lint_alike(entries)]


def test_slots_and_symbols_are_no_wording() -> None:
    assert bare(entry("a", "好，{deadline_reply}回您！").value) == "好回您"


def test_two_ids_that_claim_one_script() -> None:
    text = "包裹我这就去查，{deadline_reply}回您结果。"
    assert codes(entry("a", text), entry("b", text)) == [("R145", "b.yaml")]
    assert codes(entry("a", text), entry("b", text.replace("{deadline_reply}", "今天"), "policy")) == []
    assert codes(entry("a", text), entry("b", text + "。", "policy")) == [("R145", "b.yaml")]


@pytest.mark.parametrize(
    ("other", "near"), [("包裹我马上去查，回您消息。", True), ("发票抬头发来，财务今晚开。", False)]
)
def test_half_of_the_wording_must_be_its_own(other: str, near: bool) -> None:
    assert bool(codes(entry("a", "包裹我这就去查，回您结果。"), entry("b", other))) is near


def test_three_may_open_alike_and_not_four() -> None:
    tails = ["司机说下午装车", "退款看银行哪天走账", "抬头请发来核对", "师傅的电话我去问"]
    three = [entry(f"s{i}", "先让我看看您的" + tail) for i, tail in enumerate(tails[:3])]
    assert codes(*three) == []
    assert codes(*three, entry("s3", "先让我看看您的" + tails[3])) == [("R144", "s3.yaml")]
