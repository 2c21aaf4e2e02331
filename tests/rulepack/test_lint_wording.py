"""Forbidden words, and the plain uses of the same characters that must pass."""

from __future__ import annotations

import pytest

from csassist.rulepack.lint_wording import dear_spam, forbidden


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("这是全网最低价", "全网最低"),
        ("我们家质量最好的一款", "最好"),
        ("效果最好。", "最好"),
        ("销量第一", "销量第一"),
        ("这是国家级工艺", "国家级"),
        ("100%有效", "100%"),
        ("百分百给您解决", "百分百"),
        ("绝对不会再发生", "绝对"),
        ("保证明天到", "保证明天"),
        ("肯定没问题", "肯定没问题"),
        ("永久有效", "永久"),
        ("全行业唯一", "唯一"),
        ("销售TOP1", "TOP1"),
    ],
)
def test_promises_nobody_can_keep(text: str, word: str) -> None:
    assert any(word in hit or hit in word for hit in forbidden(text))


@pytest.mark.parametrize(
    "text",
    [
        "我第一时间告诉您",
        "第一次使用请先空烧",
        "您最好先拍张照片",
        "最好不要机洗",
        "最快今天18点发出",
        "最晚明天12点答复您",
        "100%棉，不易起球",
        "我没法保证明天到，但今天会给您准信",
        "不能承诺绝对不掉色",
        "唯一码在吊牌背面",
        "最近的驿站在北门",
        "这张最优惠券已过期",
        "保证金会原路退回",
        "一定要先断电再清洗",
    ],
)
def test_plain_words_pass(text: str) -> None:
    assert forbidden(text) == ()


def test_how_often_a_customer_may_be_called_dear() -> None:
    assert dear_spam("亲亲，在的")
    assert dear_spam("亲，您好呢亲~")
    assert not dear_spam("亲，您好")
    assert not dear_spam("您亲自试过，您父亲，也试过")
