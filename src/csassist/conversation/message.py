"""A message as it arrived, and what came with it. Knows no storage and no wire form."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from csassist.frozen import frozen


class Sender(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"
    SYSTEM = "system"


@frozen
class Customer:
    """What we were told about the person; every field may be missing. The last three are ours, never a message's."""

    id: str | None = None
    name: str | None = None
    value: str | None = None  # new | regular | vip
    orders: int | None = None
    notes: tuple[str, ...] = ()  # the integrator's
    added: tuple[str, ...] = ()  # notes that agents took
    type: str = ""  # novice | expert | hurried | hesitant, remembered from an earlier conversation
    hot_before: bool = False  # an earlier conversation, not long ago, reached ALERT or above

    @property
    def all_notes(self) -> tuple[str, ...]:
        """Whoever wrote them, each once."""
        return tuple(dict.fromkeys((*self.notes, *self.added))) if self.added else self.notes


@frozen
class Order:
    """The order in question, in the integrator's words."""

    id: str | None = None
    status: str | None = None
    logistics: str | None = None
    promised_at: datetime | None = None


@frozen
class Context:
    """What the conversation is about."""

    order: Order | None = None
    product_id: str | None = None


@frozen
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
    digest: str = ""  # keyed hash of the text as posted, when `text` is not that text any more

    def placed(self, seq: int, received_at: datetime) -> Message:
        """The same in its place. Every message passes here, hence by hand."""
        return Message(
            self.shop,
            self.conversation_id,
            self.id,
            seq,
            self.sender,
            self.text,
            received_at,
            self.sent_at,
            self.agent_id,
            self.team_id,
            self.channel,
            self.customer,
            self.context,
            self.digest,
        )
