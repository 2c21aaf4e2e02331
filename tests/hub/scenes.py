"""Made-up events for the hub's tests: a conversation that only counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from csassist.assessment.assessment import Assessment
from csassist.conversation.conversation import Conversation, Standing
from csassist.conversation.message import Customer, Message, Sender
from csassist.conversation.promise import Promise, PromiseState
from csassist.conversation.reading import Reading, Stage
from csassist.conversation.tier import Alert, Escalation, Tier
from csassist.desk.access import Identity, Role
from csassist.desk.events import AlertRaised, Event, MessageRecorded, PromiseChanged, ReadingElapsed, TierChanged
from csassist.desk.ports import CurvePoint, Snapshot
from fakes.clock import FakeClock

AGENT = Identity(Role.AGENT, "s1", "a1", ("t1",), "s1/agent/a1")
CHIEF = Identity(Role.SUPERVISOR, "s1", "chief", (), "s1/supervisor/chief")


class Talk:
    """One conversation and the record of it, as desk and store would keep them."""

    def __init__(self, clock: FakeClock, conversation_id: str = "c-1") -> None:
        self.clock = clock
        self.now = Conversation("s1", conversation_id, clock.now(), agent_id="a1", team_id="t1")
        self.now = replace(self.now, customer=Customer("u1", "王先生", "vip"))
        self.assessment = Assessment(Reading(), Escalation())
        self.messages: list[Message] = []
        self.points: list[CurvePoint] = []
        self.alerts: list[Alert] = []
        self.promises: list[Promise] = []
        self.burst: tuple[str, ...] = ()

    def say(self, sender: Sender = Sender.CUSTOMER, *, continues: bool = False, tier: Tier = Tier.CALM) -> list[Event]:
        """One more message; the events in the order the desk tells them."""
        at = self.clock.pass_s(1)
        seq = self.now.seq + 1
        message = Message("s1", self.now.id, f"m-{seq}", seq, sender, f"第{seq}句", at)
        if sender is not Sender.CUSTOMER:
            self.burst = ()
        else:
            self.burst = (*self.burst, message.id) if continues and self.burst else (message.id,)
            if len(self.burst) > 1:
                self.points.pop()
        self.messages.append(message)
        return self._decided(seq, tier, message)

    def wait(self, tier: Tier = Tier.WATCH) -> list[Event]:
        """Nobody writes for a minute."""
        self.clock.pass_s(60)
        self.burst = ()
        return self._decided(self.now.seq, tier, None)

    def promise(self, *, kept: bool) -> list[Event]:
        """The agent promises something more, or the oldest open promise is kept. Nothing without a message."""
        if not self.now.seq:
            return []
        at = self.clock.pass_s(1)
        place = next((n for n, known in enumerate(self.promises) if not known.settled), None)
        if kept and place is not None:
            promise = replace(self.promises[place], state=PromiseState.KEPT, settled_at=at)
            self.promises[place] = promise
        else:
            number = len(self.promises)
            promise = Promise(f"pr_{number:04}", "明天发货", (0, 4), "ship", at + timedelta(1), at, f"m-{self.now.seq}")
            self.promises.append(promise)
        self.now = replace(self.now, version=self.now.version + 1)
        return [PromiseChanged(promise, self.now, at)]

    def snapshot(self) -> Snapshot:
        """What the store would answer."""
        at = self.points[-1].at if self.points else self.clock.now()
        return Snapshot(
            self.now, at, self.assessment, tuple(self.points[-500:]), tuple(self.messages[-200:]), tuple(self.alerts),
            tuple(self.promises[-50:]),
        )  # fmt: skip

    def _decided(self, seq: int, tier: Tier, message: Message | None) -> list[Event]:
        at = self.clock.now()
        before = self.assessment.escalation.tier
        degrees = float(self.now.version % 90)
        reading = Reading(
            degrees, stage=Stage.HEATING, burst_id=f"b_{self.burst[0]}" if self.burst else None,
            burst_messages=self.burst,
        )  # fmt: skip
        escalation = Escalation("es_1" if tier else None, tier, tier != before, ("连续追问",) if tier else ())
        self.assessment = Assessment(reading, escalation, (), "h1")
        self.now = replace(
            self.now, version=self.now.version + 1, seq=seq, last_at=at + timedelta(0),
            standing=Standing(degrees, at, reading=reading, escalation=escalation),
        )  # fmt: skip
        self.points.append(CurvePoint(seq, at, degrees, int(tier), Stage.HEATING))
        events: list[Event] = []
        if message is not None:
            events.append(MessageRecorded(message, self.assessment, self.now))
        else:
            last = next((m for m in reversed(self.messages) if m.sender is Sender.CUSTOMER), None)
            events.append(ReadingElapsed(self.assessment, self.now, last, at))
        if tier != before:
            events.append(TierChanged(self.now, escalation, int(before), at))
        if tier is Tier.CALM:
            self.alerts.clear()
        if tier > before and tier >= Tier.ALERT:
            alert = Alert(f"al_{self.now.id}_{self.now.version}", "es_1", tier, ("连续追问",), at)
            self.alerts.append(alert)
            events.append(AlertRaised(alert, self.now, tuple(self.messages[-5:]), at))
        return events
