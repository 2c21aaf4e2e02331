"""The tier ladder: who must help, from the degrees and a little history. Knows thresholds, dwell, hysteresis and
cool-down; knows no text and no clock.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from csassist.conversation.conversation import Ladder
from csassist.conversation.reading import Emotion, Reading
from csassist.conversation.tier import Escalation, Step, Tier
from csassist.escalation.reasons import give_reasons
from csassist.escalation.spec import LadderSpec

_CALM, _SUPERVISOR = Tier.CALM, Tier.SUPERVISOR
_AT_CALM = Escalation()


class Climb(NamedTuple):
    """`alert` = a rise to ALERT or above that the cool-down lets through."""

    ladder: Ladder
    escalation: Escalation
    alert: bool


def decide_tier(
    spec: LadderSpec, reading: Reading, ladder: Ladder, value: str | None, now: datetime, key: str
) -> Climb:
    """One reading on the ladder. `value` = the customer's value tier; `key` names the escalation opened here, if any.

    A rise may take several tiers at once; a fall takes one, or two to CALM when the customer says that all is well. A
    hard trigger goes to SUPERVISOR at once: dwell and cool-down do not hold it back.
    """
    enter = _thresholds(spec, value)
    before, degrees = ladder.tier, reading.degrees
    above = ladder.above + 1 if before < _SUPERVISOR and degrees >= enter[before] else 0
    below = ladder.below + 1 if before > _CALM and degrees < spec.leave[before - 1] else 0
    if reading.hard:
        tier = _SUPERVISOR
    else:  # thresholds ascend: below the next one nothing rises
        tier = _risen(spec, enter, before, degrees, above) if above else before
    if tier == before and below >= spec.release:
        tier = _fallen(spec, before, reading)
    if tier == before == _CALM:  # most readings: nothing to count, to say or to do
        return Climb(_still_calm(ladder, above, now), _AT_CALM, False)
    changed = tier != before
    if changed:
        above = int(tier < _SUPERVISOR and degrees >= enter[tier])
        # Once it falls it may go on falling, a tier a reading: a customer at 0° does not stay an alert for six turns.
        below = spec.release - 1 if tier < before else 0
    alert = _alerts(spec, reading, ladder, tier, now)
    after = Ladder(
        tier,
        now if changed or ladder.since is None else ladder.since,
        _escalation_id(ladder, tier, key),
        above,
        below,
        now if alert else ladder.alerted_at,
        tier if alert else ladder.alerted_tier,
        ladder.waited,
    )
    reasons = give_reasons(reading, tier, before)
    return Climb(after, Escalation(after.escalation_id, tier, changed, reasons, checklist(spec, tier)), alert)


def checklist(spec: LadderSpec, tier: Tier) -> tuple[Step, ...]:
    """The steps of a tier, none of them done; none at CALM."""
    return tuple([Step(s.id, s.text, s.within_s) for s in spec.steps[tier - 1]]) if tier else ()


def may_alert(spec: LadderSpec, ladder: Ladder, tier: Tier, now: datetime) -> bool:
    """True when the cool-down lets an alert of this tier through."""
    if ladder.alerted_at is None or tier > ladder.alerted_tier:
        return True
    return (now - ladder.alerted_at).total_seconds() >= spec.cool_down_s


def _still_calm(ladder: Ladder, above: int, now: datetime) -> Ladder:
    if ladder.since is None:
        return replace(ladder, since=now, above=above, below=0)
    return ladder if above == ladder.above and not ladder.below else replace(ladder, above=above, below=0)


def _alerts(spec: LadderSpec, reading: Reading, ladder: Ladder, tier: Tier, now: datetime) -> bool:
    """A rise to ALERT or above, or a hard trigger at the top again, that the cool-down lets through."""
    hard = bool(reading.hard)
    if tier >= Tier.ALERT and tier > ladder.tier:
        return hard or may_alert(spec, ladder, tier, now)
    return hard and ladder.tier is Tier.SUPERVISOR and may_alert(spec, ladder, tier, now)


def _thresholds(spec: LadderSpec, value: str | None) -> tuple[float, float, float]:
    if value != "vip":
        return spec.enter
    watch, alert, supervisor = spec.enter
    return watch + spec.vip_offset, alert + spec.vip_offset, supervisor + spec.vip_offset


def _risen(spec: LadderSpec, enter: tuple[float, float, float], tier: Tier, degrees: float, above: int) -> Tier:
    """The highest tier whose threshold is reached and whose dwell is served."""
    for higher in range(_SUPERVISOR, tier, -1):
        if degrees >= enter[higher - 1] and above >= spec.dwell[higher - 1]:
            return Tier(higher)
    return tier


def _fallen(spec: LadderSpec, before: Tier, reading: Reading) -> Tier:
    """One tier down. Who is content and cold again is not watched any more: there may be no next message to fall by."""
    content = reading.emotion is Emotion.SATISFIED and reading.degrees < spec.leave[0]
    return _CALM if content and before <= Tier.ALERT else Tier(before - 1)


def _escalation_id(ladder: Ladder, tier: Tier, key: str) -> str | None:
    """One id from leaving CALM until CALM again."""
    if tier is Tier.CALM:
        return None
    if ladder.escalation_id is not None:
        return ladder.escalation_id
    return "es_" + blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
