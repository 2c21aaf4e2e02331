"""A message as it arrived, and what came with it. Knows no storage and no wire form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from csassist.conversation.quick import quick


class Sender(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Customer:
    """What the integrator told us about the person; every field may be missing."""

    id: str | None = None
    name: str | None = None
    value: str | None = None  # new | regular | vip
    orders: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """The order in question, in the integrator's words."""

    id: str | None = None
    status: str | None = None
    logistics: str | None = None
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation is about."""

    order: Order | None = None
    product_id: str | None = None


@quick
@dataclass(frozen=True, slots=True)
class Message:
    """One bubble. `received_at` is the engine's clock (aware); `sent_at` is kept and shown only."""

    shop: str
    conversation_id: str
    id: str
    seq: int  # 1-based order of arrival in the conversation; 0 = not placed yet
    sender: Sender
    text: str
    received_at: datetime
    sent_at: datetime | None = None
    agent_id: str | None = None
    team_id: str | None = None
    channel: str | None = None
    customer: Customer | None = None
    context: Context | None = None
