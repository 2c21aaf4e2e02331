"""Made-up events for the hub's tests: a conversation that only counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from csassist.assessment.appeal import raise_hand
from csassist.assessment.assessment import Assessment
from csassist.assessment.follow import follow
from csassist.assessment.intervene import (
    Act,
    Actor,
    acknowledge,
    claim,
    close_conversation,
    hand_back,
    resolve,
    take_over,
    tick,
)  # fmt: skip
from csassist.assessment.quiet import Changes
from csassist.conversation.conversation import Conversation, Standing
from csassist.conversation.intervention import Handling, Intervention
from csassist.conversation.message import Customer, Message, Sender
from csassist.conversation.promise import Promise, PromiseState
from csassist.conversation.reading import Reading, Stage
from csassist.conversation.tier import Alert, Escalation, Step, Tier
from csassist.desk.access import Identity, Role
from csassist.desk.events import (
    AlertRaised,
    EscalationHandled,
    Event,
    MessageRecorded,
    PromiseChanged,
    ReadingElapsed,
    TierChanged,
)  # fmt: skip
from csassist.desk.ports import CurvePoint, Snapshot
from csassist.errors import Conflict, NotFound
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
        self.risen = 0  # escalations so far

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

    def do(self, deed: str) -> list[Event]:
        """Somebody steps in, if there is something to step into."""
        at = self.clock.pass_s(1)
        known, standing = self.now.intervention, self.now.standing.escalation
        if known is not None and known.open:
            name = known.escalation_id
        elif standing.id is not None and known is not None:
            name = standing.id
        else:
            return []
        act = Act(Actor("boss", "supervisor"), name, at)
        try:
            changes = _DEEDS[deed](self.now, act)
        except (Conflict, NotFound):
            return []
        if changes is None:
            return []
        before = self.now.closed
        self.now = replace(changes.conversation, version=self.now.version + 1)
        self.assessment = replace(self.assessment, escalation=self.now.standing.escalation)
        self._drop_closed(changes.handled)
        events: list[Event] = [EscalationHandled(one, self.now, at) for one in changes.handled]
        if self.now.closed and not before and not changes.handled:
            events.append(EscalationHandled(None, self.now, at))
        if changes.alert is not None:
            events.append(self._rung(changes.alert))
        return events

    def state_of(self, alert: Alert) -> str:
        """The state that an alert's row has."""
        current = self.now.intervention
        return current.state.value if current is not None else "raised"

    def _rung(self, alert: Alert) -> Event:
        if self.state_of(alert) != "closed":
            self.alerts.append(alert)
        return AlertRaised(alert, self.now, tuple(self.messages[-5:]), self.clock.now(), self.state_of(alert), ("x",))

    def _drop_closed(self, changed: tuple[Intervention, ...]) -> None:
        gone = {one.escalation_id for one in changed if one.state is Handling.CLOSED}
        self.alerts = [alert for alert in self.alerts if alert.escalation_id not in gone]

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
        if tier and not before:
            self.risen += 1
        name = f"es_{self.risen}" if tier else None
        steps = (Step("answer", "立即回复", 30),) if tier >= Tier.ALERT else ()
        escalation = Escalation(name, tier, tier != before, ("连续追问",) if tier else (), steps)
        alert = None
        if name is not None and tier > before and tier >= Tier.ALERT:
            alert = Alert(f"al_{self.now.id}_{self.now.version + 1}", name, tier, ("连续追问",), at)
        escalation, current, changed, _ = follow(self.now, escalation, alert, at)
        self._drop_closed(changed)
        self.assessment = Assessment(reading, escalation, (), "h1")
        self.now = replace(
            self.now, version=self.now.version + 1, seq=seq, last_at=at + timedelta(0), intervention=current,
            closed=self.now.closed and message is None,
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
        events += [EscalationHandled(one, self.now, at) for one in changed if one.state is Handling.CLOSED]
        if alert is not None:
            events.append(self._rung(alert))
        return events


_DEEDS: dict[str, Callable[[Conversation, Act], Changes | None]] = {
    "see": acknowledge,
    "claim": claim,
    "takeover": take_over,
    "handback": hand_back,
    "resolve": lambda before, act: resolve(before, act, "补发", None),
    "tick": lambda before, act: tick(before, act, "answer", done=True),
    "hand": lambda before, act: raise_hand(before, Actor("a1", "agent"), "帮忙", act.now),
    "close": lambda before, act: close_conversation(before, act.actor, "", act.now),
}
DEEDS = tuple(_DEEDS)
