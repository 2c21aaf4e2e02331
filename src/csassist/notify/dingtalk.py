"""钉钉 custom robot: text, markdown, action card; time and signature in the query."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson

from csassist.notify.endpoint import Endpoint, Outgoing
from csassist.notify.sign import dingtalk_sign
from csassist.notify.words import Story, cut, fit

BODY_BYTES = 18_000  # open.dingtalk.com: 20 000 for a message


def dingtalk(to: Endpoint, one: Story, now: datetime) -> Outgoing:
    """One notice as text, markdown (default) or card; a card needs a link and is markdown without."""
    title = _head(to, one.title)
    one = fit(one, BODY_BYTES, len(repr(one).encode()))
    if to.form == "text":
        lines = [title, *(f"{label}：{text}" for label, text in one.lines()), *([one.url] if one.url else [])]
        return _post(to, {"msgtype": "text", "text": {"content": "\n".join(lines) + _called(to)}}, now)
    told = "\n\n".join([f"### {title}", *(f"**{label}**：{text}" for label, text in one.lines())])
    if to.form == "card" and one.url:
        card = {"title": title, "text": told, "singleTitle": "打开会话", "singleURL": one.url}
        return _post(to, {"msgtype": "actionCard", "actionCard": card}, now)
    link = f"\n\n[打开会话]({one.url})" if one.url else ""
    return _post(to, {"msgtype": "markdown", "markdown": {"title": title, "text": told + link + _called(to)}}, now)


def dingtalk_digest(to: Endpoint, headline: str, lines: str, now: datetime) -> Outgoing:
    """Many notices in one markdown message."""
    title = _head(to, headline)
    told = f"### {title}\n\n" + lines.replace("· ", "- ")
    link = f"\n\n[打开控制台]({to.route.console}/console)" if to.route.console else ""
    return _post(to, {"msgtype": "markdown", "markdown": {"title": title, "text": told + link + _called(to)}}, now)


def _head(to: Endpoint, title: str) -> str:
    return cut(" ".join(part for part in (to.keyword, title) if part), 200)


def _called(to: Endpoint) -> str:
    """Who is called must stand in the text too."""
    names = " ".join(f"@{name}" for name in to.mention if name != "all")
    return f"\n\n{names}" if names else ""


def _post(to: Endpoint, body: dict[str, Any], now: datetime) -> Outgoing:
    if to.mention and body["msgtype"] != "actionCard":
        phones = [name for name in to.mention if name.isdigit()]
        users = [name for name in to.mention if not name.isdigit() and name != "all"]
        body["at"] = {"atMobiles": phones, "atUserIds": users, "isAtAll": "all" in to.mention}
    url = to.url
    if to.secret:
        stamp = int(now.astimezone(UTC).timestamp() * 1000)
        url += f"{'&' if '?' in url else '?'}timestamp={stamp}&sign={dingtalk_sign(to.secret, stamp)}"
    return Outgoing(url, orjson.dumps(body), (("content-type", "application/json; charset=utf-8"),))
