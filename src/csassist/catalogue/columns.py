"""Column names of a product sheet, English or Chinese, and where in a card their cells go. Reads no cell."""

from __future__ import annotations

import re

from csassist.frozen import frozen

_CARD = {
    "id": ("id", "product_id", "sku", "编号", "商品编号", "商品id"),
    "name": ("name", "名称", "商品名称", "品名"),
    "category": ("category", "类目", "品类", "分类"),
    "kind": ("kind", "类型"),
    "facts": ("facts", "参数", "规格"),
    "versus": ("versus", "与竞品区别", "竞品差异", "对比"),
    "note": ("note", "备注"),
    "upgrade": ("upgrade", "升级款"),
    "related": ("related", "关联商品", "搭配"),
    "process": ("process", "服务流程"),
}
_POINT = {
    "topic": ("topic", "关键词", "话题"),
    "feature": ("feature", "特性", "特点"),
    "advantage": ("advantage", "优势"),
    "benefit": ("benefit", "利益", "好处"),
    "evidence": ("evidence", "证据"),
    "source": ("source", "来源", "出处"),
    "personas": ("personas", "persona", "人群"),
}
_CARD_NAMES = {alias: name for name, aliases in _CARD.items() for alias in aliases}
_POINT_NAMES = {alias: name for name, aliases in _POINT.items() for alias in aliases}
_FACT = re.compile(r"(?:fact|facts|参数|规格)[:：](.+)")
_NUMBERED = (re.compile(r"(?:points?|卖点)_?(\d{1,2})_?(.+)"), re.compile(r"(.+?)_?(\d{1,2})"))
KNOWN = (*_CARD, *_POINT, "point_1_feature …", "fact:容量 …")


@frozen
class Column:
    """`room` = card | point | fact; `point` = number of the selling point as written, 0 for a sheet with one."""

    room: str
    name: str
    point: int = 0


def read_column(header: str) -> Column | None:
    """What a header stands for, None when nobody knows."""
    text = re.sub(r"[\s\-]+", "_", header.strip().strip("\ufeff")).lower()
    fact = _FACT.fullmatch(header.strip())
    if fact:
        return Column("fact", fact[1].strip())
    if text in _CARD_NAMES:
        return Column("card", _CARD_NAMES[text])
    if text in _POINT_NAMES:
        return Column("point", _POINT_NAMES[text])
    front = _NUMBERED[0].fullmatch(text)
    if front and front[2] in _POINT_NAMES:
        return Column("point", _POINT_NAMES[front[2]], int(front[1]))
    back = _NUMBERED[1].fullmatch(text)
    if back and back[1] in _POINT_NAMES:
        return Column("point", _POINT_NAMES[back[1]], int(back[2]))
    return None
