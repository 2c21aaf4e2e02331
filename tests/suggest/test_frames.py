"""The parts of a selling point as sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from csassist.catalogue.spec import Evidence, ProductCard, SellingPoint
from csassist.suggest.frames import Lead, compose, lead, pair, proof_of
from csassist.suggest.roles import COMPARISON, DECISION, DOUBT

POINT = SellingPoint(
    ("噪音",), "无刷电机", "最低档26分贝", "睡得踏实", Evidence("实测26分贝", "检测报告"),
    scenes=(("宝妈", "孩子午睡不会醒"),), loss="夜里翻身都会被吵醒",
)  # fmt: skip
FAN = ProductCard("fan", "静音风扇", "小家电", "goods", (POINT,))
CREAM = replace(FAN, category="美妆护肤")
SERVICE = replace(FAN, kind="service", category="安装服务", process="先约时段，装完试机")


def said(card: ProductCard, leading: Lead, persona: str | None = None, *, loss: bool = False) -> str:
    return compose(card, card.points[0], leading, persona=persona, loss=loss).fill({}).text


@pytest.mark.parametrize(
    ("card", "roles", "persona", "leading"),
    [
        (FAN, DOUBT, "宝妈", "evidence"),
        (FAN, DECISION, None, "evidence"),
        (FAN, COMPARISON, "宝妈", "advantage"),
        (SERVICE, 0, "宝妈", "benefit"),
        (FAN, 0, None, "benefit"),
        (CREAM, 0, None, "evidence"),
        (SERVICE, 0, None, "feature"),
    ],
)
def test_what_goes_first(card: ProductCard, roles: int, persona: str | None, leading: Lead) -> None:
    assert lead(card, roles, persona) == leading


@pytest.mark.parametrize(
    ("leading", "text"),
    [
        ("evidence", "实测26分贝（检测报告可查）。无刷电机，最低档26分贝，睡得踏实。"),
        ("advantage", "最低档26分贝，主要是无刷电机。睡得踏实。实测26分贝（检测报告可查）。"),
        ("benefit", "睡得踏实。无刷电机，最低档26分贝。实测26分贝（检测报告可查）。"),
        ("feature", "无刷电机，最低档26分贝。睡得踏实。实测26分贝（检测报告可查）。"),
    ],
)
def test_all_four_parts_in_any_order(leading: Lead, text: str) -> None:
    assert said(FAN, leading) == text


def test_the_benefit_is_told_from_the_persons_day() -> None:
    assert said(FAN, "benefit", "宝妈").startswith("孩子午睡不会醒。")
    assert said(FAN, "benefit", "学生").startswith("睡得踏实。")


def test_a_service_also_says_how_it_goes() -> None:
    assert said(SERVICE, "feature").endswith("先约时段，装完试机。实测26分贝（检测报告可查）。")
    assert "先约时段" not in said(replace(SERVICE, kind="goods"), "feature")


def test_without_evidence_the_card_stays_open_whatever_leads() -> None:
    for evidence in (None, Evidence(" ", "检测报告")):
        unproved = replace(FAN, points=(replace(POINT, evidence=evidence),))
        for leading in get_args(Lead):
            filled = compose(unproved, unproved.points[0], leading, persona=None, loss=False).fill({})
            assert filled.missing == ("evidence",)


def test_loss_is_said_only_when_asked_for() -> None:
    assert "夜里翻身都会被吵醒" in said(FAN, "feature", loss=True)
    assert "夜里翻身都会被吵醒" not in said(FAN, "feature")


def test_a_pair_offers_two_ways_and_asks() -> None:
    pro = replace(FAN, id="pro", name="静音风扇Pro", points=(replace(POINT, feature="七叶循环", benefit="整屋都凉"),))
    template = pair(FAN, pro)
    assert template is not None
    text = template.fill({}).text
    assert text.startswith("看您怎么用：睡得踏实，静音风扇就够；想要七叶循环，可以看静音风扇Pro，整屋都凉")
    assert text.endswith("您更看重哪一样？")


def test_no_pair_without_proof_on_both_sides() -> None:
    unproved = replace(FAN, points=(replace(POINT, evidence=None),))
    assert pair(FAN, unproved) is None
    assert pair(unproved, FAN) is None
    assert proof_of(None) is None
