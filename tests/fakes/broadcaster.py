"""A broadcaster that remembers what it was told."""

from __future__ import annotations

from collections.abc import Sequence

from csassist.desk.events import Event


class FakeBroadcaster:
    """`told` = (shop, event) in order."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Event]] = []
        self.watching: frozenset[str] = frozenset()

    async def tell(self, shop: str, events: Sequence[Event]) -> None:
        self.told.extend((shop, event) for event in events)

    def supervisors(self, shop: str, team: str | None) -> frozenset[str]:
        return self.watching

    def of(self, kind: type) -> list[Event]:
        return [event for _, event in self.told if isinstance(event, kind)]
