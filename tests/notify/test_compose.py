"""Each robot's form and size; what a customer typed can call nobody, open no link and change no colour."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from csassist.conversation.tier import Tier
from csassist.desk.notices import Notice
from csassist.notify.compose import compose, compose_digest
from fakes.clock import FakeClock
from notify.conftest import endpoint, notice

AT = FakeClock().now()
URL = "https://robot.example/send?key=k-canary"
NASTY = (
    '<@all> <at user_id="all"></at> [点我](https://evil.example) **粗** `代码` '
    '<font color="warning">红</font> @13800138000'
)


def one(**facts: object) -> Notice:
    made = notice(7, AT, tier=Tier.SUPERVISOR)
    return replace(made, body={**made.body, **facts})


def told(kind: str, form: str, made: Notice, **more: object) -> dict[str, object]:
    return orjson.loads(compose(endpoint(kind, URL, form=form, **more), made, AT).body)


def test_wecom_forms() -> None:
    text = told("wecom", "text", one(), mention=("all", "13800138000", "zhang"))
    assert text["msgtype"] == "text"
    assert text["text"]["mentioned_list"] == ["@all", "zhang"]  # type: ignore[index]
    assert text["text"]["mentioned_mobile_list"] == ["13800138000"]  # type: ignore[index]
    assert text["text"]["content"].splitlines()[0] == "主管介入 67° 张女士"  # type: ignore[index]
    markdown = told("wecom", "markdown", one(), keyword="客诉")
    assert markdown["markdown"]["content"] == (  # type: ignore[index]
        '<font color="warning">客诉 主管介入 67° 张女士</font>\n'
        "> 原因：连续问号：“？？？”\n> 最后一句：怎么还不发货？？？\n"
        "[打开会话](https://desk.example/console?conversation=c-7)"
    )
    card = told("wecom", "card", one())["template_card"]
    assert card["card_type"] == "text_notice"  # type: ignore[index]
    assert card["card_action"] == {"type": 1, "url": "https://desk.example/console?conversation=c-7"}  # type: ignore[index]
    assert told("wecom", "card", one(url=""))["msgtype"] == "markdown"


def test_dingtalk_forms() -> None:
    markdown = told("dingtalk", "markdown", one(), mention=("13800138000", "all", "u1"))
    assert markdown["markdown"]["title"] == "主管介入 67° 张女士"  # type: ignore[index]
    assert markdown["at"] == {"atMobiles": ["13800138000"], "atUserIds": ["u1"], "isAtAll": True}
    assert "@13800138000" in markdown["markdown"]["text"]  # type: ignore[index]
    card = told("dingtalk", "card", one())
    assert (card["msgtype"], card["actionCard"]["singleTitle"]) == ("actionCard", "打开会话")  # type: ignore[index]
    assert told("dingtalk", "text", one())["msgtype"] == "text"


def test_feishu_forms() -> None:
    post = told("feishu", "markdown", one(), mention=("ou_1",))
    content = post["content"]["post"]["zh_cn"]  # type: ignore[index]
    assert content["title"] == "主管介入 67° 张女士"
    assert content["content"][-1] == [{"tag": "at", "user_id": "ou_1"}]
    card = told("feishu", "card", one())
    assert (card["msg_type"], card["card"]["header"]["template"]) == ("interactive", "red")  # type: ignore[index]
    assert told("feishu", "text", one())["msg_type"] == "text"


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
@pytest.mark.parametrize("form", ["text", "markdown", "card"])
def test_sizes_hold_and_nothing_that_a_customer_typed_is_markup(kind: str, form: str) -> None:
    long = one(last_text=NASTY + "很" * 9000, reasons=[NASTY + "气" * 9000] * 4, customer=NASTY)
    request = compose(endpoint(kind, URL, form=form), long, AT)
    body = orjson.loads(request.body)
    text = str(body)
    for piece in ("<@all>", "<at user_id", "](https://evil", '<font color="warning">红', "**粗", "@13800138000"):
        assert piece not in text
    content = body.get("text", body.get("markdown", {}))
    content = content.get("content", "") if isinstance(content, dict) else ""
    if kind == "wecom":
        assert len(content.encode()) <= (2048 if form == "text" else 4096)
    assert len(request.body) <= 20_000
    if form != "card":
        assert "https://desk.example/console?conversation=c-7" in text


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
def test_a_digest_holds_what_fits_and_says_how_many(kind: str) -> None:
    rows = [notice(n, AT) for n in range(200)]
    request, used = compose_digest(endpoint(kind, URL), rows, AT)
    text = str(orjson.loads(request.body))
    assert 20 < used < 200
    assert f"{used} 条提醒汇总" in text
    assert all(f"c-{n}" in text for n in range(used))
    if kind == "wecom":
        assert len(orjson.loads(request.body)["markdown"]["content"].encode()) <= 4096


def test_an_endpoint_and_a_request_show_no_secret() -> None:
    to = endpoint("dingtalk", URL)
    assert "canary" not in repr(to) + repr(compose(to, one(), AT))
    assert "SECcsassist" not in repr(to)
    assert to.mark != endpoint("dingtalk", URL + "2").mark


def test_missing_facts_are_left_out() -> None:
    bare = Notice("nt_1", "s1", "group", "spike", {"title": "顺丰延误集中", "tier": 2}, AT)
    assert told("wecom", "text", bare)["text"]["content"] == "扎堆提醒：顺丰延误集中"  # type: ignore[index]
