"""P5: for any interleaving of what is told, cut, resumed and forgotten, the folded state is a fresh snapshot's."""

from __future__ import annotations

import json
from typing import Any

import orjson
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from csassist.conversation.message import Sender
from csassist.conversation.tier import Tier
from csassist.hub.connection import Connection, OutboxLimits
from csassist.hub.hub import Hub
from csassist.hub.memory_broker import MemoryBroker, Retention
from csassist.hub.position import Position
from csassist.wire.alert import alert_dict
from csassist.wire.fold import State, fold, new_state
from csassist.wire.render import snapshot_dict, wall_item
from fakes.clock import FakeClock
from hub.scenes import CHIEF, DEEDS, Talk

CHANNELS = ("conversation:c-1", "conversation:c-2", "team:t1", "shop")


def run(coroutine: Any) -> Any:
    """Drives a coroutine that never really waits (snapshots here are read at once, outside of any loop)."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("something waited")


class AtOnce:
    """A shelf without a loop: reads at once."""

    def __init__(self, broker: MemoryBroker) -> None:
        self.broker = broker

    async def take(self, channel: tuple[str, str], read: Any) -> Any:
        from csassist.hub.shelf import Taken

        position = self.broker.top(channel)
        return Taken(position, await read(), 0.0)


class OneScreen(RuleBasedStateMachine):
    """Two conversations, one screen that reads them, their team and the shop; little history, small outbox."""

    @initialize()
    def start(self) -> None:
        self.clock = FakeClock()
        self.talks = {"c-1": Talk(self.clock), "c-2": Talk(self.clock, "c-2")}
        self.states: dict[str, State] = {name: new_state(name) for name in CHANNELS}
        self.connection: Connection | None = None
        self.sockets = 0
        self.boot()

    def boot(self) -> None:
        broker = self.broker = MemoryBroker(self.clock, Retention(frames=4, seconds=30, budget_bytes=60_000))
        self.hub = Hub(broker, self.clock)
        self.hub._shelf = AtOnce(broker)  # type: ignore[assignment]

    def truth(self, name: str) -> dict[str, Any]:
        kind, _, rest = name.partition(":")
        if kind == "conversation":
            return snapshot_dict(self.talks[rest].snapshot(), None)
        talks = list(self.talks.values())
        return {
            "conversations": [wall_item(talk.now) for talk in talks if talk.now.version and not talk.now.closed],
            "alerts": [alert_dict(each, talk.now, talk.state_of(each)) for talk in talks for each in talk.alerts],
            "presence": [],
        }

    def tell(self, events: Any) -> None:
        run(self.hub.tell("s1", events))

    @rule(
        who=st.sampled_from(["c-1", "c-2"]),
        sender=st.sampled_from([Sender.CUSTOMER, Sender.CUSTOMER, Sender.AGENT]),
        continues=st.booleans(),
        tier=st.sampled_from(list(Tier)),
    )
    def message(self, who: str, sender: Sender, continues: bool, tier: Tier) -> None:
        self.tell(self.talks[who].say(sender, continues=continues, tier=tier))

    @rule(who=st.sampled_from(["c-1", "c-2"]), tier=st.sampled_from(list(Tier)))
    def silence(self, who: str, tier: Tier) -> None:
        self.tell(self.talks[who].wait(tier))

    @rule(who=st.sampled_from(["c-1", "c-2"]), kept=st.booleans())
    def promise(self, who: str, kept: bool) -> None:
        self.tell(self.talks[who].promise(kept=kept))

    @rule(who=st.sampled_from(["c-1", "c-2"]), deed=st.sampled_from(DEEDS))
    def step_in(self, who: str, deed: str) -> None:
        self.tell(self.talks[who].do(deed))

    @precondition(lambda self: self.connection is None)
    @rule()
    def connect(self) -> None:
        self.sockets += 1
        self.connection = Connection(f"cn_{self.sockets}", CHIEF, OutboxLimits(12, 100_000))
        run(self.hub.attach(self.connection))
        for name in CHANNELS:
            self.subscribe(name)

    def subscribe(self, name: str) -> None:
        assert self.connection is not None
        known = self.states[name]["position"]

        async def read() -> bytes:
            return orjson.dumps(self.truth(name))

        wanted = None if known is None else Position(known["epoch"], known["offset"])
        run(self.hub.subscribe(self.connection, name, wanted, read))

    @precondition(lambda self: self.connection is not None and len(self.connection) > 0)
    @rule(lost=st.integers(0, 3), twice=st.booleans())
    def read(self, lost: int, twice: bool) -> None:
        """The screen reads; a line that breaks may swallow the last frames, a proxy may say some twice."""
        assert self.connection is not None
        told = [json.loads(text) for text in run(self.connection.take())]
        for frame in told[: len(told) - lost]:
            for _ in range(1 + twice):
                for name in CHANNELS:
                    self.states[name] = fold(self.states[name], frame)
        if lost:
            self.cut()

    @precondition(lambda self: self.connection is not None)
    @rule()
    def cut(self) -> None:
        assert self.connection is not None
        run(self.hub.detach(self.connection))
        self.connection = None

    @rule()
    def restart(self) -> None:
        self.connection = None
        self.boot()

    @invariant()
    def a_gap_is_never_taken_for_the_whole(self) -> None:
        if not hasattr(self, "states"):
            return
        for name in CHANNELS:
            position = self.states[name]["position"]
            top = self.broker.top(("s1", name))
            if position is not None and position == top.as_dict() and not self.states[name]["needs_resume"]:
                self.compare(name)

    def teardown(self) -> None:
        if not hasattr(self, "states"):
            return
        if self.connection is not None and self.connection.closing is not None:
            self.cut()  # was closed as slow
        if self.connection is None:
            self.connect()
        assert self.connection is not None
        if len(self.connection):
            self.read(0, twice=False)
        for name in CHANNELS:
            assert not self.states[name]["needs_resume"]
            assert self.states[name]["position"] == self.broker.top(("s1", name)).as_dict()
            self.compare(name)

    def compare(self, name: str) -> None:
        position = self.states[name]["position"]
        fresh = {"type": "snapshot", "channel": name, "position": position, "data": self.truth(name)}
        expected = fold(new_state(name), fresh)
        assert essence(self.states[name]["data"]) == essence(expected["data"])


def essence(data: dict[str, Any]) -> dict[str, Any]:
    """An alert brings the conversation and its last messages as they were then: for those a snapshot is younger."""
    if "alerts" not in data:
        return {name: value for name, value in data.items() if name != "as_of"} | {"as_of": None}
    kept = ("alert", "state", "owner", "taken_over_by", "remind", "level")
    alerts = {key: {name: entry[name] for name in kept if name in entry} for key, entry in data["alerts"].items()}
    return {**data, "alerts": alerts}


OneScreen.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestOneScreen = OneScreen.TestCase
