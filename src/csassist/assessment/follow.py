"""How an escalation is handled without anybody's doing: called, reminded, lifted a level, recovered, overdue. Pure.

Reminders come 30, 60 and 120 s after a level was called, until somebody looks; after 240 s the next level is called.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import CALLING, Deed, Handling, Intervention
from csassist.conversation.tier import Alert, Escalation, Tier

REMIND_S = (30, 60, 120, 240)  # after a level was called; with the last one the next level is called
AGAIN_S = 900  # the last level is reminded this often, once its own series is over …
MOST_REMINDERS = 12  # … up to here, two hours: a desk without supervisors is not written to for ever
LAST_LEVEL = 2
CLOCK, SERVICE = "csassist", "service"
RECOVERED, SUPERSEDED = "recovered", "superseded"


class Followed(NamedTuple):
    """The escalation with its checklist as it stands, and how it is handled. `changed` = rows to write."""

    escalation: Escalation
    current: Intervention | None
    changed: tuple[Intervention, ...] = ()
    deeds: tuple[Deed, ...] = ()


def follow(before: Conversation, escalation: Escalation, alert: Alert | None, now: datetime) -> Followed:
    """What a new reading does to the handling. `before` = the conversation before it; `alert` = what it raised."""
    current = before.intervention
    if current is None and alert is None:
        return Followed(escalation, None)
    changed: list[Intervention] = []
    deeds: list[Deed] = []
    if current is not None and current.escalation_id != escalation.id and _ends(current):
        current = ended(current, CLOCK, now, RECOVERED)
        changed.append(current)
        deeds.append(deed("closed", current, now, ("reason", RECOVERED)))
    if alert is not None:
        if current is not None and current.escalation_id != alert.escalation_id and current.open:
            changed.append(ended(current, CLOCK, now, SUPERSEDED))
            deeds.append(deed("closed", current, now, ("reason", SUPERSEDED)))
        current = called(_heir(current, alert, now), alert, now)
        deeds.append(deed("raised", current, now, ("alert", alert.id), ("tier", alert.tier.name)))
    if current is None:
        return Followed(escalation, None, tuple(changed), tuple(deeds))
    current = _counted(current, before, escalation, now)
    escalation, current = marked(escalation, current)
    if alert is not None:
        changed.append(current)
    return Followed(escalation, current, tuple(changed), tuple(deeds))


def pass_time(current: Intervention | None, escalation: Escalation, now: datetime) -> Followed | None:
    """What the clock does: None when nothing is due."""
    if current is None or current.due_at is None or current.due_at > now:
        return None
    deeds: list[Deed] = []
    if current.remind_at is not None and current.remind_at <= now:
        current, done = _reminded(current, now)
        deeds.append(done)
    late = tuple([s.id for s in escalation.steps if _late(s.id, s.due_at, current, now) and not s.done])
    if late:
        current = replace(current, overdue=(*current.overdue, *late))
        deeds += [deed("overdue", current, now, ("step", step)) for step in late]
    escalation, current = marked(escalation, current)
    return Followed(escalation, current, (current,), tuple(deeds))


def called(current: Intervention, alert: Alert, now: datetime) -> Intervention:
    """Supervisors are called with `alert`; whoever owns it already goes on owning it and is reminded of nothing."""
    mine = current.state is Handling.CLAIMED
    fresh = replace(current, tier=alert.tier, alert=alert, called_at=now, reminders=0, level=0)
    if mine:
        return replace(fresh, remind_at=None)
    return replace(
        fresh,
        state=Handling.RAISED,
        remind_at=now + timedelta(seconds=REMIND_S[0]),
        owner=None,
        delivered_at=None,
        seen_at=None,
        seen_by=None,
        closed_at=None,
        closed_by=None,
        reason="",
        responsibility="",
    )


def keeper(before: Conversation) -> str | None:
    """Who keeps the conversation whatever agent a message names: the supervisor who took it over."""
    current = before.intervention
    return None if current is None else current.taken_over_by


def ended(current: Intervention, by: str, now: datetime, reason: str, responsibility: str = "") -> Intervention:
    """Closed. A conversation that was taken over is handed back by whoever decides it."""
    return replace(
        current,
        state=Handling.CLOSED,
        closed_at=now,
        closed_by=by,
        reason=reason,
        responsibility=responsibility,
        remind_at=None,
        steps_from=None,
        step_due_at=None,
        hand_raised_at=None,
    )


def marked(escalation: Escalation, current: Intervention) -> tuple[Escalation, Intervention]:
    """The checklist as it stands, and when the next of its deadlines is."""
    if not escalation.steps:
        return escalation, current if current.step_due_at is None else replace(current, step_due_at=None)
    ticked = [name for name, _ in current.steps]
    begun = current.steps_from
    steps = []
    for step in escalation.steps:
        done = step.id in ticked
        due = None if begun is None else begun + timedelta(seconds=step.within_s)
        steps.append(replace(step, done=done, due_at=due, overdue=step.id in current.overdue and not done))
    waiting = [step.due_at for step in steps if step.due_at is not None and not step.done and not step.overdue]
    nearest = min(waiting) if waiting else None
    return replace(escalation, steps=tuple(steps)), replace(current, step_due_at=nearest)


def deed(kind: str, current: Intervention, now: datetime, *facts: tuple[str, str]) -> Deed:
    """What the service itself did."""
    return Deed(kind, CLOCK, SERVICE, now, current.escalation_id, facts)


def _ends(current: Intervention) -> bool:
    """Calm ends what nobody has taken up; who raised a hand or owns it decides himself when it is over."""
    return current.state in (*CALLING, Handling.SEEN) and current.hand_raised_at is None


def _heir(current: Intervention | None, alert: Alert, now: datetime) -> Intervention:
    """The handling that `alert` belongs to: its own, or a new one that goes on where an open one stood."""
    if current is None:
        return Intervention(alert.escalation_id, now)
    if current.escalation_id == alert.escalation_id:
        return current
    if not current.open:
        return Intervention(alert.escalation_id, now, approvals=current.approvals)
    return replace(current, escalation_id=alert.escalation_id, opened_at=now, steps=(), overdue=())


def _counted(current: Intervention, before: Conversation, escalation: Escalation, now: datetime) -> Intervention:
    """Deadlines count from a rise to ALERT or above; while it cools down, and once it is closed, none counts."""
    tier, was = escalation.tier, before.standing.escalation.tier
    if not current.open or current.escalation_id != escalation.id or tier < max(was, Tier.ALERT):
        return current if current.steps_from is None else replace(current, steps_from=None)
    if tier > was or current.steps_from is None:
        return replace(current, steps_from=now)
    return current


def _reminded(current: Intervention, now: datetime) -> tuple[Intervention, Deed]:
    """One more reminder, or the first call of the next level. After a pause of ours there is one, not all of them."""
    count = current.reminders + 1
    if count < len(REMIND_S):
        planned = (current.called_at or now) + timedelta(seconds=REMIND_S[count])
        after = replace(current, reminders=count, remind_at=max(planned, now + timedelta(seconds=REMIND_S[0])))
    elif current.level < LAST_LEVEL:
        soon = now + timedelta(seconds=REMIND_S[0])
        after = replace(current, level=current.level + 1, called_at=now, reminders=0, remind_at=soon)
    else:
        again = now + timedelta(seconds=AGAIN_S) if count < MOST_REMINDERS else None
        after = replace(current, reminders=count, remind_at=again)
    facts = (("level", str(after.level)), ("reminder", str(after.reminders)))
    return after, deed("reminded", after, now, *facts)


def _late(step: str, due_at: datetime | None, current: Intervention, now: datetime) -> bool:
    return due_at is not None and due_at <= now and step not in current.overdue
