"""The desk is silent while the customer is warm: one tier more, once a wait, with its reason. Knows no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from csassist.conversation.conversation import Ladder
from csassist.conversation.tier import Escalation, Tier
from csassist.escalation.ladder import Climb, checklist, may_alert
from csassist.escalation.spec import LadderSpec

_WARM = (Tier.WATCH, Tier.ALERT)


def rise_by_waiting(spec: LadderSpec, climb: Climb, before: Ladder, since: datetime | None, now: datetime) -> Climb:
    """`climb` lifted a tier when the customer waits too long. `before` = the ladder that `climb` started from.

    `since` = since when the customer waits, None for no wait. A wait whose own heat has lifted
    the tier lifts it no further. Cool-down holds the alert back as ever.
    """
    ladder = climb.ladder
    if not spec.wait_rise_s or since is None or ladder.tier not in _WARM or before.waited == since:
        return climb
    if ladder.tier > before.tier:  # the waiting has heated it over a threshold: that was this wait's rise
        return climb._replace(ladder=replace(ladder, waited=since))
    waited = (now - since).total_seconds()
    if waited < spec.wait_rise_s:
        return climb
    tier = Tier(ladder.tier + 1)
    changed = tier != before.tier
    alert = climb.alert or (changed and tier >= Tier.ALERT and may_alert(spec, before, tier, now))
    after = replace(
        ladder,
        tier=tier,
        since=now if changed else before.since,
        above=0,
        below=0,
        alerted_at=now if alert else ladder.alerted_at,
        alerted_tier=tier if alert else ladder.alerted_tier,
        waited=since,
    )
    reasons = (f"等了{_spoken(waited)}仍无人回复，升一档", *climb.escalation.reasons)
    return Climb(after, Escalation(ladder.escalation_id, tier, changed, reasons, checklist(spec, tier)), alert)


def _spoken(seconds: float) -> str:
    minutes = int(seconds // 60)
    return f"{minutes}分钟" if minutes else f"{int(seconds)}秒"
