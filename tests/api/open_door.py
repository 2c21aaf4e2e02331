"""The real service on a free loopback port in this very loop, and a client that speaks its frames."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from csassist.api.front import Front, Limits
from csassist.api.throttle import Throttle
from csassist.conversation.message import Message, Sender
from csassist.desk.access import Role
from csassist.desk.bearers import Bearers
from csassist.desk.clock import SystemClock
from csassist.desk.desk import Desk
from csassist.desk.keyring import ConfiguredKey, Keyring
from csassist.desk.keys import Keys
from csassist.desk.tickets import Tickets
from csassist.hub.hub import Hub
from csassist.hub.memory_broker import MemoryBroker
from csassist.lab.server import listening_socket, server
from csassist.rulepack.place import default_directory
from csassist.rulepack.reload import RulebookHolder
from csassist.store.sqlite import SqliteStore

GUARD_S = 60.0  # a test that hangs fails; nothing waits for it
KEYS = (
    ConfiguredKey("k-int", Role.INTEGRATOR, "s1"),
    ConfiguredKey("k-a1", Role.AGENT, "s1", "a1", ("t1",)),
    ConfiguredKey("k-a2", Role.AGENT, "s1", "a2", ("t2",)),
    ConfiguredKey("k-sup", Role.SUPERVISOR, "s1", "boss", ("t1",)),
    ConfiguredKey("k-all", Role.SUPERVISOR, "s1", "chief"),
    ConfiguredKey("k-adm", Role.ADMIN, "s1"),
    ConfiguredKey("k-other", Role.ADMIN, "s2"),
)


@cache
def rulebooks() -> RulebookHolder:
    return RulebookHolder(default_directory())


@dataclass
class Client:
    """One socket; frames that nobody asked for yet wait in `seen`."""

    socket: ClientConnection
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def say(self, frame: object) -> None:
        await self.socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(GUARD_S):
            frame: dict[str, Any] = json.loads(await self.socket.recv())
        self.seen.append(frame)
        return frame

    async def until(self, **wanted: object) -> dict[str, Any]:
        """The next frame with these fields; what comes before it is kept in `seen`."""
        while True:
            frame = await self.next()
            if all(frame.get(name) == value for name, value in wanted.items()):
                return frame

    async def ask(self, kind: str, data: object, ref: str | int = "r") -> dict[str, Any]:
        """Says a frame and returns its answer."""
        await self.say({"type": kind, "ref": ref, "data": data})
        return await self.until(ref=ref)

    async def closed(self) -> int:
        """The close code, once the server closes."""
        try:
            while True:
                await self.next()
        except ConnectionClosed:
            return self.socket.close_code or 0


@dataclass
class Door:
    """The service as a test sees it."""

    front: Front
    url: str

    @asynccontextmanager
    async def socket(self, **more: Any) -> AsyncIterator[Client]:
        """A socket before its hello."""
        more.setdefault("subprotocols", ["csassist.v1"])
        async with connect(self.url, proxy=None, compression=None, **more) as socket:
            yield Client(socket)

    @asynccontextmanager
    async def hello(self, key: str, *channels: str, **more: Any) -> AsyncIterator[Client]:
        """A socket after its welcome."""
        async with self.socket() as client:
            await client.say({"type": "hello", "key": key, "channels": [*channels], **more})
            assert (await client.next())["type"] == "welcome"
            yield client

    async def post(self, text: str, message_id: str, conversation: str = "c-1", **more: Any) -> None:
        """A message as an integrator's REST call would bring it."""
        more.setdefault("agent_id", "a1")
        more.setdefault("team_id", "t1")
        more.setdefault("sender", Sender.CUSTOMER)
        shop = more.pop("shop", "s1")
        now = self.front.clock.now()
        await self.front.desk.receive(Message(shop, conversation, message_id, 0, text=text, received_at=now, **more))


@asynccontextmanager
async def open_door(directory: Path, **limits: Any) -> AsyncIterator[Door]:
    """The service with its real parts, until the block ends. `limits` replace those of the front."""
    clock = SystemClock()
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
        limits=replace(Limits(), **limits),
        allowed_origins=("https://desk.example",),
    )
    bound = listening_socket("127.0.0.1", 0)
    one = server(front, log_level="critical")
    serving = asyncio.create_task(one.serve(sockets=[bound]))
    try:
        async with asyncio.timeout(GUARD_S):
            while not one.started:
                await asyncio.sleep(0)
        yield Door(front, f"ws://127.0.0.1:{bound.getsockname()[1]}/v1/ws")
    finally:
        one.should_exit = True
        await serving
        bound.close()
        await store.close()
