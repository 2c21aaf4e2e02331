"""What a shop's own cards and scripts are refused for, beyond what a pack's are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csassist.assessment.rulebook import Rulebook
from csassist.catalogue.spec import Evidence, ProductCard, SellingPoint
from csassist.rulepack.admission import product_findings, script_findings
from csassist.rulepack.compile import compile_pack
from csassist.rulepack.load import load_pack
from csassist.suggest.spec import Script, When

POINT = SellingPoint(("亮",), "无频闪", "久看不累", "写作业眼睛不酸", Evidence("测过", "报告"))
CARD = ProductCard("p-1", "灯", "照明", "goods", (POINT,))
SCRIPT = Script(
    "shop-1", "action", "剪灯芯", "stable", When(words=("黑烟",)), "灯芯剪短一点再点，烟就少了。", "先看是不是蜡烛。",
    (), (), scene="presale",
)  # fmt: skip


@pytest.fixture
def rulebook(write_pack) -> Rulebook:
    return compile_pack(load_pack(write_pack()))


def refused(findings) -> set[tuple[str, str]]:
    return {(each.pointer, each.code) for each in findings if not each.warning}


def test_a_good_card_and_a_good_script_pass(rulebook: Rulebook) -> None:
    assert product_findings(CARD, ()) == []
    assert refused(script_findings(SCRIPT, rulebook)) == set()


@pytest.mark.parametrize("text", ["-20℃也能用", "+5度", "1<2", "A&B", "一分价钱一分货，3<5", "👨‍👩‍👧可用"])
def test_ordinary_signs_are_no_fault(text: str) -> None:
    assert product_findings(replace(CARD, note=text), ()) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("=SUM(A1)", "R182"), (" @me", "R182"), ("+cmd|calc", "R182"), ("-cmd", "R182"),
        ("<b>", "R181"), ("</p>", "R181"), ("&lt;b", "R181"), ("JavaScript:x", "R181"), ("{{x}}", "R181"),
        ("a\u202eb", "R181"), ("a\u200bb", "R181"), ("a\nb", "R181"), ("a\x07", "R181"), ("\ue000", "R181"),
    ],
)  # fmt: skip
def test_text_is_text(text: str, code: str) -> None:
    assert ("/note", code) in refused(product_findings(replace(CARD, note=text), ()))


def test_titles_are_warned_of_and_what_customers_are_told_is_refused() -> None:
    named = product_findings(replace(CARD, name="极品台灯"), ())
    assert [(each.pointer, each.code, each.warning) for each in named] == [("/name", "R142", True)]
    told = product_findings(replace(CARD, facts=(("寿命", "永久"),)), ())
    assert refused(told) == {("/facts/寿命", "R142")}


def test_a_point_without_evidence_is_a_warning() -> None:
    found = product_findings(replace(CARD, points=(replace(POINT, evidence=None),)), ())
    assert [(each.code, each.warning) for each in found] == [("R148", True)]


def test_an_earlier_version_is_no_rival_but_any_other_script_is(rulebook: Rulebook) -> None:
    known = rulebook.library.scripts[0].script
    same = replace(SCRIPT, text=known.text, kind=known.kind, level=known.level, fact=known.fact)
    assert ("/text", "R145") in refused(script_findings(same, rulebook))
    assert ("/text", "R145") not in refused(script_findings(replace(same, id=known.id), rulebook))


def test_a_script_may_have_lines_and_a_fault_names_the_one(rulebook: Rulebook) -> None:
    two = replace(SCRIPT, text="灯芯剪短一点再点，烟就少了。\n还有烟，您随时叫我。")
    assert refused(script_findings(two, rulebook)) == set()
    bad = replace(SCRIPT, text="灯芯剪短一点再点。\n烟就<i>少</i>了，电话13800138000。")
    lines = {(each.code, each.line) for each in script_findings(bad, rulebook) if each.line}
    assert lines == {("R181", 2), ("R183", 2)}


def test_a_script_without_words_reaches_nobody(rulebook: Rulebook) -> None:
    assert ("/words", "R147") in refused(script_findings(replace(SCRIPT, when=When()), rulebook))
