"""How an escalation is handled, whispers and the audit trail as JSON. Pure; says which readers a shape is for."""

from __future__ import annotations

from typing import Any

from csassist.conversation.intervention import Approval, Intervention
from csassist.desk.supervision import AuditRow, Whisper
from csassist.wire.instant import instant, instant_or_none

Json = dict[str, Any]


def handling_dict(current: Intervention | None) -> Json | None:
    """For everybody who may read the conversation: who was called, who has it, how far it is."""
    if current is None:
        return None
    return {
        "escalation_id": current.escalation_id,
        "state": current.state.value,
        "owner": current.owner,
        "taken_over_by": current.taken_over_by,
        "taken_from": current.taken_from,
        "seen_by": current.seen_by,
        "claimed_at": instant_or_none(current.claimed_at),
        "hand_raised_at": instant_or_none(current.hand_raised_at),
        "hand_raised_by": current.hand_raised_by,
        "hand_note": current.hand_note,
        "approvals": [approval_dict(approval) for approval in current.approvals],
        "closed_at": instant_or_none(current.closed_at),
        "closed_by": current.closed_by,
        "reason": current.reason,
        "responsibility": current.responsibility or None,
    }


def handled_dict(current: Intervention, conversation_id: str) -> Json:
    """The answer to whoever did something about it."""
    return {
        **(handling_dict(current) or {}),
        "conversation_id": conversation_id,
        "tier": int(current.tier),
        "name": current.tier.name,
        "opened_at": instant(current.opened_at),
        "delivered_at": instant_or_none(current.delivered_at),
        "seen_at": instant_or_none(current.seen_at),
        "level": current.level,
        "reminders": current.reminders,
    }


def approval_dict(approval: Approval) -> Json:
    """A request for leave to offer something, and the answer."""
    return {
        "suggestion_id": approval.suggestion_id,
        "script_id": approval.script_id,
        "text": approval.text,
        "why": approval.why,
        "asked_by": approval.asked_by,
        "asked_at": instant(approval.asked_at),
        "state": approval.state,
        "decided_by": approval.decided_by,
        "decided_at": instant_or_none(approval.decided_at),
        "reason": approval.reason,
    }


def whisper_dict(whisper: Whisper) -> Json:
    """For the agent it is to, for supervisors and admins; for nobody and nothing else."""
    return {
        "id": whisper.id,
        "conversation_id": whisper.conversation_id,
        "agent_id": whisper.agent_id,
        "from": whisper.sender,
        "text": whisper.text,
        "at": instant(whisper.at),
    }


def audit_dict(row: AuditRow) -> Json:
    """One deed. For supervisors and admins."""
    deed = row.deed
    return {
        "n": row.n,
        "at": instant(deed.at),
        "conversation_id": row.conversation_id,
        "escalation_id": deed.escalation_id,
        "kind": deed.kind,
        "actor": deed.actor,
        "role": deed.role,
        "facts": dict(deed.facts),
        "hash": row.hash,
    }
