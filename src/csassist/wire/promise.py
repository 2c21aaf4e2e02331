"""A promise as JSON: the same in snapshots, frames and answers. Pure."""

from __future__ import annotations

from typing import Any

from csassist.conversation.promise import Promise
from csassist.wire.instant import instant, instant_or_none


def promise_dict(promise: Promise, conversation_id: str) -> dict[str, Any]:
    """What an agent promised, and what became of it."""
    return {
        "id": promise.id,
        "conversation_id": conversation_id,
        "message_id": promise.message_id,
        "agent_id": promise.agent_id,
        "kind": promise.kind,
        "text": promise.text,
        "span": [*promise.span],
        "made_at": instant(promise.made_at),
        "due_at": instant(promise.due_at),
        "warn_at": instant_or_none(promise.warn_at),
        "timed": promise.timed,
        "state": promise.state.value,
        "settled_at": instant_or_none(promise.settled_at),
    }
