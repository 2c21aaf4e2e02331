"""企业微信 group robot: text, markdown, template card. The address holds the key; there is no signature."""

from __future__ import annotations

from typing import Any

import orjson

from csassist.notify.endpoint import Endpoint, Outgoing
from csassist.notify.words import Story, cut, fit

TEXT_BYTES = 2048  # developer.work.weixin.qq.com: 消息推送配置说明
MARKDOWN_BYTES = 4096
_COLOURS = {3: "warning", 2: "warning", 1: "comment", 0: "info"}


def wecom(to: Endpoint, one: Story) -> Outgoing:
    """One notice as text, markdown (default) or card; a card needs a link and is markdown without."""
    if to.form == "text":
        return _text(to, one)
    if to.form == "card" and one.url:
        return _card(to, one)
    text = _markdown(to, one)
    text = _markdown(to, fit(one, MARKDOWN_BYTES, len(text.encode())))
    return _post(to, {"msgtype": "markdown", "markdown": {"content": cut(text, MARKDOWN_BYTES)}})


def wecom_digest(to: Endpoint, headline: str, lines: str) -> Outgoing:
    """Many notices in one markdown message."""
    head = " ".join(part for part in (to.keyword, headline) if part)
    link = f"\n[打开控制台]({to.route.console}/console)" if to.route.console else ""
    text = f'<font color="warning">{head}</font>\n{lines}{_mentions(to)}{link}'
    return _post(to, {"msgtype": "markdown", "markdown": {"content": cut(text, MARKDOWN_BYTES)}})


def _markdown(to: Endpoint, one: Story) -> str:
    head = " ".join(part for part in (to.keyword, one.title) if part)
    lines = [f'<font color="{_COLOURS.get(one.tier, "comment")}">{head}</font>']
    lines += [f"> {label}：{text}" for label, text in one.lines()]
    if one.url:
        lines.append(f"[打开会话]({one.url})")
    return "\n".join(lines) + _mentions(to)


def _text(to: Endpoint, one: Story) -> Outgoing:
    text = _lines(to, one)
    text = _lines(to, fit(one, TEXT_BYTES, len(text.encode())))
    body: dict[str, Any] = {"content": cut(text, TEXT_BYTES)}
    phones = [name for name in to.mention if name.isdigit() and len(name) == 11]
    names = ["@all" if name == "all" else name for name in to.mention if name not in phones]
    if names:
        body["mentioned_list"] = names
    if phones:
        body["mentioned_mobile_list"] = phones
    return _post(to, {"msgtype": "text", "text": body})


def _lines(to: Endpoint, one: Story) -> str:
    lines = [" ".join(part for part in (to.keyword, one.title) if part)]
    lines += [f"{label}：{text}" for label, text in one.lines()]
    return "\n".join([*lines, one.url] if one.url else lines)


def _card(to: Endpoint, one: Story) -> Outgoing:
    facts = [{"keyname": label, "value": cut(text, 90)} for label, text in one.lines() if label != "原因"]
    card = {
        "card_type": "text_notice",
        "source": {"desc": to.keyword or "csassist"},
        "main_title": {"title": cut(one.title, 108), "desc": cut("；".join(one.reasons), 132)},
        "emphasis_content": {"title": one.degrees or "–", "desc": "情绪温度"},
        "horizontal_content_list": facts,
        "jump_list": [{"type": 1, "url": one.url, "title": "打开会话"}],
        "card_action": {"type": 1, "url": one.url},
    }
    return _post(to, {"msgtype": "template_card", "template_card": card})


def _mentions(to: Endpoint) -> str:
    called = "".join(f"<@{name}>" for name in to.mention if not (name.isdigit() and len(name) == 11))
    return f"\n{called}" if called else ""


def _post(to: Endpoint, body: dict[str, Any]) -> Outgoing:
    return Outgoing(to.url, orjson.dumps(body), (("content-type", "application/json; charset=utf-8"),))
