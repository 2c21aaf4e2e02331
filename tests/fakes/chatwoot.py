"""A Chatwoot on loopback: posts signed webhooks of the real shape, takes private notes as its API has them."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass, field
from typing import Any

import httpx2
import orjson

from fakes.receiver import Asked, Receiver, said

SECRET, TOKEN, ACCOUNT = "cw-hook-canary", "cw-token-canary", 3
AGENT = {"id": 7, "name": "王芳", "avatar": "", "type": "user"}


def hook_entry(far: Receiver | None = None, **more: object) -> dict[str, object]:
    """The settings' entry of this Chatwoot: hook h1 of shop s1."""
    entry = {"id": "h1", "shop": "s1", "secret": SECRET, "teams": {"5": "t1"}, "agents": {"7": "a1"}}
    back = {} if far is None else {"base_url": far.url(""), "account": ACCOUNT, "api_token": TOKEN}
    return {**entry, **back, **more}


def contact(**more: object) -> dict[str, Any]:
    return {"id": 11, "name": "李娜", "avatar": "", "type": "contact", "identifier": None, "phone_number": None,
            "email": None, "custom_attributes": {}, **more}  # fmt: skip


def conversation(number: int = 42, **more: object) -> dict[str, Any]:
    """As Conversations::EventDataPresenter writes it."""
    last = {"id": 900, "content": "别的", "message_type": 0, "created_at": 1_700_000_000, "private": False}
    return {
        "id": number, "inbox_id": 5, "status": "open", "channel": "Channel::WebWidget", "can_reply": True,
        "unread_count": 1, "additional_attributes": {}, "contact_inbox": {"source_id": "x", "hmac_verified": False},
        "custom_attributes": {}, "labels": [], "messages": [last], "snoozed_until": None,
        "meta": {"sender": contact(), "assignee": dict(AGENT), "team": None, "hmac_verified": False},
        "timestamp": 1_700_000_000, "created_at": 1_700_000_000, "updated_at": 1_700_000_000.5,
        "agent_last_seen_at": 0, "contact_last_seen_at": 0, **more,
    }  # fmt: skip


def message(text: str | None, number: int = 1, **more: object) -> dict[str, Any]:
    """`message_created` of a visitor, as Message#webhook_data writes it."""
    return {
        "event": "message_created", "id": number, "content": text, "created_at": "2026-11-22T10:00:00.000Z",
        "message_type": "incoming", "content_type": "text", "content_attributes": {}, "private": False,
        "source_id": None, "sender": contact(), "inbox": {"id": 5, "name": "官网"},
        "account": {"id": ACCOUNT, "name": "shop"}, "conversation": conversation(), "additional_attributes": {}, **more,
    }  # fmt: skip


def answer(text: str, number: int = 2, **more: object) -> dict[str, Any]:
    """`message_created` of an agent."""
    return message(text, number, message_type="outgoing", sender=dict(AGENT), **more)


def status(value: str, number: int = 42) -> dict[str, Any]:
    """`conversation_status_changed`."""
    changed = [{"status": {"current_value": value, "previous_value": "open"}}]
    return {"event": "conversation_status_changed", **conversation(number, status=value), "changed_attributes": changed}


def signed(raw: bytes, *, secret: str = SECRET, delivery: str = "d-1", at: float | None = None) -> dict[str, str]:
    """The headers of a delivery."""
    stamp = str(int(time.time() if at is None else at))
    made = hmac.new(secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Chatwoot-Timestamp": stamp,
        "X-Chatwoot-Signature": f"sha256={made}",
        "X-Chatwoot-Delivery": delivery,
    }


async def deliver(
    http: httpx2.AsyncClient, payload: dict[str, Any], delivery: str = "d-1", hook: str = "h1", **how: Any
) -> httpx2.Response:
    """One signed delivery to a hook."""
    raw = orjson.dumps(payload)
    headers = signed(raw, delivery=delivery, **how)
    return await http.post(f"/v1/hooks/chatwoot/{hook}", content=raw, headers=headers)


@dataclass
class Inbox:
    """Answers like `POST …/conversations/{id}/messages`; keeps the notes that it took. `faults` = what was wrong."""

    notes: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __call__(self, asked: Asked) -> bytes:
        parts = asked.target.strip("/").split("/")
        body = dict(asked.json)
        wrong = {
            "path": parts[:5] != ["api", "v1", "accounts", str(ACCOUNT), "conversations"] or parts[6:] != ["messages"],
            "conversation": len(parts) < 6 or not parts[5].isdigit(),
            "token": asked.headers.get("api_access_token") != TOKEN,
            "content-type": not asked.headers.get("content-type", "").startswith("application/json"),
            "private": body.get("private") is not True,
            "message_type": body.get("message_type") != "outgoing",
            "content": not isinstance(body.get("content"), str) or not body["content"].strip(),
            "fields": set(body) - {"content", "message_type", "private", "content_type", "echo_id"} != set(),
        }
        found = [name for name, bad in wrong.items() if bad]
        self.faults += found
        if found:
            return said(401 if "token" in found else 422, b'{"error":"wrong"}')
        self.notes.append((int(parts[5]), body))
        return said(200, orjson.dumps({"id": 77 + len(self.notes), "echo_id": body.get("echo_id")}))
