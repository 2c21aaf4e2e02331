"""Made-up commits for the store's tests: a small shop desk without thermometer or rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from csassist.assessment.assessment import Assessment
from csassist.conversation.conversation import Asked, Burst, Conversation, Ladder, Standing
from csassist.conversation.message import Context, Customer, Message, Order, Sender
from csassist.conversation.reading import Contribution, Emotion, Reading, Signal, Stage, Trigger
from csassist.conversation.tier import Alert, Escalation, Step, Tier
from csassist.desk.ports import Commit, Store
from csassist.suggest.spec import Suggestion

Engine = Callable[[Path], Store]  # opens the record of a directory
START = datetime(2026, 11, 22, 10, 0, 0, 123456, tzinfo=UTC)
CUSTOMER = Customer("u1", "张女士", "vip", 3, ("优先发顺丰",))
CONTEXT = Context(Order("o-1", "已付款", "待揽收", START), "sku-1")


def reading_of(degrees: float, message_id: str, burst: str) -> Reading:
    signal = Signal("question-run", "连续问号", degrees / 2, (6, 9), "？？？", message_id)
    return Reading(
        degrees, degrees / 2, Stage.HEATING, Emotion.ANGER, 0.83, -0.6, (Trigger.LOGISTICS,), 8.0, burst,
        (message_id,), (signal,), (Contribution("carried", degrees / 2), Contribution("message", degrees / 2)),
        None, ("shipping",),
    )  # fmt: skip


def message_of(conversation: Conversation, message_id: str, text: str, sender: Sender = Sender.CUSTOMER) -> Message:
    """The next message of `conversation`, a second after the last."""
    at = START + timedelta(seconds=conversation.seq)
    return Message(
        conversation.shop, conversation.id, message_id, conversation.seq + 1, sender, text, at, at, "a1", "t1", "web",
        CUSTOMER, CONTEXT,
    )  # fmt: skip


def new_conversation(conversation_id: str = "c-1", shop: str = "s1", team: str | None = "t1") -> Conversation:
    return Conversation(shop, conversation_id, START, agent_id="a1", team_id=team, channel="web", customer=CUSTOMER)


def commit_of(
    before: Conversation, message_id: str, text: str = "怎么还不发货？？？", degrees: float = 40.0, *,
    continues: bool = False, alert: bool = False, due_at: datetime | None = None, cards: int = 3,
) -> Commit:  # fmt: skip
    """What a desk would write for one more customer message. `continues` = a further bubble of the open burst."""
    message = message_of(before, message_id, text)
    old = before.burst if continues else None
    burst_id = old.id if old else f"b_{before.id}_{message_id}"
    reading = reading_of(degrees, message_id, burst_id)
    tier = Tier.ALERT if degrees >= 50 else Tier.CALM
    escalation = Escalation(
        f"es_{before.id}" if tier else None, tier, before.standing.escalation.tier != tier, ("连续追问",),
        (Step("s1", "先道歉再给时限", 60),),
    )  # fmt: skip
    standing = Standing(
        degrees, message.received_at, before.seq + 1, degrees, 3.0, reading, escalation,
        Ladder(tier, message.received_at, escalation.id, 1, 0), (Asked("发货", message.seq),), ("empathy-1",), 1, 0,
    )  # fmt: skip
    start = old.before if old else before.standing
    burst = Burst(
        burst_id, (*(old.messages if old else ()), message_id), message.received_at, start, reading.signals, text
    )
    after = replace(
        before, version=before.version + 1, seq=message.seq, standing=standing, burst=burst, context=CONTEXT,
        waiting_since=message.received_at, last_at=message.received_at, last_text=text, due_at=due_at,
    )  # fmt: skip
    suggestions = tuple(
        Suggestion(f"sg_{burst_id}_{n}", "empathy", f"emp-{n}", "让您久等了，我马上核实。", 0.9, ("物流",))
        for n in range(cards)
    )
    raised = (
        Alert(f"al_{burst_id}", f"es_{before.id}", tier, ("连续追问",), message.received_at, message_id)
        if alert
        else None
    )
    return Commit(
        before.version, after, Assessment(reading, escalation, suggestions, "hash-1"), message.received_at, message,
        raised,
    )  # fmt: skip


def silence_of(before: Conversation, degrees: float, after_s: float) -> Commit:
    """What a desk would write when nothing was said for a while."""
    at = START + timedelta(seconds=after_s)
    reading = replace(before.standing.reading, degrees=degrees)
    standing = replace(before.standing, degrees=degrees, at=at, reading=reading, waited_steps=1)
    after = replace(before, version=before.version + 1, standing=standing, due_at=None)
    return Commit(before.version, after, Assessment(reading, standing.escalation), at)
