"""飞书 custom bot: text, post, interactive card; time and signature in the body, at most 20 KB."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson

from csassist.notify.endpoint import Endpoint, Outgoing
from csassist.notify.sign import feishu_sign
from csassist.notify.words import Story, cut, fit

BODY_BYTES = 18_000  # open.feishu.cn: 20 KB for a request
_COLOURS = {3: "red", 2: "orange", 1: "yellow", 0: "green"}


def feishu(to: Endpoint, one: Story, now: datetime) -> Outgoing:
    """One notice as text, markdown (a post, default) or card."""
    title = _head(to, one.title)
    one = fit(one, BODY_BYTES, len(repr(one).encode()))
    if to.form == "text":
        lines = [title, *(f"{label}：{text}" for label, text in one.lines()), *([one.url] if one.url else [])]
        called = "".join(f'<at user_id="{name}"></at>' for name in to.mention)
        return _post(to, {"msg_type": "text", "content": {"text": "\n".join(lines) + called}}, now)
    if to.form == "card":
        return _card(to, title, one, now)
    told = [[{"tag": "text", "text": f"{label}：{text}"}] for label, text in one.lines()]
    return _article(to, title, [*told, *_link("打开会话", one.url)], now)


def feishu_digest(to: Endpoint, headline: str, lines: str, now: datetime) -> Outgoing:
    """Many notices in one post."""
    told = [[{"tag": "text", "text": line}] for line in lines.split("\n")]
    url = f"{to.route.console}/console" if to.route.console else ""
    return _article(to, _head(to, headline), [*told, *_link("打开控制台", url)], now)


def _head(to: Endpoint, title: str) -> str:
    return cut(" ".join(part for part in (to.keyword, title) if part), 200)


def _link(label: str, url: str) -> list[list[dict[str, str]]]:
    return [[{"tag": "a", "text": label, "href": url}]] if url else []


def _article(to: Endpoint, title: str, lines: list[list[dict[str, str]]], now: datetime) -> Outgoing:
    if to.mention:
        lines = [*lines, [{"tag": "at", "user_id": name} for name in to.mention]]
    return _post(to, {"msg_type": "post", "content": {"post": {"zh_cn": {"title": title, "content": lines}}}}, now)


def _card(to: Endpoint, title: str, one: Story, now: datetime) -> Outgoing:
    told = "\n".join(f"{label}：{text}" for label, text in one.lines())
    elements: list[dict[str, Any]] = [{"tag": "div", "text": {"tag": "plain_text", "content": told}}]
    if to.mention:
        called = "".join(f"<at id={name}></at>" for name in to.mention)
        elements.append({"tag": "div", "text": {"tag": "lark_md", "content": called}})
    if one.url:
        button = {
            "tag": "button",
            "text": {"tag": "plain_text", "content": "打开会话"},
            "url": one.url,
            "type": "primary",
        }
        elements.append({"tag": "action", "actions": [button]})
    head = {"template": _COLOURS.get(one.tier, "blue"), "title": {"tag": "plain_text", "content": title}}
    card = {"config": {"wide_screen_mode": True}, "header": head, "elements": elements}
    return _post(to, {"msg_type": "interactive", "card": card}, now)


def _post(to: Endpoint, body: dict[str, Any], now: datetime) -> Outgoing:
    if to.secret:
        stamp = int(now.astimezone(UTC).timestamp())
        body = {"timestamp": str(stamp), "sign": feishu_sign(to.secret, stamp), **body}
    return Outgoing(to.url, orjson.dumps(body), (("content-type", "application/json; charset=utf-8"),))
