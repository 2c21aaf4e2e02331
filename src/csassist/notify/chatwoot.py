"""A private note into a Chatwoot conversation: the agent reads it beside the chat, the customer never does."""

from __future__ import annotations

import orjson

from csassist.desk.notices import Notice
from csassist.notify.endpoint import Endpoint, Outgoing
from csassist.notify.words import cut, plain, story

NOTE_BYTES = 4_000


def note(to: Endpoint, notice: Notice) -> Outgoing:
    """The request; `echo_id` and Idempotency-Key are the same at every attempt.

    Raises ValueError for a conversation that is none of Chatwoot's: its ids are whole numbers.
    """
    number = notice.conversation_id.removeprefix(to.prefix)
    if not (number.isascii() and number.isdigit()):
        raise ValueError("not a conversation of this Chatwoot")
    body = {
        "content": _content(notice),
        "message_type": "outgoing",
        "private": True,
        "content_type": "text",
        "echo_id": notice.id,
    }
    headers = (
        ("content-type", "application/json; charset=utf-8"),
        ("api_access_token", to.secret),
        ("idempotency-key", notice.id),
    )
    return Outgoing(f"{to.url}/{number}/messages", orjson.dumps(body), headers)


def _content(notice: Notice) -> str:
    one = story(notice.kind, notice.body)
    lines = [f"**{one.title}**", *(f"{label}：{text}" for label, text in one.lines() if label == "原因")]
    suggestion = plain(notice.body.get("suggestion"))
    if suggestion:
        lines.append(f"建议回复：{suggestion}")
    if one.url:
        lines.append(f"[打开会话]({one.url})")
    return cut("\n\n".join(lines), NOTE_BYTES)
