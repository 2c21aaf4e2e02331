"""Who is let in while the service is busy: messages before the queue makes everybody wait, sockets before the machine
runs out of them, shops by their fair share. Knows counts and rates; refuses to know what is asked.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from csassist.api.metrics import Metrics
from csassist.api.throttle import Throttle
from csassist.errors import RateLimited, StoreUnavailable
from csassist.frozen import frozen

FAIR_SHARE = 0.5  # of the room for messages, while other shops are in it too
CROWDED = 0.75  # of the room for sockets: from here on a shop keeps to its own share
LATE_S = 2.0  # a loop that wakes up so late serves nobody who comes now
LATE_WITH = 256  # messages under way; below that it is not they who hold the loop up
RETRY_AFTER_S = 1


@frozen
class Room:
    """How much fits in. `shop_per_s` = requests and messages a second of one shop, with a burst of two seconds."""

    messages: int = 1_024
    shop_per_s: float = 10_000.0
    sockets: int = 100_000
    sockets_per_shop: int = 500


class Admission:
    """Counts what is inside. Lives on the event loop; every `enter` that does not raise is followed by a `leave`."""

    def __init__(
        self,
        room: Room,
        metrics: Metrics,
        lag: Callable[[], float] = lambda: 0.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`lag` tells how late the loop woke up lately, in seconds."""
        self._room = room
        self._metrics = metrics
        self._lag = lag
        self._monotonic = monotonic
        self._paces: dict[str, Throttle] = {}
        self._inside: dict[str, int] = {}
        self._sockets: dict[str, int] = {}
        self.messages = 0
        self.sockets = 0

    def pace(self, shop: str) -> None:
        """One request of this shop. Raises RateLimited when the shop is over its rate."""
        pace = self._paces.get(shop)
        if pace is None:
            rate = self._room.shop_per_s
            pace = self._paces[shop] = Throttle(rate, 2 * rate)
        wait = pace.take(self._monotonic())
        if wait > 0:
            self._metrics.refused.labels("shop_rate").inc()
            raise RateLimited("too many requests for this shop; slow down", retry_after_s=wait)

    def enter(self, shop: str) -> None:
        """A message of this shop begins. Raises StoreUnavailable S507 (all are busy), RateLimited (this shop is)."""
        mine, room = self._inside.get(shop, 0), self._room.messages
        if self.messages >= room or (self.messages >= LATE_WITH and self._lag() >= LATE_S):
            self._metrics.refused.labels("busy").inc()
            raise StoreUnavailable(
                "too many messages are under way; nothing was stored, send it again", code="S507",
                retry_after_s=RETRY_AFTER_S,
            )  # fmt: skip
        if mine >= room * FAIR_SHARE and self.messages > mine:
            self._metrics.refused.labels("shop_share").inc()
            raise RateLimited("too many messages of this shop are under way; slow down", retry_after_s=RETRY_AFTER_S)
        self._inside[shop] = mine + 1
        self.messages += 1

    def leave(self, shop: str) -> None:
        """A message of this shop is answered."""
        self.messages -= 1
        left = self._inside[shop] - 1
        if left:
            self._inside[shop] = left
        else:
            del self._inside[shop]

    def knock(self) -> bool:
        """A socket wants in, nobody knows whose. False: there is no room, and nothing to leave."""
        if self.sockets >= self._room.sockets:
            self._metrics.refused.labels("sockets").inc()
            return False
        self.sockets += 1
        return True

    def seat(self, shop: str) -> bool:
        """The socket that knocked is one of this shop. False: the shop has its share, and others need the rest."""
        mine = self._sockets.get(shop, 0)
        if mine >= self._room.sockets_per_shop and self.sockets > self._room.sockets * CROWDED:
            self._metrics.refused.labels("shop_sockets").inc()
            return False
        self._sockets[shop] = mine + 1
        return True

    def go(self, shop: str | None) -> None:
        """The socket that knocked is gone; `shop` = where it had a seat."""
        self.sockets -= 1
        if shop is None:
            return
        left = self._sockets[shop] - 1
        if left:
            self._sockets[shop] = left
        else:
            del self._sockets[shop]
