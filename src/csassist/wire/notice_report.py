"""What supervisors and admins read of the outbox: each endpoint's state, dead notices without their texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from csassist.desk.outbox import EndpointState, Waiting
from csassist.wire.instant import instant


def notices_dict(states: Sequence[EndpointState], dead: Sequence[Waiting]) -> dict[str, Any]:
    """`GET /v1/reports/notices`."""
    return {"endpoints": [_endpoint(one) for one in states], "dead": [dead_dict(one) for one in dead]}


def dead_dict(one: Waiting) -> dict[str, Any]:
    """One dead notice."""
    notice = one.notice
    return {
        "id": notice.id,
        "endpoint": notice.endpoint,
        "kind": notice.kind,
        "tier": notice.tier,
        "conversation_id": notice.conversation_id,
        "attempts": one.attempts,
        "last_code": one.last_code,
        "created_at": instant(one.created_at),
        "at": None if one.touched_at is None else instant(one.touched_at),
    }


def _endpoint(one: EndpointState) -> dict[str, Any]:
    return {
        "name": one.name,
        "state": "disabled" if one.disabled else "on",
        "disabled": one.disabled or None,
        "pending": one.pending,
        "sent": one.sent,
        "dead": one.dead,
        "last_code": one.last_code or None,
        "last_sent_at": None if one.last_sent_at is None else instant(one.last_sent_at),
        "oldest_due_at": None if one.oldest_due_at is None else instant(one.oldest_due_at),
    }
