"""What the hub needs of a broker, in memory or shared by many nodes. Guarantees stand here, not on adapters."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from csassist.desk.access import Reach
from csassist.hub.about import About
from csassist.hub.history import Entry
from csassist.hub.position import Position
from csassist.wire.telling import Told

Channel = tuple[str, str]  # shop, name


class Ears(Protocol):
    """Who listens to a broker: the hub. All of it is called on the event loop and returns at once."""

    def arrived(self, channel: Channel, epoch: str, entry: Entry, reach: Reach | None) -> None:
        """The next frame of a channel that is held: in order, without holes. `reach` comes with other nodes' frames."""
        ...

    def moved(self, channel: Channel) -> None:
        """The channel goes on elsewhere: whoever listens needs a snapshot, in place."""
        ...

    def lost(self, channel: Channel) -> None:
        """The channel's stream was lost: whoever listens is to come again."""
        ...

    def narrowed(self) -> None:
        """The broker's `away` has changed."""
        ...


class Broker(Protocol):
    """The streams of all channels.

    Offsets of a channel grow by one within an epoch. Frames are kept while they are among the newest 1 000 or younger
    than 15 minutes, as far as memory is allowed; what is gone is never served in part. What is published in order on
    one conversation, or on one channel by one node, stands in that order, once, whatever is tried again.
    """

    @property
    def away(self) -> str:
        """Why other nodes cannot be reached; empty when all is well."""
        ...

    def listen(self, ears: Ears) -> None:
        """Frames of held channels go to `ears` from now on."""
        ...

    def running(self) -> AbstractAsyncContextManager[None]:
        """Open for work. At the end, what was published is out."""
        ...

    def wants(self, channel: Channel) -> bool:
        """False when nobody could miss a frame: no one has asked for the channel in its life, so no one can resume."""
        ...

    def publish(self, channel: Channel, told: Told, about: About | None = None) -> None:
        """Hands a frame over and returns at once. Never raises for a broker that is away."""
        ...

    async def position(self, channel: Channel) -> Position:
        """The channel's top; a channel that was silent so far begins its life here. Raises DeliveryError."""
        ...

    async def since(self, channel: Channel, wanted: Position | None) -> tuple[Position, list[Entry] | None]:
        """The top and the frames after `wanted`; None instead of frames when only a snapshot will do.

        The channel is held: the next frame after this top is the next one that arrives. Raises DeliveryError.
        """
        ...

    def hold(self, channel: Channel) -> None:
        """Somebody listens: the channel keeps its epoch, its frames arrive."""
        ...

    def release(self, channel: Channel) -> None:
        """Somebody stopped to listen."""
        ...

    async def forget(self, shop: str, conversation_id: str) -> None:
        """Nothing that was told of a conversation is kept, on whatever channel: these begin a new epoch."""
        ...
