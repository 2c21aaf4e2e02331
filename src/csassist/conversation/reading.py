"""What the thermometer says: signals, contributions, a reading. A reading is its explanation."""

from __future__ import annotations

from enum import StrEnum

from csassist.frozen import frozen


class Emotion(StrEnum):
    """What kind of unhappiness (or not)."""

    ANGER = "anger"
    GRIEVANCE = "grievance"
    ANXIETY = "anxiety"
    DISAPPOINTMENT = "disappointment"
    NEUTRAL = "neutral"
    SATISFIED = "satisfied"


class Trigger(StrEnum):
    """What set it off."""

    PRICE = "price"
    LOGISTICS = "logistics"
    AFTER_SALES = "after_sales"
    PRODUCT = "product"
    SERVICE = "service"
    SAFETY = "safety"
    OTHER = "other"


class Stage(StrEnum):
    """Where on the emotion curve the conversation stands."""

    CALM = "calm"
    SUPPRESSED = "suppressed"
    HEATING = "heating"
    OUTBURST = "outburst"
    COOLING = "cooling"


@frozen
class Signal:
    """One named reason. `degrees` may be negative (damper, cap); `span` = code points of the text as posted."""

    id: str
    title: str
    degrees: float
    span: tuple[int, int] | None = None
    text: str = ""
    message_id: str | None = None


@frozen
class Contribution:
    """One summand of the degrees."""

    id: str
    degrees: float


@frozen
class Reading:
    """Degrees 0–100. Signals add up to message_degrees, contributions to degrees (each rounded to 0.1)."""

    degrees: float = 0.0
    message_degrees: float = 0.0
    stage: Stage = Stage.CALM
    emotion: Emotion = Emotion.NEUTRAL
    confidence: float = 0.0
    polarity: float = 0.0  # -1 unhappy … 1 happy
    triggers: tuple[Trigger, ...] = ()
    trend: float = 0.0
    burst_id: str | None = None
    burst_messages: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    hard: str | None = None  # id of the hard trigger that fired, if any
    scenes: tuple[str, ...] = ()  # scenes the text speaks of (logistics, refund …), for choosing scripts
