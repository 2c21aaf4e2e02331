"""Choosing as an agent sees it: what stands on the sidebar for what a customer wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from csassist.catalogue.spec import Evidence, ProductCard, SellingPoint
from csassist.conversation.message import Context, Customer, Order
from csassist.conversation.reading import Emotion, Trigger
from csassist.conversation.tier import Tier
from csassist.suggest.choose import choose_scripts
from suggest.shop import ANGRY, CALM, LIBRARY, NOW, SHELF, cards, ids, situation

SMALL_TALK = ("好的", "谢谢", "嗯嗯", "OK", "好的，谢谢！", "https://shop.example/item/1", "[订单编号:[订单x]]", "")


@pytest.mark.parametrize("text", SMALL_TALK)
def test_nothing_is_said_on_small_talk(text: str) -> None:
    found = cards(text)
    assert ids(found) in ([], ["bye"])
    assert "谢谢" in text or not found


def test_small_talk_gets_a_closing_script_only_when_one_fits() -> None:
    assert ids(cards("谢谢")) == ["bye"]
    assert ids(cards("嗯")) == []


def test_text_without_any_known_word_gets_silence() -> None:
    assert cards("我在三号楼下面的便利店") == ()


def test_words_bring_the_script_and_are_named_as_the_reason() -> None:
    found = cards("怎么还没发货")
    assert ids(found)[0] == "urge"
    assert "命中“还没发货”" in found[0].why
    assert found[0].text == "我现在就联系仓库加急，30分钟内把结果发给您。"


def test_traditional_and_full_width_text_finds_the_same_script() -> None:
    assert ids(cards("怎麼還沒發貨"))[0] == "urge"


def test_second_group_of_words_must_be_met() -> None:
    assert "ship-faq" in ids(cards("请问什么时候发货"))
    assert "ship-faq" not in ids(cards("我要发货地址"))


def test_veto_words_silence_a_script() -> None:
    assert "pair" in ids(cards("这两个哪款好"))
    assert "pair" not in ids(cards("坏了一个，哪款好"))


def test_faq_carries_its_fact() -> None:
    (card,) = [card for card in cards("请问什么时候发货") if card.kind == "faq"]
    assert card.fact == "付款后48小时内发货"


def test_hot_customer_gets_comfort_first_and_action_next() -> None:
    found = cards("还没发货？？？", ANGRY, Tier.ALERT)
    assert [card.kind for card in found] == ["empathy", "action"]
    assert found[0].script_id == "late-anger"
    assert "情绪:愤怒" in found[0].why
    assert "触发点:物流延迟" in found[0].why


def test_when_health_is_at_stake_what_to_do_comes_first() -> None:
    reading = replace(ANGRY, triggers=(Trigger.SAFETY,), degrees=90.0)
    assert ids(cards("用了过敏，气死我了", reading, Tier.SUPERVISOR))[0] == "stop-use"


def test_level_of_empathy_rises_with_heat() -> None:
    mild = replace(ANGRY, degrees=35.0)
    assert ids(cards("还没发货", mild, Tier.WATCH))[0] == "late-name"
    assert ids(cards("还没发货", ANGRY, Tier.ALERT))[0] == "late-anger"


def test_level_of_empathy_never_falls_back() -> None:
    mild = replace(ANGRY, degrees=35.0)
    found = cards("还没发货", mild, Tier.WATCH, offered=("late-anger",))
    assert ids(found)[0] == "late-name"  # the only one left; without a rival it may still stand
    assert "any-anger" not in ids(found)


def test_calm_customer_gets_no_empathy() -> None:
    assert all(card.kind != "empathy" for card in cards("还没发货"))


def test_bare_apology_is_never_first() -> None:
    for tier in (Tier.WATCH, Tier.ALERT, Tier.SUPERVISOR):
        found = cards("还没发货", ANGRY, tier, offered=("late-anger", "late-name", "any-anger"))
        assert found
        assert found[0].script_id != "sorry"


def test_hot_without_a_fitting_script_asks_for_the_supervisor() -> None:
    reading = replace(ANGRY, triggers=(Trigger.OTHER,), emotion=Emotion.GRIEVANCE, scenes=())
    found = cards("这算怎么回事", reading, Tier.ALERT)
    assert ids(found) == ["rescue:action", "rescue:handover"]
    assert [card.kind for card in found] == ["action", "handover"]
    assert "建议请主管介入" in found[0].why
    assert cards("这算怎么回事", reading, Tier.ALERT, offered=("rescue:action", "rescue:handover")) == ()


def test_plain_words_of_a_hot_customer_do_not_call_the_supervisor() -> None:
    reading = replace(ANGRY, message_degrees=0.0, triggers=(), emotion=Emotion.GRIEVANCE, scenes=())
    assert cards("门牌是三号楼二单元", reading, Tier.ALERT) == ()


def test_supervisor_tier_includes_handover_or_action() -> None:
    found = cards("还没发货", replace(ANGRY, degrees=90.0), Tier.SUPERVISOR)
    assert [card.kind for card in found] == ["empathy", "action", "handover"]


def test_no_script_twice_in_a_conversation() -> None:
    first = cards("还没发货", ANGRY, Tier.ALERT)
    again = cards("还没发货", ANGRY, Tier.ALERT, offered=tuple(ids(first)))
    assert not set(ids(first)) & set(ids(again))


@pytest.mark.parametrize("word", ["优惠", "哪款"])
def test_nothing_is_sold_to_the_hot(word: str) -> None:
    assert cards(f"有{word}吗")
    for tier in (Tier.ALERT, Tier.SUPERVISOR):
        assert all(card.kind not in ("nudge", "choice", "fabe") for card in cards(f"有{word}吗", ANGRY, tier))


def test_selling_stops_at_the_heat_gate() -> None:
    assert "coupon" not in ids(cards("有优惠吗", replace(CALM, degrees=30.0), Tier.WATCH))
    assert "coupon" in ids(cards("有优惠吗", replace(CALM, degrees=29.9), Tier.WATCH))


def test_script_that_needs_a_slot_waits_for_it() -> None:
    assert ids(cards("到哪了")) == ["eta"]
    late = Context(Order(id="A1", promised_at=NOW - timedelta(hours=1)))
    assert cards("到哪了", context=late) == ()


def test_nobody_is_asked_for_what_is_known() -> None:
    assert ids(cards("到哪了", context=None)) == ["ask-order"]


def test_open_slot_is_left_open_and_reported() -> None:
    found = cards("还没发货", ANGRY, Tier.ALERT, context=None)
    assert found[0].script_id == "late-name"  # the one that can be inserted goes before the one that cannot
    only = cards("还没发货", ANGRY, Tier.ALERT, context=None, offered=("late-name", "any-anger"))
    assert only[0].script_id == "late-anger"
    assert only[0].missing_slots == ("order_id",)
    assert "{order_id}" in only[0].text


def test_dated_scripts_live_in_their_window_in_shop_time() -> None:
    last_minute = NOW.replace(hour=15, minute=59)  # 23:59 of 22 November in the shop
    assert ids(cards("包邮吗", now=last_minute)) == ["promo"]
    assert cards("包邮吗", now=last_minute + timedelta(minutes=1)) == ()


def test_value_tier_filters() -> None:
    assert cards("退货期限") == ()
    assert ids(cards("退货期限", customer=Customer(value="vip"))) == ["vip"]


def test_retired_scripts_are_gone() -> None:
    assert cards("旧活动") == ()
    assert LIBRARY.script("old") is None
    assert LIBRARY.script("urge") is not None


def test_past_effect_moves_the_score() -> None:
    plain, helped = cards("还没发货")[0], cards("还没发货", effects={"urge": 1.0})[0]
    assert helped.score > plain.score


def test_ids_derive_from_burst_and_script() -> None:
    first, same, other = cards("还没发货"), cards("还没发货"), cards("还没发货", key="s1/c-1/b_2")
    assert first == same
    assert first[0].id != other[0].id
    assert first[0].id.startswith("sg_")
    assert len(first[0].id) == 19


class TestFabe:
    def test_question_about_the_product_is_answered_with_four_parts(self) -> None:
        (card,) = [card for card in cards("晚上开着噪音大吗") if card.kind == "fabe"]
        assert card.script_id == "fabe:fan:0"
        for part in ("无刷电机", "最低档只有26分贝", "孩子睡觉也不会被吵醒", "第三方检测26分贝", "检测报告"):
            assert part in card.text
        assert card.missing_slots == ()

    def test_without_evidence_the_card_stays_open(self) -> None:
        (card,) = [card for card in cards("耗电吗") if card.kind == "fabe"]
        assert card.missing_slots == ("evidence",)
        assert "{evidence}" in card.text

    def test_doubt_puts_the_evidence_first(self) -> None:
        (card,) = [card for card in cards("噪音低真的吗") if card.kind == "fabe"]
        assert card.text.startswith("第三方检测26分贝")

    @pytest.mark.parametrize("text", ["噪音大", "坏了，噪音大吗", "有发票吗"])
    def test_no_fabe_without_a_question_or_topic_or_amid_trouble(self, text: str) -> None:
        assert all(card.kind != "fabe" for card in cards(text))

    def test_no_fabe_for_the_upset_or_hot(self) -> None:
        for reading, tier in (
            (replace(CALM, degrees=30.0), Tier.WATCH),
            (replace(CALM, emotion=Emotion.ANXIETY), Tier.CALM),
            (replace(CALM, triggers=(Trigger.AFTER_SALES,)), Tier.CALM),
            (CALM, Tier.ALERT),
        ):
            assert all(card.kind != "fabe" for card in cards("噪音大吗", reading, tier))

    def test_selling_returns_after_recovery(self) -> None:
        assert any(card.kind == "fabe" for card in cards("噪音大吗", replace(CALM, degrees=12.0), Tier.WATCH))

    def test_unknown_product_gets_none(self) -> None:
        assert cards("噪音大吗", context=Context(product_id="nobody")) == ()

    def test_parameter_is_answered_from_the_card(self) -> None:
        (card,) = cards("功率多少")
        assert (card.kind, card.text) == ("faq", "静音风扇的功率是24瓦。")

    def test_braces_in_a_card_are_text(self) -> None:
        point = SellingPoint(("噪音",), "{order_id}", "好", "好处", Evidence("证据", "报告"))
        shelf = replace(SHELF, cards={"fan": ProductCard("fan", "风扇", "家电", "goods", (point,))})
        (card,) = choose_scripts(LIBRARY, shelf, situation("噪音大吗"))
        assert "{order_id}" in card.text
        assert card.missing_slots == ()
