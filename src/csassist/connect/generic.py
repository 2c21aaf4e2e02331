"""Any desk that signs webhooks (Standard Webhooks) but sends no bearer key: bodies as POST /v1/messages takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csassist.connect.hook import Hook, Line, News, Nothing, Over


def news_of(hook: Hook, payload: Mapping[str, Any]) -> News:
    """`{"type": "message.created" | "conversation.closed", "data": {…}}`; of other types nothing."""
    kind, data = payload.get("type"), payload.get("data")
    if not isinstance(data, Mapping):
        return Nothing("data")
    name = data.get("conversation_id")
    if kind == "conversation.closed" and isinstance(name, str) and name:
        return Over(f"{hook.prefix}{name}")
    if kind != "message.created":
        return Nothing("type")
    body = {"channel": hook.channel, **data}
    if isinstance(name, str):
        body["conversation_id"] = f"{hook.prefix}{name}"
    agent = hook.agent(data.get("agent_id"))
    if agent is not None:
        body["agent_id"] = agent
    if "team_id" not in body and hook.team is not None:
        body["team_id"] = hook.team
    return Line(body)
