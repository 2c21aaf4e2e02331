"""What Chatwoot tells in its webhooks, as messages of ours. Pure: a payload in, a line, an ending or nothing out.

Top level and `conversation.messages[]` name the same things differently; only the top level is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from csassist.connect.hook import Hook, Line, News, Nothing, Over

_TYPES = {0: "incoming", 1: "outgoing", 2: "activity", 3: "template"}
_MARKS = {
    "image": "[图片]",
    "audio": "[语音]",
    "video": "[视频]",
    "file": "[文件]",
    "location": "[位置]",
    "contact": "[名片]",
}
_VALUES = ("new", "regular", "vip")
MOST_TEXT = 8_000  # code points that a message of ours has; Chatwoot takes 150 000
_MOST_WORDS = 500


def news_of(hook: Hook, payload: Mapping[str, Any]) -> News:
    """What a delivery means for us. Payloads of another shape than documented mean nothing."""
    event = payload.get("event")
    if event == "message_created":
        return _message(hook, payload)
    if event == "conversation_status_changed":
        number = _number(payload.get("id"))
        resolved = payload.get("status") == "resolved" and number is not None
        return Over(f"{hook.prefix}{number}") if resolved else Nothing("status")
    if event in ("conversation_created", "conversation_updated"):
        return _assigned(hook, payload)
    return Nothing("event")


def _message(hook: Hook, payload: Mapping[str, Any]) -> News:
    kind = payload.get("message_type")
    kind = _TYPES.get(kind, "") if isinstance(kind, int) else kind
    if payload.get("private") is True or kind not in ("incoming", "outgoing"):
        return Nothing("private" if payload.get("private") is True else "message_type")
    conversation = _object(payload.get("conversation"))
    number, name = _number(conversation.get("id")), _number(payload.get("id"))
    text = _text(payload)
    if number is None or name is None or not text:
        return Nothing("empty")
    sender = _object(payload.get("sender"))
    person = sender.get("type") == "user"
    body: dict[str, Any] = {
        **_about(hook, conversation),
        "conversation_id": f"{hook.prefix}{number}",
        "message_id": name,
        "sender": "customer" if kind == "incoming" else "agent" if person else "bot",
        "text": text,
    }
    if kind == "outgoing" and person and (agent := hook.agent(sender.get("id"))):
        body["agent_id"] = agent
    at = _instant(payload.get("created_at"))
    if at is not None:
        body["sent_at"] = at
    team = _team(hook, payload, conversation)
    if team is not None:
        body["team_id"] = team
    return Line(body)


def _assigned(hook: Hook, payload: Mapping[str, Any]) -> News:
    """A new assignee reads on at once: without a line of its own that would wait for the next message."""
    number = _number(payload.get("id"))
    assignee = _object(_object(payload.get("meta")).get("assignee"))
    agent = hook.agent(assignee.get("id"))
    if number is None or agent is None or payload.get("status") == "resolved":
        return Nothing("unassigned")
    name = _words(assignee.get("name")) or agent
    mark = payload.get("updated_at") or payload.get("timestamp") or 0
    body = {
        **_about(hook, payload),
        "conversation_id": f"{hook.prefix}{number}",
        "message_id": f"assigned-{agent}-{mark}"[:200],
        "sender": "system",
        "text": f"会话已分配给{name}",
        "agent_id": agent,
    }
    team = _team(hook, {}, payload)
    return Line(body if team is None else {**body, "team_id": team}, known_only=True)


def _about(hook: Hook, conversation: Mapping[str, Any]) -> dict[str, Any]:
    """Customer, agent and context as the conversation's own record has them."""
    meta = _object(conversation.get("meta"))
    found: dict[str, Any] = {"channel": hook.channel}
    customer = _customer(_object(meta.get("sender")))
    if customer:
        found["customer"] = customer
    agent = hook.agent(_object(meta.get("assignee")).get("id"))
    if agent is not None:
        found["agent_id"] = agent
    known = _object(conversation.get("custom_attributes"))
    order = {
        ours: _words(known.get(theirs))
        for ours, theirs in (("id", "order_id"), ("status", "order_status"), ("logistics", "logistics"))
        if _words(known.get(theirs))
    }
    context: dict[str, Any] = {"order": order} if order else {}
    if _words(known.get("product_id")):
        context["product_id"] = _words(known.get("product_id"))
    if context:
        found["context"] = context
    return found


def _customer(contact: Mapping[str, Any]) -> dict[str, Any]:
    """The shop's own id of the person (`identifier`) before Chatwoot's."""
    known = _object(contact.get("custom_attributes"))
    name = _words(contact.get("name"))
    identity = _words(contact.get("identifier")) or _number(contact.get("id"))
    customer: dict[str, Any] = {"id": identity[:200]} if identity else {}
    if name:
        customer["name"] = name
    value, orders = str(known.get("value", "")).lower(), known.get("orders")
    if value in _VALUES:
        customer["value"] = value
    if isinstance(orders, int) and not isinstance(orders, bool) and 0 <= orders <= 1_000_000_000:
        customer["orders"] = orders
    return customer


def _team(hook: Hook, payload: Mapping[str, Any], conversation: Mapping[str, Any]) -> str | None:
    inbox = _number(_object(payload.get("inbox")).get("id")) or _number(conversation.get("inbox_id"))
    return hook.teams.get(inbox or "", hook.team)


def _text(payload: Mapping[str, Any]) -> str:
    """The words, and a mark for each attachment: nobody can read a picture here, but one was sent."""
    content = payload.get("content")
    attached = payload.get("attachments")
    marks = [
        _MARKS.get(str(one.get("file_type")), "[附件]")
        for one in (attached if isinstance(attached, list) else [])[:20]
        if isinstance(one, Mapping)
    ]
    words = content if isinstance(content, str) and content.strip() else ""
    return "\n".join(part for part in (words[: MOST_TEXT - 200], "".join(marks)) if part)


def _instant(value: object) -> str | None:
    """ISO text as it is, epoch seconds as ISO text; None for anything else."""
    if isinstance(value, str):
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            return None
        return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 253_402_000_000:
        return datetime.fromtimestamp(value, UTC).isoformat()
    return None


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _number(value: object) -> str | None:
    """An id of theirs: a whole number, or text that is one of the ids an API channel gives out."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value)
    return value[:100] if isinstance(value, str) and value and value.isprintable() else None


def _words(value: object) -> str:
    """Text of a field, cut to what a body takes; nothing for what is no text or number."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return " ".join(value.split())[:_MOST_WORDS] if isinstance(value, str) else ""
