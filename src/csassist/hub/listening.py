"""Who listens to which channel, and the one encoding of a frame for all of them. Knows no broker and no record."""

from __future__ import annotations

from collections.abc import Iterable

from csassist.desk.access import Reach, Role, may_hear, name_of, within
from csassist.hub.broker import Channel
from csassist.hub.connection import Connection
from csassist.hub.history import Entry
from csassist.hub.shelf import TakeSnapshot
from csassist.wire.told import envelope, withheld

_NOBODY: dict[str, Connection] = {}


class Listening:
    """Connections by channel and channels by connection. `read` takes a channel's snapshot, the same for all."""

    def __init__(self) -> None:
        self._listeners: dict[Channel, dict[str, Connection]] = {}
        self._reads: dict[Channel, TakeSnapshot] = {}
        self._names: dict[str, dict[str, None]] = {}  # connection id -> channel names

    def enter(self, connection: Connection) -> None:
        """A connection without channels."""
        self._names[connection.id] = {}

    def leave(self, connection: Connection) -> None:
        """It is gone, after its channels."""
        del self._names[connection.id]

    def names(self, connection: Connection) -> tuple[str, ...]:
        """The channels of a connection; none for one that is gone."""
        return tuple(self._names.get(connection.id, ()))

    def count(self, connection: Connection) -> int:
        """How many they are."""
        return len(self._names.get(connection.id, ()))

    def of(self, channel: Channel) -> tuple[Connection, ...]:
        """Who listens to a channel."""
        return tuple(self._listeners.get(channel, _NOBODY).values())

    def reading(self, channel: Channel) -> TakeSnapshot | None:
        """How its snapshot is taken; None when nobody listens."""
        return self._reads.get(channel)

    def add(self, connection: Connection, name: str, read: TakeSnapshot) -> bool:
        """`connection` listens from now on. False when it does already, or is gone."""
        names = self._names.get(connection.id)
        if names is None or name in names:
            return False
        channel = (connection.identity.shop, name)
        names[name] = None
        self._listeners.setdefault(channel, {})[connection.id] = connection
        self._reads[channel] = read
        return True

    def remove(self, connection: Connection, name: str) -> bool:
        """It listens no more. False when it did not."""
        names = self._names.get(connection.id)
        if names is None or name not in names:
            return False
        del names[name]
        channel = (connection.identity.shop, name)
        listeners = self._listeners[channel]
        del listeners[connection.id]
        if not listeners:
            del self._listeners[channel]
            del self._reads[channel]
        return True

    def watching(self) -> dict[Channel, frozenset[str]]:
        """Supervisors and admins by the team or shop that they watch."""
        wide = [channel for channel in self._listeners if channel[1] == "shop" or channel[1].startswith("team:")]
        found = {channel: self.watchers(channel[0], (channel[1],)) for channel in wide}
        return {channel: names for channel, names in found.items() if names}

    def watchers(self, shop: str, names: Iterable[str]) -> frozenset[str]:
        """Supervisors and admins who listen to one of these channels of a shop."""
        return frozenset(
            name_of(each.identity)
            for name in names
            for each in self._listeners.get((shop, name), _NOBODY).values()
            if each.closing is None and each.identity.role in (Role.SUPERVISOR, Role.ADMIN)
        )

    def offer(self, channel: Channel, epoch: str, entry: Entry) -> None:
        """A frame to everybody's outbox; its place without its words to who may not hear it."""
        listeners = self._listeners.get(channel)
        if listeners:
            told = entry.told
            raw = envelope(channel[1], epoch, entry.offset, told)
            text, size = raw.decode(), len(raw)
            for connection in listeners.values():
                if may_hear(connection.identity, told.type):
                    connection.offer(text, size)
                else:
                    kept = withheld(channel[1], epoch, entry.offset, told)
                    connection.offer(kept.decode(), len(kept))

    def outside(self, channel: Channel, reach: Reach) -> list[Connection]:
        """Those who listen and may not (any more)."""
        listeners = self._listeners.get(channel)
        if not listeners:
            return []
        return [each for each in listeners.values() if not within(each.identity, reach)]


def owe(connection: Connection, name: str, epoch: str, entries: list[Entry]) -> None:
    """The frames that a connection missed on channel `name`."""
    for entry in entries:
        words = envelope if may_hear(connection.identity, entry.told.type) else withheld
        connection.owe(words(name, epoch, entry.offset, entry.told).decode())
