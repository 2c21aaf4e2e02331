"""Who hears what: channels to listeners, first connect and reconnect by one code. Knows no socket and no store.

Frames of a channel reach every listener in the order of their offsets, without holes; who cannot keep up is closed. A
subscriber gets every missing frame and `resumed`, or a snapshot with what was told while it was read; never a part.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import structlog

from csassist.desk.access import Identity, Role, can_read, may_hear, name_of
from csassist.desk.events import Event, PresenceChanged, ProposalChanged, TidingTold
from csassist.desk.ports import Clock
from csassist.errors import DeliveryError, NotFound
from csassist.hub.connection import Connection
from csassist.hub.history import Entry
from csassist.hub.memory_broker import Channel, MemoryBroker
from csassist.hub.people import People
from csassist.hub.position import Position
from csassist.hub.shelf import Shelf, TakeSnapshot
from csassist.wire import frames
from csassist.wire.close_codes import CloseCode
from csassist.wire.telling import Told
from csassist.wire.told import envelope, tellings, withheld

log = structlog.get_logger("csassist.hub")

MOST_MISSED = 5_000  # frames; beyond that a snapshot is the shorter way
MOST_MISSED_BYTES = 4 * 1024 * 1024
# What a fault of ours would be when an event is put into words.
FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
FAREWELL_S = 3.0  # how long close() waits for the sockets to say goodbye


class Hub:
    """Implements desk.ports.Broadcaster. One event loop; nothing in `tell` waits for a listener."""

    def __init__(
        self,
        broker: MemoryBroker,
        clock: Clock,
        *,
        sockets_per_person: int = 5,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._broker = broker
        self._clock = clock
        self._shelf = Shelf(broker, monotonic)
        self._people = People(sockets_per_person)
        self._listeners: dict[Channel, dict[str, Connection]] = {}
        self._channels: dict[str, dict[str, None]] = {}  # connection id -> channel names
        self._connections: dict[str, Connection] = {}
        self._empty = asyncio.Event()
        self._empty.set()
        self.closing = False
        self.resumes = {"recovered": 0, "snapshot": 0}

    # The desk tells

    async def tell(self, shop: str, events: Sequence[Event]) -> None:
        """Broadcaster.tell: frames to history and outboxes. A fault of one event is logged and hides no other."""
        for event in events:
            try:
                self._tell(shop, event)
            except FAULTS as fault:  # the record stands already; telling must never undo it
                log.error("telling failed", told=type(event).__name__, error=type(fault).__name__)

    def _tell(self, shop: str, event: Event) -> None:
        self._shut_out(shop, event)
        for names, told in tellings(shop, event):
            for name in names:
                self._publish((shop, name), told)

    def _publish(self, channel: Channel, told: Told) -> None:
        epoch, entry = self._broker.publish(channel, told)
        listeners = self._listeners.get(channel)
        if listeners:
            raw = envelope(channel[1], epoch, entry.offset, told)
            text, size = raw.decode(), len(raw)
            for connection in listeners.values():
                if may_hear(connection.identity, told.type):
                    connection.offer(text, size)
                else:
                    kept = withheld(channel[1], epoch, entry.offset, told)
                    connection.offer(kept.decode(), len(kept))

    def _shut_out(self, shop: str, event: Event) -> None:
        """Whoever may no longer read a conversation (it went to somebody else) hears no more of it."""
        if isinstance(event, PresenceChanged | ProposalChanged | TidingTold):
            return
        conversation = event.conversation
        name = f"conversation:{conversation.id}"
        listeners = self._listeners.get((shop, name))
        if not listeners:
            return
        for connection in [each for each in listeners.values() if not can_read(each.identity, conversation)]:
            self.unsubscribe(connection, name)
            gone = NotFound("no such conversation; check the id")
            connection.owe(frames.error(None, gone, name).decode())

    # Sockets come and go

    async def attach(self, connection: Connection) -> None:
        """Takes a connection in: presence, and at most so many sockets of one person."""
        self._connections[connection.id] = connection
        self._channels[connection.id] = {}
        self._empty.clear()
        if self._people.enter(connection):
            await self._present(connection.identity, online=True)
        if self.closing:
            connection.close(CloseCode.RESTART, "the service restarts")

    async def detach(self, connection: Connection) -> None:
        """Lets a connection go with all its subscriptions. Harmless when it is gone already."""
        if self._connections.pop(connection.id, None) is None:
            return
        for name in list(self._channels[connection.id]):
            self.unsubscribe(connection, name)
        del self._channels[connection.id]
        if self._people.leave(connection):
            await self._present(connection.identity, online=False)
        if not self._connections:
            self._empty.set()

    async def subscribe(self, connection: Connection, name: str, wanted: Position | None, read: TakeSnapshot) -> None:
        """Brings `connection` up to date on channel `name` and keeps it so. Its rights were checked by the caller.

        Raises what `read` raises, and DeliveryError when the stream was lost under our hands again and again.
        """
        channel = (connection.identity.shop, name)
        self.unsubscribe(connection, name)
        self._broker.hold(channel)
        try:
            if self._resume(connection, channel, wanted):
                self.resumes["recovered"] += 1
            else:
                await self._snapshot(connection, channel, read)
                self.resumes["snapshot"] += 1
            # Nothing was awaited since the top was read: the next frame told is the next one heard.
            if connection.id in self._connections and name not in self._channels[connection.id]:
                self._listeners.setdefault(channel, {})[connection.id] = connection
                self._channels[connection.id][name] = None
                self._broker.hold(channel)
        finally:
            self._broker.release(channel)

    def unsubscribe(self, connection: Connection, name: str) -> None:
        """No more frames of channel `name`; harmless when it was not subscribed."""
        names = self._channels.get(connection.id)
        if names is None or name not in names:
            return
        del names[name]
        channel = (connection.identity.shop, name)
        listeners = self._listeners[channel]
        del listeners[connection.id]
        if not listeners:
            del self._listeners[channel]
        self._broker.release(channel)

    def _resume(self, connection: Connection, channel: Channel, wanted: Position | None) -> bool:
        top, missed = self._broker.since(channel, wanted)
        if missed is None or not _bearable(missed):
            return False
        self._owe(connection, channel, top.epoch, missed)
        connection.owe(frames.resumed(channel[1], top).decode())
        return True

    async def _snapshot(self, connection: Connection, channel: Channel, read: TakeSnapshot) -> None:
        for _ in range(3):
            taken = await self._shelf.take(channel, read)
            top, since = self._broker.since(channel, taken.position)
            if since is not None:
                connection.owe(frames.snapshot(channel[1], taken.position, taken.data).decode())
                self._owe(connection, channel, top.epoch, since)
                return
        raise DeliveryError("the channel is lost too often; try again", code="D301")

    def _owe(self, connection: Connection, channel: Channel, epoch: str, entries: list[Entry]) -> None:
        for entry in entries:
            words = envelope if may_hear(connection.identity, entry.told.type) else withheld
            connection.owe(words(channel[1], epoch, entry.offset, entry.told).decode())

    # What others ask

    def position(self, shop: str, name: str) -> Position:
        """The top of a channel."""
        return self._broker.position((shop, name))

    def connections(self) -> int:
        """How many sockets are open."""
        return len(self._connections)

    def by_role(self, shop: str) -> Mapping[Role, int]:
        """How many sockets of a shop are open, by role."""
        return Counter(each.identity.role for each in self._connections.values() if each.identity.shop == shop)

    def census(self) -> tuple[dict[str, int], int]:
        """(open sockets by role, frames that wait in all of their outboxes)."""
        roles = {role.value: 0 for role in Role}
        frames_waiting = 0
        for connection in self._connections.values():
            roles[connection.identity.role.value] += 1
            frames_waiting += len(connection)
        return roles, frames_waiting

    def subscriptions(self, connection: Connection) -> int:
        """How many channels a connection listens to."""
        return len(self._channels.get(connection.id, ()))

    def online(self, shop: str, *, agent_id: str | None = None, team: str | None = None) -> tuple[str, ...]:
        """Agents with a socket, by name."""
        return self._people.online(shop, agent_id=agent_id, team=team)

    def supervisors(self, shop: str, team: str | None) -> frozenset[str]:
        """Broadcaster.supervisors: supervisors and admins who listen to the team or the shop."""
        names = ("shop",) if team is None else ("shop", f"team:{team}")
        return frozenset(
            name_of(each.identity)
            for name in names
            for each in self._listeners.get((shop, name), {}).values()
            if each.closing is None and each.identity.role in (Role.SUPERVISOR, Role.ADMIN)
        )

    def disconnect(self, whom: Callable[[Identity], bool], code: int, reason: str) -> int:
        """Closes the sockets of everybody of whom `whom` is true (a key was revoked). Returns how many."""
        found = [each for each in self._connections.values() if whom(each.identity)]
        for connection in found:
            connection.close(code, reason)
        return len(found)

    async def close(self) -> None:
        """Sends everybody away with 4000 (come again) and waits a little for the goodbyes."""
        self.closing = True
        self.disconnect(lambda _: True, CloseCode.RESTART, "the service restarts")
        try:
            await asyncio.wait_for(self._empty.wait(), FAREWELL_S)
        except TimeoutError:
            log.warning("sockets left at close", connections=len(self._connections))

    async def _present(self, who: Identity, *, online: bool) -> None:
        if who.agent_id is not None:
            event = PresenceChanged(who.shop, who.agent_id, who.teams, online, self._clock.now())
            await self.tell(who.shop, [event])


def _bearable(missed: list[Entry]) -> bool:
    return len(missed) <= MOST_MISSED and sum(len(entry.told.data) for entry in missed) <= MOST_MISSED_BYTES
