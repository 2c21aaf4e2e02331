"""What people do about an escalation: look, claim, take over, hand back, close, tick a step. Pure; rights were checked.

Each returns what changes, or None when it stands already. A Conflict says who was first.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from csassist.assessment.follow import ended, marked
from csassist.assessment.quiet import Changes
from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import CALLING, Deed, Handling, Intervention, Responsibility
from csassist.conversation.tier import Alert
from csassist.errors import Conflict, NotFound
from csassist.privacy.mask import mask

CLOSED, NOT_NOW = "A410", "A411"


class Actor(NamedTuple):
    """Who does it. `name` = the agent_id."""

    name: str
    role: str
    chief: bool = False  # an admin may end what somebody else owns


class Act(NamedTuple):
    """Who does it to which escalation, and when."""

    actor: Actor
    escalation_id: str
    now: datetime


def delivered(before: Conversation, escalation_id: str, to: tuple[str, ...], now: datetime) -> Changes | None:
    """A supervisor's socket got the alert."""
    current = before.intervention
    if current is None or current.escalation_id != escalation_id or current.state is not Handling.RAISED:
        return None
    act = Act(Actor("csassist", "service"), escalation_id, now)
    after = replace(current, state=Handling.DELIVERED, delivered_at=now)
    return _changes(before, after, act, "delivered", ("to", ", ".join(to)))


def acknowledge(before: Conversation, act: Act) -> Changes | None:
    """A supervisor looks at it: reminders end."""
    current = standing_one(before, act)
    if current.state not in CALLING:
        return None
    return _changes(before, _seen(replace(current, state=Handling.SEEN), act), act, "seen")


def claim(before: Conversation, act: Act) -> Changes | None:
    """One supervisor owns it. Raises Conflict A409 with who has it, A410 when it is closed."""
    current = standing_one(before, act)
    if current.owner == act.actor.name:
        return None
    _require_free(current, act)
    return _changes(before, claimed(before, current, act), act, "claimed")


def take_over(before: Conversation, act: Act) -> Changes | None:
    """The conversation becomes the supervisor's; whose it was may go on reading. Claims it when nobody did."""
    current = standing_one(before, act)
    if current.taken_over_by == act.actor.name:
        return None
    _require_free(current, act)
    after = current if current.owner == act.actor.name else claimed(before, current, act)
    was = before.agent_id if before.agent_id != act.actor.name else None
    after = replace(after, taken_over_by=act.actor.name, taken_from=was)
    moved = replace(before, agent_id=act.actor.name)
    return _changes(moved, after, act, "takeover", ("from", was or ""))


def hand_back(before: Conversation, act: Act, to: str | None = None) -> Changes:
    """The conversation goes back to whose it was, or `to`. Raises Conflict A411 when nobody took it over."""
    current = standing_one(before, act)
    if current.taken_over_by is None:
        raise Conflict("nobody took this conversation over; there is nothing to hand back", code=NOT_NOW)
    if current.taken_over_by != act.actor.name and not act.actor.chief:
        raise _taken(current.taken_over_by)
    agent = to or current.taken_from
    after = replace(current, taken_over_by=None, taken_from=None)
    return _changes(replace(before, agent_id=agent), after, act, "handback", ("to", agent or ""))


def resolve(before: Conversation, act: Act, reason: str, responsibility: Responsibility | None) -> Changes:
    """Closed, with a reason and whose matter it was. What was taken over goes back. Raises Conflict A409, A410."""
    current = standing_one(before, act)
    if current.owner not in (None, act.actor.name) and not act.actor.chief:
        raise _taken(current.owner)
    whose = "" if responsibility is None else responsibility.value
    back = before if current.taken_over_by is None else replace(before, agent_id=current.taken_from)
    after = ended(current, act.actor.name, act.now, reason, whose)
    after = replace(after, taken_over_by=None, taken_from=None)
    if after.alert is None:
        after = replace(after, alert=_own_alert(before, act.now, after.escalation_id))
    return _changes(back, after, act, "closed", ("reason", mask(reason)), ("responsibility", whose))


