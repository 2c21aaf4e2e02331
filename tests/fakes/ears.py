"""Somebody who listens to a broker and writes down what was heard."""

from __future__ import annotations

from csassist.desk.access import Reach
from csassist.hub.broker import Channel
from csassist.hub.history import Entry


class FakeEars:
    """Implements hub.broker.Ears."""

    def __init__(self) -> None:
        self.frames: list[tuple[Channel, str, Entry]] = []
        self.reaches: list[Reach | None] = []
        self.moves: list[Channel] = []
        self.losses: list[Channel] = []
        self.narrowings = 0

    def arrived(self, channel: Channel, epoch: str, entry: Entry, reach: Reach | None) -> None:
        self.frames.append((channel, epoch, entry))
        self.reaches.append(reach)

    def moved(self, channel: Channel) -> None:
        self.moves.append(channel)

    def lost(self, channel: Channel) -> None:
        self.losses.append(channel)

    def narrowed(self) -> None:
        self.narrowings += 1
