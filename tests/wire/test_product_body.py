"""A card as JSON: what is refused, with pointer and code, and that nothing is changed on the way."""

from __future__ import annotations

from typing import Any

import pytest

from csassist.catalogue.spec import ProductCard
from csassist.wire.product_body import product_dict, read_card

POINT = {"topic": ["亮"], "feature": "无频闪", "advantage": "久看不累", "benefit": "写作业眼睛不酸"}
CARD: dict[str, Any] = {"id": "p-1", "name": "灯", "category": "照明", "kind": "goods", "points": [POINT]}
FULL = {
    **CARD,
    "points": [
        {
            **POINT, "evidence": {"text": "测过", "source": "报告"}, "personas": ["学生"], "scenes": {"学生": "写作业"},
            "loss": "看久了眼睛干",
        }
    ],
    "facts": {"功率": "9瓦"}, "versus": "比白炽灯省电", "note": "别拆",
    "upgrade": "p-2", "related": ["p-3"], "process": "",
}  # fmt: skip


def test_a_card_goes_in_and_out_unchanged() -> None:
    card = read_card(FULL)
    assert isinstance(card, ProductCard)
    out = product_dict(card, None)
    assert {name: out[name] for name in FULL if name != "points"} == {n: v for n, v in FULL.items() if n != "points"}
    assert {**out["points"][0]} == {**FULL["points"][0], "complete": True}
    assert (out["complete"], out["source"], out["version"]) == (True, "rules", None)


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({**CARD, "name": None}, "/name", "R106"),
    ({**CARD, "name": "  "}, "/name", "R107"),
    ({**CARD, "name": "灯" * 61}, "/name", "R107"),
    ({**CARD, "id": "a/b"}, "/id", "R107"),
    ({**CARD, "id": "a\n"}, "/id", "R107"),
    ({**CARD, "kind": "virtual"}, "/kind", "R107"),
    ({**CARD, "facts": {"功率": 9}}, "/facts/功率", "R106"),
    ({**CARD, "facts": {"": "9"}}, "/facts/", "R107"),
    ({**CARD, "points": "none"}, "/points", "R106"),
    ({**CARD, "points": [{**POINT, "evidence": {"text": "测过"}}]}, "/points/0/evidence/source", "R105"),
    ({**CARD, "points": [{**POINT, "evidense": None}]}, "/points/0/evidense", "R104"),
    ({**CARD, "points": [POINT] * 21}, "/points", "R107"),
]


@pytest.mark.parametrize(("body", "pointer", "code"), BAD)
def test_what_is_wrong_is_named_without_its_value(body: dict[str, Any], pointer: str, code: str) -> None:
    found = read_card(body)
    assert isinstance(found, list)
    assert [(one["pointer"], one["code"]) for one in found] == [(pointer, code)]
