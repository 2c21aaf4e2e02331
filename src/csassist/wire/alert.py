"""An alert as JSON: the same in lists, snapshots and frames. Pure; for those who may read the conversation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message
from csassist.conversation.tier import Alert
from csassist.wire.instant import instant
from csassist.wire.render import conversation_item, message_dict

Json = dict[str, Any]


def alert_dict(
    alert: Alert, conversation: Conversation, state: str = "raised", last_messages: Iterable[Message] | None = None
) -> Json:
    """An alert with what a supervisor needs to judge it."""
    entry: Json = {
        "alert": {
            "id": alert.id,
            "escalation_id": alert.escalation_id,
            "tier": int(alert.tier),
            "name": alert.tier.name,
            "reasons": [*alert.reasons],
            "at": instant(alert.at),
            "message_id": alert.message_id,
        },
        "conversation": conversation_item(conversation),
        "state": state,
    }
    current = conversation.intervention
    if current is not None and current.escalation_id == alert.escalation_id:
        entry |= {
            "owner": current.owner,
            "taken_over_by": current.taken_over_by,
            "remind": current.reminders,
            "level": current.level,
        }
    if last_messages is not None:
        entry["last_messages"] = [message_dict(message) for message in last_messages]
    return entry
