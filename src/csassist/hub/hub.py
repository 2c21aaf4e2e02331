"""Who hears what: channels to listeners, first connect and reconnect by one code. Knows no socket and no store.

Frames of a channel reach every listener in the order of their offsets, without holes; who cannot keep up is closed. A
subscriber gets every missing frame and `resumed`, or a snapshot with what was told while it was read; never a part.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import structlog

from csassist.desk.access import Identity, Reach, Role
from csassist.desk.events import Event, PresenceChanged
from csassist.desk.ports import Clock
from csassist.errors import CsassistError, DeliveryError, NotFound
from csassist.hub.about import about_of
from csassist.hub.broker import Broker, Channel
from csassist.hub.connection import Connection
from csassist.hub.history import Entry, bearable
from csassist.hub.listening import Listening, owe
from csassist.hub.people import People
from csassist.hub.position import Position
from csassist.hub.roll import Roll
from csassist.hub.shelf import Shelf, TakeSnapshot
from csassist.wire import frames
from csassist.wire.close_codes import CloseCode
from csassist.wire.told import tellings

log = structlog.get_logger("csassist.hub")

FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)  # ours
FAREWELL_S = 3.0  # how long close() waits for the sockets to say goodbye


class Hub:
    """Implements desk.ports.Broadcaster. One event loop; nothing in `tell` waits for a listener."""

    def __init__(
        self,
        broker: Broker,
        clock: Clock,
        *,
        sockets_per_person: int = 5,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._broker, self._clock = broker, clock
        broker.listen(self)
        self._shelf = Shelf(broker, monotonic)
        self._people = People(sockets_per_person)
        self._listening = Listening()
        self._moving: set[asyncio.Task[None]] = set()
        self._connections: dict[str, Connection] = {}
        self._empty = asyncio.Event()
        self._empty.set()
        self._others: Callable[[], Roll] = Roll
        self._stirred: Callable[[], None] = _alone
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
        about = about_of(event)
        if about is not None:
            self._shut_out((shop, f"conversation:{about.conversation}"), about.reach)
        for names, told in tellings(shop, event, lambda name: self._broker.wants((shop, name))):
            for name in names:
                self._broker.publish((shop, name), told, about)

    # The broker tells: hub.broker.Ears

    def arrived(self, channel: Channel, epoch: str, entry: Entry, reach: Reach | None) -> None:
        """The next frame of a channel, encoded once for all who listen."""
        if reach is not None:
            self._shut_out(channel, reach)
        self._listening.offer(channel, epoch, entry)

    def _shut_out(self, channel: Channel, reach: Reach) -> None:
        """Whoever may no longer read a conversation (it went to somebody else) hears no more of it."""
        for connection in self._listening.outside(channel, reach):
            self.unsubscribe(connection, channel[1])
            gone = NotFound("no such conversation; check the id")
            connection.owe(frames.error(None, gone, channel[1]).decode())

    def moved(self, channel: Channel) -> None:
        """The stream goes on elsewhere: every listener gets a snapshot, and goes on from there."""
        self._shelf.drop(channel)
        listeners, read = self._listening.of(channel), self._listening.reading(channel)
        if read is None:
            return
        self._broker.hold(channel)  # while nobody listens
        for connection in listeners:
            self.unsubscribe(connection, channel[1])
        task = asyncio.get_running_loop().create_task(self._again(channel, listeners, read))
        self._moving.add(task)
        task.add_done_callback(self._moving.discard)

    async def _again(self, channel: Channel, listeners: tuple[Connection, ...], read: TakeSnapshot) -> None:
        try:
            for connection in listeners:
                if connection.closing is None:
                    await self.subscribe(connection, channel[1], None, read)
        except NotFound as gone:  # erased meanwhile: there is nothing left to listen to
            for connection in listeners:
                connection.owe(frames.error(None, gone, channel[1]).decode())
        except (CsassistError, *FAULTS) as fault:
            log.warning("listeners sent away", reason=type(fault).__name__)
            for connection in listeners:
                connection.close(CloseCode.BACKEND_AWAY, "come again")
        finally:
            self._broker.release(channel)

    def lost(self, channel: Channel) -> None:
        """The stream was lost: nobody can say what its listeners missed. They come again and take a snapshot."""
        self._shelf.drop(channel)
        for connection in self._listening.of(channel):
            connection.close(CloseCode.POSITION_LOST, "the stream was lost")

    def narrowed(self) -> None:
        """The broker went away or came back: everybody is told."""
        for connection in self._connections.values():
            connection.owe(frames.degraded(self.degraded).decode())

    @property
    def degraded(self) -> tuple[str, ...]:
        """What is missing of the service, for people: `broker` while other nodes cannot be reached."""
        return ("broker",) if self._broker.away else ()

    async def forget(self, shop: str, conversation_id: str) -> None:
        """Nothing that was told of a conversation is kept; its listeners take a snapshot of what is left."""
        self._shelf.drop((shop, f"conversation:{conversation_id}"))
        await self._broker.forget(shop, conversation_id)

    # Sockets come and go

    async def attach(self, connection: Connection) -> None:
        """Takes a connection in: presence, and at most so many sockets of one person."""
        self._connections[connection.id] = connection
        self._listening.enter(connection)
        self._empty.clear()
        came, who = self._people.enter(connection), connection.identity
        if came and self._stirred is _alone:
            await self.present((who.shop, who.agent_id or ""), who.teams, True)
        self._stirred()
        if self.closing:
            connection.close(CloseCode.RESTART, "the service restarts")

    async def detach(self, connection: Connection) -> None:
        """Lets a connection go with all its subscriptions. Harmless when it is gone already."""
        if self._connections.pop(connection.id, None) is None:
            return
        for name in self._listening.names(connection):
            self.unsubscribe(connection, name)
        self._listening.leave(connection)
        went, who = self._people.leave(connection), connection.identity
        if went and self._stirred is _alone:
            await self.present((who.shop, who.agent_id or ""), who.teams, False)
        self._stirred()
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
            if await self._resume(connection, channel, wanted):
                self.resumes["recovered"] += 1
            else:
                await self._snapshot(connection, channel, read)
                self.resumes["snapshot"] += 1
            # Nothing was awaited since the top was read: the next frame told is the next one heard.
            if self._listening.add(connection, name, read):
                self._broker.hold(channel)
                if not name.startswith("conversation:"):
                    self._stirred()
        finally:
            self._broker.release(channel)

    def unsubscribe(self, connection: Connection, name: str) -> None:
        """No more frames of channel `name`; harmless when it was not subscribed."""
        if self._listening.remove(connection, name):
            self._broker.release((connection.identity.shop, name))

    async def _resume(self, connection: Connection, channel: Channel, wanted: Position | None) -> bool:
        top, missed = await self._broker.since(channel, wanted)
        if missed is None or not bearable(missed):
            return False
        owe(connection, channel[1], top.epoch, missed)
        connection.owe(frames.resumed(channel[1], top).decode())
        return True

    async def _snapshot(self, connection: Connection, channel: Channel, read: TakeSnapshot) -> None:
        for _ in range(3):
            taken = await self._shelf.take(channel, read)
            top, since = await self._broker.since(channel, taken.position)
            if since is not None:
                connection.owe(frames.snapshot(channel[1], taken.position, taken.data).decode())
                owe(connection, channel[1], top.epoch, since)
                return
        raise DeliveryError("the channel is lost too often; try again", code="D301")

    # What others ask

    async def position(self, shop: str, name: str) -> Position:
        """The top of a channel. Raises DeliveryError."""
        return await self._broker.position((shop, name))

    def connections(self) -> int:
        """How many sockets are open."""
        return len(self._connections)

    def by_role(self, shop: str) -> Mapping[Role, int]:
        """How many sockets of a shop are open, by role, on all nodes."""
        counts = Counter(each.identity.role for each in self._connections.values() if each.identity.shop == shop)
        counts.update({Role(role): n for (where, role), n in self._others().roles.items() if where == shop})
        return counts

    def roll(self) -> Roll:
        """Who is connected to this node."""
        roles = Counter((each.identity.shop, each.identity.role.value) for each in self._connections.values())
        return Roll(self._people.agents(), self._listening.watching(), roles)

    def join(self, others: Callable[[], Roll], stirred: Callable[[], None]) -> None:
        """There are other nodes: `others` = who is there, `stirred` is called when somebody came or went here.

        From now on it is for them to call `present`.
        """
        self._others, self._stirred = others, stirred

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
        return self._listening.count(connection)

    def online(self, shop: str, *, agent_id: str | None = None, team: str | None = None) -> tuple[str, ...]:
        """Agents with a socket, on whatever node, by name."""
        here = self._people.online(shop, agent_id=agent_id, team=team)
        there = {
            name
            for (where, name), teams in self._others().agents.items()
            if where == shop and agent_id in (None, name) and (team is None or team in teams)
        }
        return tuple(sorted(there.union(here))) if there else here

    def supervisors(self, shop: str, team: str | None) -> frozenset[str]:
        """Broadcaster.supervisors: supervisors and admins who listen to the team or the shop, on whatever node."""
        names = ("shop",) if team is None else ("shop", f"team:{team}")
        there = (self._others().watching.get((shop, name), ()) for name in names)
        return self._listening.watchers(shop, names).union(*there)

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

    async def present(self, agent: tuple[str, str], teams: Iterable[str], online: bool) -> None:
        """Tells that an agent (shop, name) came or went."""
        shop, name = agent
        await self.tell(shop, [PresenceChanged(shop, name, tuple(teams), online, self._clock.now())])


def _alone() -> None:
    """Nobody else wants to know who is here."""
