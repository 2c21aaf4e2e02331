"""Everything about a customer as one JSON, whole or masked. Pure; holds no whisper, for none comes in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from csassist.assessment.redact import Redactor
from csassist.conversation.intervention import Intervention
from csassist.conversation.tier import Alert
from csassist.desk.customers import Known
from csassist.desk.disclose import Dossier
from csassist.desk.experience import FeedbackRow
from csassist.desk.personal import CaseFile, Point
from csassist.privacy.cut import cut
from csassist.privacy.grade import Grade
from csassist.wire.instant import instant, instant_or_none
from csassist.wire.memory import customer_memory
from csassist.wire.outcome_body import outcome_dict
from csassist.wire.promise import promise_dict
from csassist.wire.render import context_dict, customer_dict, message_dict, reading_dict
from csassist.wire.tiding import tiding_dict

Json = dict[str, Any]


def dossier_dict(dossier: Dossier, *, masked: bool) -> Json:
    """`masked` hides what the recognisers find, in texts, names and notes."""
    return {
        "customer_id": dossier.customer_id,
        "as_of": instant(dossier.as_of),
        "masked": masked,
        "customer": None if dossier.known is None else _known(dossier.known, masked=masked),
        "conversations": [case_dict(masked_case(case) if masked else case) for case in dossier.cases],
        "outcomes": [outcome_dict(outcome) for outcome in dossier.outcomes],
    }


def case_dict(case: CaseFile) -> Json:
    """One conversation: what was said, what was read in it, what was promised, done and noted."""
    one = case.conversation
    return {
        "conversation_id": one.id,
        "opened_at": instant(one.opened_at),
        "last_at": instant_or_none(one.last_at),
        "channel": one.channel,
        "agent_id": one.agent_id,
        "team_id": one.team_id,
        "closed": one.closed,
        "customer": customer_dict(one.customer),
        "context": context_dict(one.context),
        "messages": [message_dict(message) for message in case.messages],
        "readings": [_point(point) for point in case.points],
        "promises": [promise_dict(promise, one.id) for promise in case.promises],
        "alerts": [_alert(alert) for alert in case.alerts],
        "escalations": [_handled(handled) for handled in case.handled],
        "star_edits": [
            {"field": edit.field, "text": edit.text, "by": edit.actor, "at": instant(edit.at)} for edit in case.edits
        ],
        "feedback": [_feedback(row) for row in case.feedback],
        "tidings": [tiding_dict(tiding) for tiding in case.tidings],
    }


def _point(point: Point) -> Json:
    cards = [{"script_id": card.script_id, "text": card.text} for card in point.assessment.suggestions]
    tier = int(point.assessment.escalation.tier)
    return {
        "seq": point.seq,
        "at": instant(point.at),
        "tier": tier,
        "reading": reading_dict(point.assessment.reading),
        "suggestions": cards,
    }


def _alert(alert: Alert) -> Json:
    return {"id": alert.id, "tier": int(alert.tier), "at": instant(alert.at), "reasons": [*alert.reasons]}


def _handled(one: Intervention) -> Json:
    return {
        "escalation_id": one.escalation_id,
        "state": one.state.value,
        "opened_at": instant(one.opened_at),
        "owner": one.owner,
        "closed_at": instant_or_none(one.closed_at),
        "reason": one.reason,
        "responsibility": one.responsibility,
        "hand_note": one.hand_note,
    }


def _feedback(row: FeedbackRow) -> Json:
    return {
        "suggestion_id": row.suggestion_id,
        "outcome": row.outcome,
        "at": instant(row.at),
        "text": row.text,
        "reason": row.reason,
        "distance": row.distance,
    }


def _known(known: Known, *, masked: bool) -> Json:
    customer = Redactor(Grade.MASKED).customer(known.customer) if masked else known.customer
    return {**customer_memory(replace(known, customer=customer)), "notes": [*customer.notes]}


def masked_case(case: CaseFile) -> CaseFile:
    """The same with what the recognisers find hidden."""
    cuts = {message.id: cut(message.text, Grade.MASKED) for message in case.messages}
    redact = Redactor(Grade.MASKED, cuts)
    cardless = Redactor(Grade.MASKED, cuts, cards=False)
    return replace(
        case,
        conversation=redact.conversation(case.conversation),
        messages=tuple(map(redact.message, case.messages)),
        points=tuple(replace(point, assessment=cardless.assessment(point.assessment)) for point in case.points),
        promises=tuple(map(redact.promise, case.promises)),
        alerts=tuple(map(redact.alert, case.alerts)),
        handled=tuple(map(redact.intervention, case.handled)),
        edits=tuple(replace(edit, text=edit.text and redact.text(edit.text)) for edit in case.edits),
        feedback=tuple(_said_less(row, redact) for row in case.feedback),
        tidings=tuple(replace(one, facts=_facts(one.facts, redact)) for one in case.tidings),
    )


def _said_less(row: FeedbackRow, redact: Redactor) -> FeedbackRow:
    return replace(row, text=row.text and redact.text(row.text), reason=row.reason and redact.text(row.reason))


def _facts(facts: Any, redact: Redactor) -> Json:
    return {name: redact.text(said) if isinstance(said, str) else said for name, said in facts.items()}
