"""Rows of a product sheet: shape, lines, quotes, and cells that stay text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassist.catalogue.decode import read_lines
from csassist.catalogue.sheet import LONGEST_ROW, Sheet, read_sheet
from csassist.errors import InvalidInput

HEAD = "id,name,category,kind,facts,point_1_topic,point_1_feature,point_2_feature,point_2_evidence,point_2_source\n"


def sheet(text: str) -> Sheet:
    return read_sheet(read_lines(text.encode()))


def test_a_row_becomes_the_json_of_a_card() -> None:
    (row,) = sheet(HEAD + "p-1,灯,照明,服务,功率=9瓦；色温：4000K,亮|护眼、频闪,无频闪,可调光,测过,报告\n").rows
    assert row.value == {
        "id": "p-1", "name": "灯", "category": "照明", "kind": "service",
        "facts": {"功率": "9瓦", "色温": "4000K"},
        "points": [
            {"topic": ["亮", "护眼", "频闪"], "feature": "无频闪"},
            {"feature": "可调光", "evidence": {"text": "测过", "source": "报告"}},
        ],
    }  # fmt: skip
    assert row.columns["/points/1/evidence/source"] == "point_2_source"


def test_lines_are_counted_as_an_editor_does() -> None:
    rows = sheet("\n" + HEAD + 'p-1,灯,照明\n\n"p-2","两\n行",照明\n,,\np-3,"灯,照明\np-4,灯,照明\n').rows
    assert [(row.line, bool(row.fault)) for row in rows] == [(3, False), (5, False), (8, True), (9, False)]


def test_an_open_quote_costs_one_line_however_long_the_file() -> None:
    rows = sheet(HEAD + 'p-0,"灯\n' + "p-1,灯,照明\n" * (3 * LONGEST_ROW)).rows
    assert [row.line for row in rows if row.fault] == [2]
    assert len(rows) == 1 + 3 * LONGEST_ROW


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_delimiter_is_found(mark: str) -> None:
    (row,) = sheet(mark.join(("id", "name", "category")) + "\n" + mark.join(("p-1", "灯", "照明"))).rows
    assert row.value is not None
    assert row.value["category"] == "照明"


def test_cells_are_text_and_the_mark_of_text_goes() -> None:
    (row,) = sheet("id,name,category,note\n'-7,'灯,=1+1,'@you\n").rows
    assert row.value == {"kind": "goods", "points": [], "id": "-7", "name": "'灯", "category": "=1+1", "note": "@you"}


def test_too_many_cells_are_a_fault_and_unknown_columns_are_named() -> None:
    found = sheet("id,name,category,price\np-1,灯,照明,9\np-2,灯,照明,9,10\np-3,灯,照明,9,\n")
    assert found.unknown == ("price",)
    assert [(row.line, bool(row.fault)) for row in found.rows] == [(2, False), (3, True), (4, False)]


@pytest.mark.parametrize("text", ["", "\n\n", "a,b\n1,2\n", "id,name\np-1,灯\n", '"id,name,category\n'])
def test_without_a_header_there_is_no_sheet(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        sheet(text)
    assert refused.value.facts["errors"][0]["line"] == 1  # type: ignore[index]


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fall(raw: bytes) -> None:
    try:
        found = read_sheet(read_lines(HEAD.encode() + raw))
    except InvalidInput:
        return
    assert all(row.line >= 2 for row in found.rows)
