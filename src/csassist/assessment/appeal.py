"""An agent asks for a person: a raised hand, or leave to offer what a card says; and the answer. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b

from csassist.assessment.follow import called
from csassist.assessment.intervene import NOT_NOW, Act, Actor, alert_id, standing_one
from csassist.assessment.quiet import Changes
from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Approval, Deed, Handling, Intervention
from csassist.conversation.tier import Alert, Tier
from csassist.errors import Conflict, NotFound
from csassist.privacy.mask import mask
from csassist.suggest.spec import Suggestion

MOST_APPROVALS = 8
AGAIN = timedelta(seconds=60)  # a hand raised again within this time is the same hand
MOST_NOTE = 60  # code points of a note in the reasons of an alert


def raise_hand(before: Conversation, actor: Actor, note: str, now: datetime) -> Changes | None:
    """A supervisor is called. None when this hand is up already."""
    current = _present(before, now)
    if current.open and current.hand_raised_at is not None and now - current.hand_raised_at < AGAIN:
        return None
    after = replace(current, hand_raised_at=now, hand_raised_by=actor.name, hand_note=note)
    reason = f"坐席求助：{_short(note)}" if note else "坐席举手求助"
    return _call(before, after, reason, Deed("hand", actor.name, actor.role, now, after.escalation_id))


def ask_approval(before: Conversation, actor: Actor, card: Suggestion, now: datetime) -> Changes | None:
    """Leave is asked to offer what `card` says; after a refusal once more, when its reason is met.

    None when the request stands or was granted; Conflict A411 when nobody need ask.
    """
    if not card.approval:
        raise Conflict("this card needs nobody's approval; use it", code=NOT_NOW)
    current = _present(before, now)
    if any(known.suggestion_id == card.id and known.state != "refused" for known in current.approvals):
        return None
    others = tuple(known for known in current.approvals if known.suggestion_id != card.id)
    asked = Approval(card.id, card.script_id, card.text, card.approval, actor.name, now)
    after = replace(
        current,
        approvals=(*others, asked)[-MOST_APPROVALS:],
        hand_raised_at=now,
        hand_raised_by=actor.name,
        hand_note=card.approval,
    )
    facts = (("suggestion_id", card.id), ("script_id", card.script_id))
    done = Deed("approval_asked", actor.name, actor.role, now, after.escalation_id, facts)
    return _call(before, after, f"申请批准：{_short(card.approval)}", done)


def asked_for(before: Conversation, act: Act, suggestion_id: str | None) -> Approval:
    """The request that is meant: the one named, or the only one open. Raises NotFound, Conflict A409, A410, A411."""
    current = standing_one(before, act)
    open_ones = [known for known in current.approvals if known.state == "asked"]
    if suggestion_id is None:
        if len(open_ones) == 1:
            return open_ones[0]
        raise Conflict(f"{len(open_ones)} requests are open; name one by suggestion_id", code=NOT_NOW)
    found = next((known for known in current.approvals if known.suggestion_id == suggestion_id), None)
    if found is None:
        raise NotFound("nobody asked for approval of this card; check suggestion_id")
    return found


def decide_approval(before: Conversation, act: Act, asked: Approval, *, approve: bool, reason: str) -> Changes | None:
    """Leave is given or refused, once. None when it stands so; Conflict A409 when it was decided the other way."""
    current = standing_one(before, act)
    state = "approved" if approve else "refused"
    if asked.state == state:
        return None
    if asked.state != "asked":
        raise Conflict(f"this request is {asked.state} already", owner=asked.decided_by, agent_id=asked.decided_by)
    decided = replace(asked, state=state, decided_by=act.actor.name, decided_at=act.now, reason=reason)
    approvals = tuple(decided if known is asked else known for known in current.approvals)
    after = replace(current, approvals=approvals, seen_at=current.seen_at or act.now)
    after = replace(after, seen_by=after.seen_by or act.actor.name, remind_at=None)
    if after.state in (Handling.RAISED, Handling.DELIVERED):
        after = replace(after, state=Handling.SEEN)
    facts = (("suggestion_id", asked.suggestion_id), ("reason", mask(reason)))
    done = Deed(f"approval_{state}", act.actor.name, act.actor.role, act.now, after.escalation_id, facts)
    return Changes(replace(before, intervention=after), handled=(after,), deeds=(done,))


def _present(before: Conversation, now: datetime) -> Intervention:
    """The intervention that is open, else one for the escalation that stands, else a new one of its own."""
    current, stands = before.intervention, before.standing.escalation.id
    if current is not None and (current.open or current.escalation_id == stands):
        return current
    kept = () if current is None else current.approvals
    if stands is not None:
        return Intervention(stands, now, approvals=kept)
    key = f"{before.shop}/{before.id}/{before.version}/hand"
    name = "es_" + blake2b(key.encode("utf-8", "replace"), digest_size=8).hexdigest()
    return Intervention(name, now, approvals=kept)


def _call(before: Conversation, current: Intervention, reason: str, done: Deed) -> Changes:
    """With an alert of its own: the same way to the supervisors as a rise of the heat."""
    tier = max(before.standing.escalation.tier, Tier.ALERT)  # whoever asks for help needs it, however calm the customer
    alert = Alert(alert_id(before, done.kind), current.escalation_id, tier, (reason,), done.at)
    after = called(current, alert, done.at)
    return Changes(replace(before, intervention=after), handled=(after,), deeds=(done,), alert=alert)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= MOST_NOTE else words[:MOST_NOTE] + "…"
