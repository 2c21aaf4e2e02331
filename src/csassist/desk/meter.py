"""What is counted where it happens, without knowing who counts: decisions, rises, cards, and when a message came in."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Protocol

from csassist.assessment.assessment import Decision
from csassist.conversation.conversation import Conversation
from csassist.conversation.tier import Tier

# time.perf_counter() when the message that is being worked on came in at a door of this process; None = it did not.
ARRIVED: ContextVar[float | None] = ContextVar("csassist_arrived", default=None)


class Meter(Protocol):
    """Figures of a running service. Cheap, safe from any thread, never raises."""

    def decided(self, seconds: float) -> None:
        """The pure decision about one message took so long."""
        ...

    def recorded(self, seconds: float) -> None:
        """The decision was handed to the record, and was durable so long after."""
        ...

    def raised(self, tier: str) -> None:
        """A conversation rose to this tier, by a message or by silence."""
        ...

    def card(self, kind: str, outcome: str, many: int = 1) -> None:
        """So many cards of this kind came to this end, each told for the first time."""
        ...


class NoMeter:
    """Counts nothing."""

    def decided(self, seconds: float) -> None:
        """Nothing."""

    def recorded(self, seconds: float) -> None:
        """Nothing."""

    def raised(self, tier: str) -> None:
        """Nothing."""

    def card(self, kind: str, outcome: str, many: int = 1) -> None:
        """Nothing."""


UNMETERED = NoMeter()


def count_rise(meter: Meter, before: Conversation | None, decision: Decision) -> None:
    """Counts a rise that is on record; a fall, and a stay, is none."""
    was = before.standing.escalation.tier if before is not None else Tier.CALM
    now = decision.conversation.standing.escalation.tier
    if now > was:
        meter.raised(Tier(now).name)
