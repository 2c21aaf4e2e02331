"""Snapshots of channels against the frames that the real desk tells: one and the same state."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.open_door import KEYS, rulebooks
from csassist.api.channels import require_channel, snapshot_reader
from csassist.api.front import Front
from csassist.api.throttle import Throttle
from csassist.conversation.message import Message, Sender
from csassist.desk.access import Identity, Role
from csassist.desk.bearers import Bearers
from csassist.desk.desk import Desk
from csassist.desk.keyring import Keyring
from csassist.desk.keys import Keys
from csassist.desk.tickets import Tickets
from csassist.errors import NotFound
from csassist.hub.connection import Connection
from csassist.hub.hub import Hub
from csassist.hub.memory_broker import MemoryBroker
from csassist.store.sqlite import SqliteStore
from csassist.wire.fold import State, fold, new_state
from fakes.clock import FakeClock

CHANNELS = ("conversation:c-1", "team:t1", "shop")
CHIEF = Identity(Role.SUPERVISOR, "s1", "chief", (), "s1/supervisor/chief")


@dataclass
class Scene:
    """A desk with a clock that stands still, and one screen."""

    front: Front
    clock: FakeClock
    screen: Connection
    said: int = 0

    async def say(self, text: str, after_s: float, sender: Sender = Sender.CUSTOMER, conversation: str = "c-1") -> None:
        self.said += 1
        now = self.clock.pass_s(after_s)
        message = Message("s1", conversation, f"m-{self.said}", 0, sender, text, now, agent_id="a1", team_id="t1")
        await self.front.desk.receive(message)

    async def wait(self, seconds: float) -> None:
        self.clock.pass_s(seconds)
        await self.front.desk.due.tick()

    async def snapshot(self, name: str) -> State:
        data = json.loads(await snapshot_reader(self.front, "s1", name)())
        position = (await self.front.hub.position("s1", name)).as_dict()
        return fold(new_state(name), {"type": "snapshot", "channel": name, "position": position, "data": data})

    async def told(self) -> list[dict[str, Any]]:
        return [json.loads(text) for text in await self.screen.take() or []] if len(self.screen) else []


@asynccontextmanager
async def scene(directory: Path) -> AsyncIterator[Scene]:
    clock = FakeClock()
    store = SqliteStore.open(directory)
    hub = Hub(MemoryBroker(clock), clock)
    keyring = Keyring(KEYS)
    front = Front(
        desk=Desk(store, hub, clock, rulebooks()),
        hub=hub,
        keyring=keyring,
        keys=Keys(store, keyring, clock, lambda _: None),
        bearers=Bearers((), clock),
        tickets=Tickets(clock),
        clock=clock,
        rulebooks=rulebooks(),
        pages=directory,
        throttle=lambda _: Throttle(1e6, 1e6),
    )
    try:
        yield Scene(front, clock, Connection("cn_1", CHIEF))
    finally:
        await store.close()


def essence(state: State) -> State:
    """An alert brings the conversation and its last messages as they were then: for those a snapshot is younger."""
    data = state["data"]
    if "alerts" not in data:
        return state
    return {**state, "data": {**data, "alerts": {key: entry["alert"] for key, entry in data["alerts"].items()}}}


async def test_what_the_desk_tells_folds_to_what_it_recorded(tmp_path: Path) -> None:
    async with scene(tmp_path) as play:
        await play.say("你好，在吗", 0)
        await play.front.hub.attach(play.screen)
        for name in CHANNELS:
            await play.front.hub.subscribe(play.screen, name, None, snapshot_reader(play.front, "s1", name))
        states = {name: new_state(name) for name in CHANNELS}
        steps: list[tuple[str, float, Sender] | float] = [
            ("我的快递怎么还没到", 20, Sender.CUSTOMER),
            ("？？？", 2, Sender.CUSTOMER),
            ("说话啊！！！", 2, Sender.CUSTOMER),
            61.0,
            120.0,
            ("亲，马上帮您查。", 5, Sender.AGENT),
            ("骗子！！！我要去12315投诉你们！！！", 10, Sender.CUSTOMER),
            ("再不处理我就找律师", 1, Sender.CUSTOMER),
            ("已经为您加急，今天一定发出。", 30, Sender.AGENT),
            ("好的谢谢", 30, Sender.CUSTOMER),
            ("谢谢您，问题解决了", 30, Sender.CUSTOMER),
            ("好的", 30, Sender.CUSTOMER),
            ("嗯嗯", 30, Sender.CUSTOMER),
            2_000.0,
        ]
        kinds = set()
        for step in steps:
            await (play.wait(step) if isinstance(step, float) else play.say(*step))
            for frame in await play.told():
                kinds.add("silence" if frame.get("data", {}).get("elapsed") else frame["type"])
                states = {name: fold(state, frame) for name, state in states.items()}
            for name in CHANNELS:
                fresh = await play.snapshot(name)
                assert essence(states[name]) == essence(fresh), (step, name)
        assert kinds >= {"snapshot", "assessment", "message", "silence", "escalation", "alert"}


@pytest.mark.parametrize(
    ("who", "reach"),
    [
        (Identity(Role.AGENT, "s1", "a1", ("t1",)), {"conversation:c-1", "agent:a1"}),
        (Identity(Role.AGENT, "s1", "a2", ("t2",)), set()),
        (Identity(Role.AGENT, "s1", "a9", ("t1",)), {"conversation:c-1"}),
        (Identity(Role.SUPERVISOR, "s1", "b", ("t1",)), {"conversation:c-1", "team:t1"}),
        (Identity(Role.SUPERVISOR, "s1", "b"), {"conversation:c-1", "team:t1", "shop"}),
        (Identity(Role.ADMIN, "s1"), {"conversation:c-1", "agent:a1", "team:t1", "shop"}),
        (Identity(Role.INTEGRATOR, "s1"), {"conversation:c-1"}),
        (Identity(Role.ADMIN, "s2"), {"agent:a1", "team:t1", "shop"}),  # of its own shop
    ],
)
async def test_who_reaches_what(tmp_path: Path, who: Identity, reach: set[str]) -> None:
    async with scene(tmp_path) as play:
        await play.say("在吗", 0)
        found = set()
        for name in (
            "conversation:c-1",
            "conversation:c-9",
            "conversation:",
            "agent:a1",
            "agent:",
            "team:t1",
            "shop",
            "",
        ):
            try:
                await require_channel(play.front, who, name)
            except NotFound:
                continue
            found.add(name)
        assert found == reach
