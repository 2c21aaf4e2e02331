"""What a customer asks for behind angry words, and whose matter it looks like."""

from __future__ import annotations

import pytest

from csassist.conversation.intervention import Responsibility
from csassist.conversation.reading import Trigger
from csassist.insight.wants import asks_last, responsible, wants_of


@pytest.mark.parametrize(
    ("texts", "wants"),
    [
        (("垃圾店铺！！马上给我退款，不然投诉到底",), ("退款", "主管或人工处理")),
        (("怎么还不发货？？？", "算了，给我退款吧"), ("退款", "尽快发货")),  # what was said last comes first
        (("我不要退款，给我换货",), ("换货",)),
        (("三天了还没收到，物流也不动",), ("查清物流、尽快送到",)),
        (("刚买就降价，差价补给我",), ("补差价",)),
        (("你们到底怎么回事，给我一个说法",), ("一个说法",)),
        (("谢谢，我知道了",), ()),
        ((), ()),
    ],
)
def test_wants(texts: tuple[str, ...], wants: tuple[str, ...]) -> None:
    assert wants_of(texts) == wants


def test_the_newest_question_is_told_short() -> None:
    assert asks_last(("什么时候发货", "急死了")) == "什么时候发货"
    assert asks_last(("啊" * 50 + "吗",)) == "啊" * 40 + "…"
    assert asks_last(("气死我了",)) == ""


@pytest.mark.parametrize(
    ("trigger", "text", "whose"),
    [
        (Trigger.LOGISTICS, "快递三天没动了", Responsibility.LOGISTICS),
        (Trigger.LOGISTICS, "怎么还不发货", Responsibility.SHOP),
        (Trigger.PRODUCT, "用了一次就坏了", Responsibility.MAKER),
        (Trigger.PRICE, "平台的红包怎么用不了", Responsibility.PLATFORM),
        (Trigger.AFTER_SALES, "我拍错尺码了，能退吗", Responsibility.CUSTOMER),
        (Trigger.SERVICE, "你们就这样敷衍人", Responsibility.SHOP),
        (Trigger.PRODUCT, "不喜欢，而且袖口破了", Responsibility.MAKER),
    ],
)
def test_whose_matter_it_looks_like(trigger: Trigger, text: str, whose: Responsibility) -> None:
    found, why = responsible((trigger,), (text,))
    assert found is whose
    assert why


def test_without_a_trigger_it_is_the_shops() -> None:
    assert responsible((), ("你好",))[0] is Responsibility.SHOP
