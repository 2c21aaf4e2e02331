"""What headers mean, in the words of those who keep such sheets."""

from __future__ import annotations

import pytest

from csassist.catalogue.columns import Column, read_column

SAME = {
    Column("card", "id"): ("id", " ID ", "商品编号", "sku"),
    Column("card", "versus"): ("versus", "与竞品区别"),
    Column("point", "feature"): ("feature", "特性"),
    Column("point", "feature", 2): ("point_2_feature", "point-2-feature", "feature2", "feature_2", "卖点2特性"),
    Column("fact", "容量"): ("fact:容量", "参数：容量"),
}


@pytest.mark.parametrize(
    ("header", "column"), [(header, column) for column, headers in SAME.items() for header in headers]
)
def test_headers_find_their_place(header: str, column: Column) -> None:
    assert read_column(header) == column


@pytest.mark.parametrize("header", ["", "price", "point_x_feature", "卖点1", "id2", "point_123_feature"])
def test_what_nobody_knows_is_none(header: str) -> None:
    assert read_column(header) is None
