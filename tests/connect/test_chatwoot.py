"""Payloads of Chatwoot, and what becomes of each."""

from __future__ import annotations

from typing import Any

import pytest

from csassist.connect.chatwoot import MOST_TEXT, news_of
from csassist.connect.hook import Hook, Line, Nothing, Over
from csassist.wire.body import parse_message
from fakes import chatwoot as cw

HOOK = Hook("h1", "chatwoot", "s1", ("x",), teams={"5": "t1"}, agents={"7": "a1"})


def body(payload: dict[str, Any], hook: Hook = HOOK) -> dict[str, Any]:
    news = news_of(hook, payload)
    assert isinstance(news, Line)
    parse_message(dict(news.body))  # whatever comes in fits the one way
    return dict(news.body)


def test_a_visitors_message() -> None:
    assert body(cw.message("怎么还不发货？？？")) == {
        "channel": "chatwoot:h1",
        "customer": {"id": "11", "name": "李娜"},
        "agent_id": "a1",
        "conversation_id": "42",
        "message_id": "1",
        "sender": "customer",
        "text": "怎么还不发货？？？",
        "sent_at": "2026-11-22T10:00:00+00:00",
        "team_id": "t1",
    }


def test_an_agents_a_bots_and_an_automations_answer() -> None:
    assert body(cw.answer("好的"))["sender"] == "agent"
    other = {**cw.AGENT, "id": 8}
    assert body(cw.message("好的", message_type="outgoing", sender=other))["agent_id"] == "8"
    bot = {"id": 1, "name": "机器人", "type": "agent_bot"}
    assert body(cw.message("您好", message_type="outgoing", sender=bot))["sender"] == "bot"
    assert body(cw.message("您好", message_type="outgoing", sender=None))["sender"] == "bot"
    assert body(cw.message("在吗", message_type=0))["sender"] == "customer"


@pytest.mark.parametrize(
    "payload",
    [
        cw.answer("私下说一句", private=True),
        cw.message("转接给王芳", message_type="activity"),
        cw.message("满意吗", message_type="template"),
        cw.message("转接", message_type=2),
        cw.message(None),
        cw.message("   "),
        cw.message("在吗", id=None),
        cw.message("在吗", conversation=None),
        {"event": "message_updated", **{k: v for k, v in cw.message("改了").items() if k != "event"}},
        {"event": "webwidget_triggered"},
        {"event": ["message_created"]},
        {},
    ],
)
def test_everything_else_means_nothing(payload: dict[str, Any]) -> None:
    assert isinstance(news_of(HOOK, payload), Nothing)


def test_attachments_are_marked() -> None:
    picture = [{"id": 1, "file_type": "image", "data_url": "https://cdn.example/x.png"}]
    assert body(cw.message(None, attachments=picture))["text"] == "[图片]"
    assert body(cw.message("坏了", attachments=[*picture, {"file_type": "odd"}]))["text"] == "坏了\n[图片][附件]"


def test_long_and_odd_fields_are_cut_to_what_fits() -> None:
    assert len(body(cw.message("长" * 20_000))["text"]) <= MOST_TEXT
    many = [{"file_type": "image"}] * 1_000
    assert len(body(cw.message("长" * 20_000, attachments=many))["text"]) <= MOST_TEXT
    talk = cw.conversation(
        meta={"sender": cw.contact(name="名" * 900, custom_attributes={"value": "gold", "orders": -1})}
    )
    customer = body(cw.message("在", conversation=talk))["customer"]
    assert customer == {"id": "11", "name": "名" * 500}
    assert "sent_at" not in body(cw.message("在", created_at="yesterday"))
    assert body(cw.message("在", created_at=1_700_000_000))["sent_at"] == "2023-11-14T22:13:20+00:00"


def test_what_the_shop_knows_of_customer_and_order_comes_along() -> None:
    known = {"order_id": "o-9", "order_status": "已付款", "logistics": "待揽收", "product_id": "sku-1"}
    sender = cw.contact(identifier="u-1", custom_attributes={"value": "VIP", "orders": 3})
    meta = {"sender": sender, "assignee": None}
    found = body(cw.message("在吗", conversation=cw.conversation(meta=meta, custom_attributes=known, inbox_id=9),
                            inbox={"id": 9}))  # fmt: skip
    assert found["customer"] == {"id": "u-1", "name": "李娜", "value": "vip", "orders": 3}
    assert found["context"] == {
        "order": {"id": "o-9", "status": "已付款", "logistics": "待揽收"},
        "product_id": "sku-1",
    }
    assert "agent_id" not in found
    assert "team_id" not in found


def test_names_may_have_a_prefix_and_other_inboxes_a_team() -> None:
    hook = Hook("h1", "chatwoot", "s1", team="t9", prefix="cw-")
    found = body(cw.message("在吗", inbox={"id": 1}), hook)
    assert (found["conversation_id"], found["team_id"], found["agent_id"]) == ("cw-42", "t9", "7")
    assert news_of(hook, cw.status("resolved")) == Over("cw-42")


def test_resolved_is_the_end_and_other_states_are_not() -> None:
    assert news_of(HOOK, cw.status("resolved")) == Over("42")
    for value in ("open", "pending", "snoozed"):
        assert isinstance(news_of(HOOK, cw.status(value)), Nothing)


def test_a_new_assignee_is_a_line_for_conversations_that_are_known() -> None:
    news = news_of(HOOK, {"event": "conversation_updated", **cw.conversation()})
    assert isinstance(news, Line)
    assert news.known_only
    told = news.body
    assert (told["sender"], told["agent_id"], told["text"]) == ("system", "a1", "会话已分配给王芳")
    nobody = cw.conversation(meta={"sender": cw.contact(), "assignee": None})
    assert isinstance(news_of(HOOK, {"event": "conversation_updated", **nobody}), Nothing)
