"""A conversation that stands at a tier, without a word of text, for tests of what people do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from csassist.assessment.follow import follow
from csassist.conversation.conversation import Conversation, Standing
from csassist.conversation.tier import Alert, Escalation, Step, Tier

START = datetime(2026, 11, 22, 10, tzinfo=UTC)
STEPS = (Step("answer", "立即回复", 30), Step("plan", "给出方案", 180))


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def alert_of(name: str = "al_1", escalation: str = "es_1", tier: Tier = Tier.ALERT, at: float = 0) -> Alert:
    return Alert(name, escalation, tier, ("连续追问",), after(at))


def new() -> Conversation:
    return Conversation("s1", "c-1", START, 1, 1, "a1", "t1")


def read(
    before: Conversation, tier: Tier, at: float, alert: Alert | None = None, escalation: str = "es_1"
) -> Conversation:
    """The conversation after a reading that left it at `tier`."""
    stands = Escalation(escalation if tier else None, tier, True, (), STEPS if tier >= Tier.ALERT else ())
    followed = follow(before, stands, alert, after(at))
    standing = Standing(escalation=followed.escalation)
    return replace(before, version=before.version + 1, standing=standing, intervention=followed.current)


def raised(tier: Tier = Tier.ALERT) -> Conversation:
    """At ALERT since START, with the alert al_1 of the escalation es_1."""
    return read(new(), tier, 0, alert_of(tier=tier))
