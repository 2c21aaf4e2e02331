"""The four types of customers as the shipped words tell them, on sentences of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from csassist.conversation.choosing import Choosing
from csassist.conversation.message import Customer
from csassist.rulepack.load import read_pack
from csassist.rulepack.vocabulary import build_folder, segmenter
from csassist.suggest.customer_type import read_type
from csassist.suggest.library import Library

RULES = Path(__file__).parents[2] / "rules" / "zh-retail"


@pytest.fixture(scope="module")
def library() -> Library:
    pack, _ = read_pack(RULES)
    assert pack is not None
    return Library.build((), pack.head.value.suggest, folder=build_folder(), segment=segmenter("rjieba"))


def told(library: Library, *texts: str, customer: Customer | None = None) -> str:
    memory = Choosing()
    for text in texts:
        folded = build_folder().fold(text).text
        leaning, kind = read_type(library.see(folded), folded, 1, memory, customer)
        memory = Choosing(leaning=leaning, customer_type=kind)
    return memory.customer_type


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("novice", "我第一次买，不太懂，这个要怎么操作呀"),
        ("novice", "不好意思我没网购过，退货在哪里点"),
        ("novice", "运费险是什么意思，看不懂"),
        ("novice", "新手一个，不会下单，教教我"),
        ("expert", "老客户了，上次那款还有吗"),
        ("expert", "我又来回购了，跟上一代比改了哪些"),
        ("expert", "发我一份详细参数，克重和支数都要"),
        ("expert", "规则我懂，你直接给我登记就行"),
        ("hurried", "赶紧给我查一下，急用"),
        ("hurried", "直接说多少钱，别磨叽"),
        ("hurried", "人呢？能不能快一点"),
        ("hurried", "我赶时间，现在就要结果"),
        ("hesitant", "好纠结啊，两个都想要"),
        ("hesitant", "再看看吧，怕买错"),
        ("hesitant", "拿不准，万一不合适怎么办"),
        ("hesitant", "要不要买呢，值不值这个价"),
        ("", "请问什么时候发货"),
        ("", "好的，谢谢"),
        ("", "地址是三号楼二单元"),
        ("", "可以开发票吗"),
        ("", "我要退货"),
        ("", "在线等急诊挂号的商品"),
    ],
)
def test_one_sentence(library: Library, kind: str, text: str) -> None:
    assert told(library, text) == kind


def test_a_type_stays_for_a_while_and_fades(library: Library) -> None:
    assert told(library, "赶紧发，急用", "地址是三号楼") == "hurried"
    assert told(library, "赶紧发，急用", *["地址是三号楼"] * 6) == ""


def test_a_clear_change_wins(library: Library) -> None:
    assert told(library, "再看看吧，好纠结", "赶紧的，急用", "人呢，能不能快点") == "hurried"


def test_orders_and_memory_tip_the_scale_but_do_not_decide(library: Library) -> None:
    often = Customer(orders=12)
    assert told(library, "请问什么时候发货", customer=often) == ""
    assert told(library, "请问怎么操作", customer=Customer(orders=0)) == "novice"
    assert told(library, "发我参数表", customer=often) == "expert"
    assert told(library, "请问...", "那个...", customer=Customer(type="hesitant")) == "hesitant"
