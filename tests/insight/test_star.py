"""The STAR card: nothing that is not on record, everything that the next person needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from csassist.conversation.conversation import Conversation, Standing
from csassist.conversation.intervention import Handling, Intervention
from csassist.conversation.message import Context, Customer, Message, Order, Sender
from csassist.conversation.promise import Promise, PromiseState
from csassist.conversation.reading import Reading, Trigger
from csassist.conversation.tier import Escalation, Step, Tier
from csassist.insight.star import Heat, Story, write_star
from csassist.suggest.spoken import SHOP_TIME

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)  # 18:30 in the shop
START = NOW - timedelta(minutes=25)
STEPS = (Step("s1", "立即回复：确认收到", 30, done=True), Step("s2", "给出两个方案：写明时限", 180))
ORDER = Context(Order("o-1", "已付款", "待揽收"), "sku-1")


def said(seq: int, text: str, sender: Sender = Sender.CUSTOMER) -> Message:
    at = START + timedelta(seconds=30 * seq)
    agent = "a1" if sender is Sender.AGENT else None
    return Message("s1", "c-1", f"m-{seq}", seq, sender, text, at, agent_id=agent)


def story(**more: object) -> Story:
    standing = Standing(
        degrees=45.0,
        reading=Reading(degrees=45.0, triggers=(Trigger.LOGISTICS,)),
        escalation=Escalation("es_1", Tier.ALERT, False, ("连续问号",), STEPS),
    )
    conversation = Conversation(
        "s1", "c-1", START, agent_id="a1", customer=Customer("u1", "张女士", "vip", 3), context=ORDER, standing=standing
    )
    messages = (said(1, "怎么还不发货？？？"), said(2, "马上为您查", Sender.AGENT), said(3, "再不发货就退款！！"))
    curve = (
        Heat(START, 20.0, 1),
        Heat(START + timedelta(minutes=2), 72.5, 2),
        Heat(START + timedelta(minutes=3), 45.0, 2),
    )
    return replace(Story(conversation, messages, curve, product="保温壶"), **more)  # type: ignore[arg-type]


def test_who_what_since_when_and_how_hot() -> None:
    card = write_star(story(), NOW, SHOP_TIME)
    assert card.situation.startswith("张女士（VIP，3单）；订单o-1（已付款，待揽收）；商品：保温壶。")
    assert card.situation.endswith("起因：物流延迟；11-22 18:05开始升温，11-22 18:07最高72.5°（预警）。")


def test_what_the_customer_wants() -> None:
    assert write_star(story(), NOW, SHOP_TIME).task == "客户要：尽快发货、退款。最近一问：“怎么还不发货？？？”"


def test_what_was_answered_used_promised_and_ticked() -> None:
    promise = Promise("pr_1", "今晚发出", (0, 4), "ship", NOW + timedelta(hours=1), NOW, "m-2")
    shown = (("先共情", "edited"), ("没用上", "dismissed"))
    card = write_star(story(promises=(promise,), scripts=shown), NOW, SHOP_TIME)
    assert "客服a1回复1次，首次回复用了30秒" in card.action
    assert "用过话术：先共情；" in card.action
    assert "“今晚发出”（11-22 19:30前，进行中）" in card.action
    assert "处置清单完成1/2（立即回复）" in card.action


def test_how_it_stands_now_and_what_comes_next() -> None:
    card = write_star(story(), NOW, SHOP_TIME)
    assert card.result == "现在45°（预警）；负责人：a1。"
    assert card.next_step == "给出两个方案：写明时限。"
    assert card.responsibility == "shop"


def test_an_overdue_promise_comes_first() -> None:
    late = Promise("pr_1", "今晚发出", (0, 4), "ship", START, START, "m-2", PromiseState.OVERDUE)
    card = write_star(story(promises=(late,)), NOW, SHOP_TIME)
    assert "先兑现已超时的承诺：“今晚发出”" in card.next_step
    assert "未了承诺1项，其中1项已超时" in card.result


def test_a_waiting_customer_is_answered_first() -> None:
    waiting = replace(story().conversation, waiting_since=NOW - timedelta(minutes=6))
    card = write_star(story(conversation=waiting), NOW, SHOP_TIME)
    assert "客户已等6分钟" in card.result
    assert card.next_step.startswith("客户还在等")


def test_what_was_decided_when_it_was_closed_stands() -> None:
    closed = Intervention(
        "es_1", START, Handling.CLOSED, owner="boss", closed_at=NOW, reason="已补发", responsibility="logistics"
    )
    card = write_star(story(conversation=replace(story().conversation, intervention=closed)), NOW, SHOP_TIME)
    assert (card.responsibility, card.why) == ("logistics", "结案时认定")
    assert "负责人：boss" in card.result
    assert "已结案：已补发" in card.result


def test_a_conversation_without_anything() -> None:
    card = write_star(Story(Conversation("s1", "c-1", START), ()), NOW, SHOP_TIME)
    assert card.situation == "客户（未提供资料）。目前没有升温。"
    assert card.task == "客户还没有说话。"
    assert card.action == "客服还没有回复。"
    assert card.next_step == "按正常流程跟进。"


def test_where_no_text_is_kept_the_card_says_so() -> None:
    kept = replace(story(), messages=(said(1, ""), said(2, "")))
    assert "没有保存" in write_star(kept, NOW, SHOP_TIME).task
