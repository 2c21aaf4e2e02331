"""The retail pack on the thermometer: promises that hold for every text."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import opencc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csassist.conversation.reading import Emotion, Trigger
from csassist.conversation.tier import Tier
from csassist.escalation.spec import LadderSpec
from csassist.rulepack.vocabulary import build_folder, polarity_table, segmenter
from csassist.suggest.spec import Scene
from csassist.thermometer.spec import SignalRule, ThermometerSpec
from csassist.thermometer.thermometer import Thermometer
from thermometer.chat import Chat

Spec = tuple[ThermometerSpec, LadderSpec]
SPANLESS = {"repeat", "burst", "waiting", "hard-floor", "cap"}
WORDS = [
    "骗子",
    "退款",
    "谢谢",
    "怎么还没发货",
    "!",
    "??",
    "…",
    "😡",
    "算了",
    "不",
    "太",
    "慢",
    "12315",
    "，",
    "好的",
    " ",
    "三天了",
]
CHATTY = st.lists(st.one_of(st.sampled_from(WORDS), st.text(st.characters(), max_size=4)), max_size=12).map("".join)
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def chat(retail: Thermometer, retail_spec: Spec) -> Callable[[], Chat]:
    return lambda: Chat(retail, retail_spec[1])


def test_every_example_of_every_rule_holds(retail: Thermometer, retail_spec: Spec) -> None:
    wrong: list[str] = []
    for rule in retail_spec[0].rules:
        for example in rule.fires:
            hits = [s for s in retail.scan(example.say).signals if s.id == rule.id]
            start = example.say.index(example.span)
            covered = [s for s in hits if s.span and s.span[0] <= start and start + len(example.span) <= s.span[1]]
            if not any(example.degrees in (None, s.degrees) for s in covered):
                wrong.append(f"{rule.id} must fire on {example.say}")
        wrong += [
            f"{rule.id} must be silent on {example.say}"
            for example in rule.silent
            if any(s.id == rule.id for s in retail.scan(example.say).signals)
        ]
    assert wrong == []


def test_the_pack_is_rich_enough(retail_spec: Spec) -> None:
    rules = retail_spec[0].rules
    hot = [rule for rule in rules if rule.adds.degrees > 0]
    assert len(hot) >= 60
    assert {rule.scene for rule in rules} - {None} == set(Scene.__args__)  # type: ignore[attr-defined]
    assert {rule.hard for rule in rules} >= {"regulator", "legal", "media", "police", "safety"}


@pytest.mark.parametrize(
    "text",
    [
        "在吗",
        "什么时候发货",
        "没有了",
        "好的谢谢",
        "我要转人工",
        "麻烦帮我查一下",
        "操作不了，麻烦看下",
        "在线等，急",
        "工商银行卡能用吗",
        "我是采购经理，要开专票",
        "洗衣机一直报警怎么办",
        "声音有点大，正常吗",
        "请问保修多久",
        "我要退货",
        "这个相机会曝光过度吗",
        "敏感肌用了会过敏吗",
        "订单编号：[订单x]，订单金额：[金额x]",
        "亲，有货吗",
        "那算了，谢谢",
        "？",
    ],
)
def test_plain_service_lines_stay_calm(chat: Callable[[], Chat], text: str) -> None:
    talk = chat()
    reading = talk.customer(text).reading
    assert talk.climb is not None
    assert talk.climb.escalation.tier is Tier.CALM
    assert reading.emotion in {Emotion.NEUTRAL, Emotion.SATISFIED, Emotion.ANXIETY}
    assert reading.degrees < 20


@pytest.mark.parametrize(
    ("text", "tier", "trigger"),
    [
        ("都第三次了还不处理，你们就是骗子！退款！", Tier.ALERT, Trigger.SERVICE),
        ("再不发货我就投诉了！", Tier.ALERT, Trigger.SERVICE),
        ("怎么还不发货？？？", Tier.WATCH, Trigger.LOGISTICS),
        ("你们就这样对待老客户的吗", Tier.WATCH, Trigger.SERVICE),
        ("质量太差了", Tier.WATCH, Trigger.PRODUCT),
        ("宝宝用了全身过敏了", Tier.SUPERVISOR, Trigger.SAFETY),
        ("我已经打12315了", Tier.SUPERVISOR, Trigger.AFTER_SALES),
        ("等着收律师函吧", Tier.SUPERVISOR, Trigger.AFTER_SALES),
        ("充电的时候充电器冒烟了", Tier.SUPERVISOR, Trigger.SAFETY),
        ("凭什么刚买完就降价", Tier.ALERT, Trigger.PRICE),
    ],
)
def test_strong_lines_reach_their_tier_at_once(
    chat: Callable[[], Chat], text: str, tier: Tier, trigger: Trigger
) -> None:
    talk = chat()
    reading = talk.customer(text).reading
    assert talk.climb is not None
    assert talk.climb.escalation.tier is tier
    assert trigger in reading.triggers
    assert reading.polarity < -0.3
    assert talk.climb.escalation.steps


@pytest.mark.parametrize("text", ["谢谢，问题解决了", "质量很好，非常满意", "👍👍", "客服态度很好"])
def test_happy_lines_are_satisfied(chat: Callable[[], Chat], text: str) -> None:
    reading = chat().customer(text).reading
    assert reading.emotion is Emotion.SATISFIED
    assert reading.polarity > 0.3
    assert reading.degrees == 0


@given(st.lists(CHATTY, min_size=1, max_size=4), st.sampled_from([1.0, 30.0]))
@MANY
def test_everything_adds_up_and_has_its_span(retail: Thermometer, texts: list[str], gap: float) -> None:
    talk = Chat(retail)
    said: dict[str | None, str] = {}
    for number, text in enumerate(texts, 1):
        said[f"m-{number}"] = text
        reading = talk.customer(text, gap).reading
        assert 0 <= reading.degrees <= 100
        assert -1 <= reading.polarity <= 1
        assert sum(round(s.degrees * 10) for s in reading.signals) == round(reading.message_degrees * 10)
        assert sum(round(c.degrees * 10) for c in reading.contributions) == round(reading.degrees * 10)
        for signal in reading.signals:
            if signal.span is None:
                assert signal.id in SPANLESS
            else:
                assert said[signal.message_id][slice(*signal.span)] == signal.text != ""


@given(CHATTY)
@MANY
def test_one_more_exclamation_mark_never_cools(retail: Thermometer, text: str) -> None:
    plain = Chat(retail).customer(text).reading.message_degrees
    assert Chat(retail).customer(text + "！").reading.message_degrees >= plain


@given(CHATTY)
@MANY
def test_half_width_and_traditional_are_read_alike(retail: Thermometer, text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert Chat(retail).customer(wide).reading.degrees == Chat(retail).customer(text).reading.degrees


@pytest.mark.parametrize("text", ["怎么还没发货，你们就会敷衍我", "太让人失望了，再也不会来买", "骗子，给个说法！！"])
def test_traditional_is_read_like_simplified(retail: Thermometer, text: str) -> None:
    traditional = opencc.OpenCC("s2t").convert(text)
    assert traditional != text
    mine, theirs = (Chat(retail).customer(t).reading for t in (text, traditional))
    assert (mine.degrees, mine.emotion, mine.triggers) == (theirs.degrees, theirs.emotion, theirs.triggers)


def test_the_order_of_the_rules_does_not_matter(retail: Thermometer, retail_spec: Spec) -> None:
    rules: list[SignalRule] = list(retail_spec[0].rules)
    random.Random(7).shuffle(rules)
    spec = replace(retail_spec[0], rules=tuple(rules))
    polarity, _ = polarity_table()
    other = Thermometer.build(spec, folder=build_folder(), segment=segmenter("rjieba"), polarity=polarity)
    for rule in retail_spec[0].rules:
        for example in rule.fires:
            assert Chat(other).customer(example.say).reading == Chat(retail).customer(example.say).reading


@pytest.mark.parametrize(
    "text", ["", " ", "\ud800\udfff", "\u202e退款\u202c", "😀" * 100_000, "！" * 100_000, "不好" * 50_000]
)
def test_no_text_raises(retail: Thermometer, text: str) -> None:
    reading = Chat(retail).customer(text).reading
    assert 0 <= reading.degrees <= 100


def test_inputs_are_left_as_they_were(retail: Thermometer) -> None:
    talk = Chat(retail)
    talk.customer("怎么还没发货")
    before = repr(talk.conversation)
    conversation = talk.conversation
    talk.customer("骗子！")
    assert repr(conversation) == before


def test_turn_a_thousand_carries_no_more_than_turn_ten(retail: Thermometer) -> None:
    talk = Chat(retail)
    for number in range(300):
        talk.customer(f"怎么还没发货{number}号订单")
        talk.agent()
    assert len(talk.conversation.standing.asked) <= 16
    assert len(repr(talk.conversation)) < 12_000
