"""What is remembered of a customer, as JSON."""

from __future__ import annotations

from datetime import UTC, datetime

from csassist.conversation.message import Customer
from csassist.desk.customers import Known
from csassist.wire.memory import customer_memory

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_notes_are_everybodys_and_agents_notes_are_told_apart() -> None:
    customer = Customer("u1", "张女士", notes=("优先发顺丰",), added=("请勿打电话",))
    told = customer_memory(Known(NOW, customer, NOW, None, "c-1"))
    assert told["notes"] == ["优先发顺丰", "请勿打电话"]
    assert told["agent_notes"] == ["请勿打电话"]
    assert (told["last_hot_at"], told["last_seen"]) == (None, "2026-11-22T10:00:00.000Z")
    assert (told["id"], told["conversation_id"]) == ("u1", "c-1")
