"""A file of cards: every row is good or told about, whatever it holds."""

from __future__ import annotations

import json

from csassist.rulepack.product_file import read_product_file

CARD = {
    "id": "p-1", "name": "灯", "category": "照明", "kind": "goods",
    "points": [{
        "topic": ["亮"], "feature": "无频闪", "advantage": "久看不累", "benefit": "写作业眼睛不酸",
        "evidence": {"text": "测过", "source": "报告"},
    }],
}  # fmt: skip


def lines(*values: object) -> bytes:
    return "\n".join(json.dumps(value, ensure_ascii=False) for value in values).encode()


def test_good_and_bad_rows_part() -> None:
    found = read_product_file(lines(CARD, {**CARD, "id": "p-2", "name": ""}, {**CARD, "id": "p-3"}), "jsonl", None, ())
    assert [card.id for card in found.cards] == ["p-1", "p-3"]
    assert [(f.line, f.id, f.pointer, f.code) for f in found.faults] == [(2, "p-2", "/name", "R107")]
    assert found.rows == 3


def test_an_id_is_claimed_once_even_by_a_broken_row() -> None:
    found = read_product_file(lines({**CARD, "name": ""}, CARD), "jsonl", None, ())
    assert found.cards == ()
    assert [(f.line, f.code) for f in found.faults] == [(1, "R107"), (2, "R112")]


def test_cards_may_name_each_other_and_those_that_are_there() -> None:
    named = {**CARD, "upgrade": "p-2", "related": ["old", "gone"]}
    found = read_product_file(lines(named, {**CARD, "id": "p-2"}), "jsonl", None, ("old",))
    assert len(found.cards) == 2
    assert [(w.pointer, w.code) for w in found.warnings] == [("/related/1", "R152")]


def test_a_cell_is_named_by_its_header() -> None:
    head = "商品编号,商品名称,类目,卖点1关键词,卖点1特性,卖点1优势,卖点1利益,产地\n"
    sheet = head + "p-1,灯,照明,亮,国家级无频闪,久看不累,眼不酸,宁波\n"
    found = read_product_file(sheet.encode(), "csv", None, ())
    assert [(f.pointer, f.column, f.code) for f in found.faults] == [("/points/0/feature", "卖点1特性", "R142")]
    assert [(w.line, w.code) for w in found.warnings if w.code == "R104"] == [(1, "R104")]
