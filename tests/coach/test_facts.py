"""A draft against what is known: policy, product, order."""

from __future__ import annotations

from datetime import UTC, datetime

from csassist.catalogue.spec import ProductCard
from csassist.coach.facts import About, Said, against_order, against_policy, against_product
from csassist.conversation.message import Order

KETTLE = ProductCard("k", "水壶", "小家电", "goods", (), (("容量", "1.5升"), ("功率", "1800瓦"), ("线长", "0.8米")))
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 10:00 in Shanghai


def said(wrong: object, text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.known) for one in wrong]  # type: ignore[attr-defined]


def test_the_policys_figure_is_meant_when_its_word_stands_beside() -> None:
    text = "15天无理由退货,用10元券后满88元包邮"
    assert said(against_policy(Said.of(text), ("无理由",), "7天"), text) == [("15天", "7天")]
    assert said(against_policy(Said.of(text), ("元包邮",), "88元"), text) == []
    assert said(against_policy(Said.of(text), ("元包邮",), "99元"), text) == [("88元", "99元")]


def test_without_a_policy_nothing_contradicts() -> None:
    assert list(against_policy(Said.of("15天无理由退货"), ("无理由",), "")) == []


def test_a_figure_of_goods_names_its_fact_by_unit_or_by_name() -> None:
    for text, wrong in (
        ("容量是2升", [("2升", "1.5升")]),
        ("有2200瓦", [("2200瓦", "1800瓦")]),
        ("1.5升1800瓦", []),
        ("线长3米", [("3米", "0.8米")]),
        ("3天送到,减20元", []),
    ):
        assert said(against_product(Said.of(text), KETTLE), text) == wrong
        assert list(against_product(Said.of(text), None)) == []


def test_sent_is_said_only_of_what_was_sent() -> None:
    text = "已经发货了"
    waiting = About(order=Order("o-1", "待发货"))
    assert said(against_order(text, waiting), text)[0][0] in text
    assert list(against_order(text, About(order=Order("o-1", "已发货")))) == []
    assert list(against_order(text, About())) == []


def test_an_arrival_is_not_promised_before_the_orders_own_day() -> None:
    promised = About(order=Order("o-1", "已发货", None, datetime(2026, 3, 5, 10, 0, tzinfo=UTC)), now=NOW)
    text = "明天送到"
    assert said(against_order(text, promised), text) == [("明天", "3月5日")]
    for fine in ("周四送到", "3月6日送到", "明天给您回电"):
        assert list(against_order(fine, promised)) == []