def tick(before: Conversation, act: Act, step: str, *, done: bool) -> Changes | None:
    """A step of the checklist is done, or not after all. Raises NotFound for a step that is not on it."""
    current = standing_one(before, act, past=True)
    if step not in [known.id for known in before.standing.escalation.steps]:
        raise NotFound("no such step on the checklist as it stands; check the id")
    was = any(name == step for name, _ in current.steps)
    if was == done:
        return None
    others = tuple(entry for entry in current.steps if entry[0] != step)
    after = replace(current, steps=(*others, (step, act.now)) if done else others)
    return _changes(before, after, act, "tick" if done else "untick", ("step", step))


def close_conversation(before: Conversation, actor: Actor, reason: str, now: datetime) -> Changes | None:
    """Nobody waits any more; its alerts are closed with it. A later message opens it again."""
    if before.closed:
        return None
    current = before.intervention
    quiet = replace(before, closed=True, waiting_since=None, burst=None)
    done = Deed("conversation_closed", actor.name, actor.role, now, None, (("reason", mask(reason)),))
    if current is None or not current.open:
        return Changes(quiet, deeds=(done,))
    act = Act(actor, current.escalation_id, now)
    after = replace(ended(current, actor.name, now, reason), taken_over_by=None, taken_from=None)
    agent = before.agent_id if current.taken_over_by is None else current.taken_from
    changes = _changes(replace(quiet, agent_id=agent), after, act, "closed", ("reason", mask(reason)))
    return changes._replace(deeds=(*changes.deeds, done))


def standing_one(before: Conversation, act: Act, *, past: bool = False) -> Intervention:
    """The intervention that `act` is about. Raises Conflict A410 for one that is closed, unless `past` will do."""
    current, stands = before.intervention, before.standing.escalation.id == act.escalation_id
    if current is None or not (current.escalation_id == act.escalation_id or (current.open and stands)):
        if stands:
            return Intervention(act.escalation_id, act.now, tier=before.standing.escalation.tier)
        raise _over()
    if current.state is Handling.CLOSED and not past:
        raise _over(current)
    return current


def claimed(before: Conversation, current: Intervention, act: Act) -> Intervention:
    """Owned by the actor, who has seen it. One that nobody was called to gets an alert, so that it is listed."""
    alert = current.alert or _own_alert(before, act.now, current.escalation_id)
    after = replace(
        current, state=Handling.CLAIMED, owner=act.actor.name, claimed_at=act.now, tier=alert.tier, alert=alert
    )
    return _seen(after, act)


def alert_id(before: Conversation, part: str) -> str:
    """`al_` and 16 hex digits, of this conversation at this version."""
    key = f"{before.shop}/{before.id}/{before.version}/{part}"
    return "al_" + blake2b(key.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _own_alert(before: Conversation, now: datetime, escalation_id: str) -> Alert:
    escalation = before.standing.escalation
    return Alert(alert_id(before, "claim"), escalation_id, escalation.tier, escalation.reasons, now)


def _seen(current: Intervention, act: Act) -> Intervention:
    seen = current if current.seen_at is not None else replace(current, seen_at=act.now, seen_by=act.actor.name)
    return replace(seen, remind_at=None)


def _require_free(current: Intervention, act: Act) -> None:
    for name in (current.owner, current.taken_over_by):
        if name is not None and name != act.actor.name:
            raise _taken(name)


def _taken(name: str | None) -> Conflict:
    return Conflict("somebody else has it; see owner", owner=name, agent_id=name)


def _over(current: Intervention | None = None) -> Conflict:
    if current is None:
        return Conflict("this escalation is closed; the conversation went on", code=CLOSED)
    facts = {"closed_by": current.closed_by, "reason": current.reason}
    return Conflict("this escalation is closed; a new rise opens it again", code=CLOSED, **facts)


def _changes(before: Conversation, after: Intervention, act: Act, kind: str, *facts: tuple[str, str]) -> Changes:
    """The conversation with the intervention and its checklist marked; a new alert of ours goes with it."""
    escalation, after = marked(before.standing.escalation, after)
    standing = before.standing
    if escalation is not standing.escalation:
        standing = replace(standing, escalation=escalation)
    known = before.intervention
    alert = after.alert if after.alert is not None and (known is None or known.alert is None) else None
    done = Deed(kind, act.actor.name, act.actor.role, act.now, after.escalation_id, facts)
    moved = replace(before, intervention=after, standing=standing)
    return Changes(moved, handled=(after,), deeds=(done,), alert=alert)
