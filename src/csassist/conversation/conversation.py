"""A conversation as the next decision needs it: small, of bounded size, the same cost at turn 10 and turn 1 000."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime

from csassist.conversation.choosing import Choosing
from csassist.conversation.intervention import Intervention
from csassist.conversation.message import Context, Customer
from csassist.conversation.promise import Promise
from csassist.conversation.reading import Reading, Signal
from csassist.conversation.tier import Escalation, Tier
from csassist.frozen import frozen


@frozen
class Asked:
    """One intent the customer asked about, for noticing repetition. `key` is a normalised form, not the text."""

    key: str
    seq: int
    times: int = 1


@frozen
class Ladder:
    """Memory of the tier ladder: hysteresis, dwell and cool-down need a little history."""

    tier: Tier = Tier.CALM
    since: datetime | None = None
    escalation_id: str | None = None
    above: int = 0  # consecutive readings above the next tier's threshold
    below: int = 0  # consecutive readings below this tier's leave threshold
    alerted_at: datetime | None = None
    alerted_tier: Tier = Tier.CALM
    waited: datetime | None = None  # since when the customer waited in the wait that lifted the tier


@frozen
class Standing:
    """All that a reading of the next burst starts from. Saved before a burst, so that a later bubble decides anew."""

    degrees: float = 0.0
    at: datetime | None = None  # when `degrees` was true
    turns: int = 0  # customer bursts so far
    peak: float = 0.0
    momentum: float = 0.0
    reading: Reading = field(default_factory=Reading)
    escalation: Escalation = field(default_factory=Escalation)
    ladder: Ladder = field(default_factory=Ladder)
    asked: tuple[Asked, ...] = ()  # at most 16, newest last
    offered: tuple[str, ...] = ()  # script ids shown in this conversation, at most 200
    unanswered: int = 0  # customer bursts since the last agent message
    waited_steps: int = 0  # waiting steps already counted for the present wait
    choosing: Choosing = field(default_factory=Choosing)  # what choosing cards remembers
    session_heat: float = 0.0  # how the talk so far leaves the customer, −100 happy … 100 unhappy


@frozen
class Burst:
    """One thought in several bubbles (at most 3 s apart, no other sender between; closed after 50 bubbles)."""

    id: str
    messages: tuple[str, ...]
    last_at: datetime
    before: Standing
    signals: tuple[Signal, ...] = ()  # raw signals of the bubbles so far, before caps
    text: str = ""  # the bubbles so far joined by a newline, last 2 000 code points, for choosing scripts
    alerted: Tier = Tier.CALM  # highest alert already raised in this burst
    alert_id: str | None = None
    learnt: tuple[Signal, ...] = ()  # what the learnt model says of the bubbles so far


@frozen
class Conversation:
    """State after `seq` messages. `version` grows by one with every record, messages or not (the optimistic lock)."""

    shop: str
    id: str
    opened_at: datetime
    version: int = 0
    seq: int = 0
    agent_id: str | None = None
    team_id: str | None = None
    channel: str | None = None
    customer: Customer | None = None
    context: Context | None = None
    standing: Standing = field(default_factory=Standing)
    burst: Burst | None = None
    waiting_since: datetime | None = None  # first customer message since the last answer
    last_at: datetime | None = None
    last_text: str = ""  # last customer text, at most 200 code points
    due_at: datetime | None = None  # when elapse wants to look again
    closed: bool = False
    promises: tuple[Promise, ...] = ()  # unsettled ones, oldest first, at most 16 (promise.ledger)
    intervention: Intervention | None = None  # how people handle its escalation
