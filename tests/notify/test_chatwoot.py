"""The private note: where it goes, what it says, and that nobody but the agent can be meant."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from csassist.notify.chatwoot import NOTE_BYTES, note
from fakes.clock import FakeClock
from notify.conftest import endpoint, notice

BASE = "https://chat.example/api/v1/accounts/3/conversations"
TO = endpoint("chatwoot", BASE, secret="token-canary", prefix="cw-")
AT = FakeClock().now()


def test_a_private_note_with_tier_reason_and_first_card() -> None:
    made = notice(7, AT)
    body = {**made.body, "suggestion": "让您久等了，我马上核实<b>"}
    request = note(TO, replace(made, conversation_id="cw-42", body=body))
    assert request.url == f"{BASE}/42/messages"
    headers = dict(request.headers)
    assert headers["api_access_token"] == "token-canary"
    assert headers["idempotency-key"] == made.id
    sent = orjson.loads(request.body)
    assert sent["private"] is True
    assert sent["message_type"] == "outgoing"
    assert sent["echo_id"] == made.id
    lines = sent["content"].split("\n\n")
    assert lines[0] == "**升级提醒 67° 张女士**"
    assert lines[1].startswith("原因：连续问号")
    assert lines[2] == "建议回复：让您久等了，我马上核实＜b＞"
    assert lines[3].startswith("[打开会话](https://desk.example/")
    assert "token-canary" not in repr(TO) + repr(request)


def test_conversations_of_others_are_not_written_to() -> None:
    for name in ("c-1", "cw-", "cw-4/../5", "cw-４２", "cw-4?x=1"):
        with pytest.raises(ValueError, match="Chatwoot"):
            note(TO, replace(notice(7, AT), conversation_id=name))


def test_a_note_keeps_its_size() -> None:
    made = replace(notice(7, AT), conversation_id="cw-1")
    sent = orjson.loads(note(TO, replace(made, body={**made.body, "suggestion": "长" * 9_000})).body)
    assert len(sent["content"].encode()) <= NOTE_BYTES
