"""One followed channel on this node: what was delivered last, what came too early, what is missing. No I/O."""

from __future__ import annotations

from collections import deque

from csassist.desk.access import Reach
from csassist.hub.history import Entry

RECENT = 16  # delivered frames kept, so that a short cut is mended without asking
MOST_EARLY = 2_000  # frames kept while one before them is fetched

Frame = tuple[Entry, Reach | None]


class Following:
    """`epoch` empty = the top is not known yet. Frames are taken in any order and given out by their offsets."""

    __slots__ = ("_early", "_recent", "alone", "epoch", "holders", "left_at", "looked_at", "missed", "top")

    def __init__(self) -> None:
        self.epoch = ""
        self.top = 0
        self.missed = False  # something was told before the top was known
        self.holders = 0
        self.left_at = 0.0  # when the last holder went
        self.looked_at = 0.0  # when we last knew to be at the top
        self.alone = False  # it is served from this node's own streams
        self._recent: deque[Entry] | None = None
        self._early: dict[int, Frame] | None = None

    def start(self, epoch: str, top: int) -> None:
        """A new beginning at the top. What came early is of another stream, or will be fetched."""
        self.epoch, self.top = epoch, top
        self._recent = self._early = None

    def take(self, entry: Entry, reach: Reach | None) -> list[Frame]:
        """What can be delivered now that `entry` is here; nothing when one before it is missing, or it was here."""
        if entry.offset > self.top + 1:
            early = self._early = self._early or {}
            if len(early) < MOST_EARLY:
                early[entry.offset] = (entry, reach)
            return []
        if entry.offset <= self.top:
            return []
        return self._deliver((entry, reach))

    @property
    def gap(self) -> bool:
        """Something waits for a frame that is not here."""
        return bool(self._early)

    def since(self, offset: int) -> list[Entry] | None:
        """The frames after `offset`, when this node still has all of them."""
        if offset == self.top:
            return []
        recent = self._recent
        if recent is None or recent[0].offset > offset + 1:
            return None
        return [entry for entry in recent if entry.offset > offset]

    def forget_recent(self) -> None:
        """Gives back memory."""
        self._recent = None

    def _deliver(self, first: Frame) -> list[Frame]:
        frames, early = [first], self._early
        self.top = first[0].offset
        while early and (following := early.pop(self.top + 1, None)) is not None:
            frames.append(following)
            self.top += 1
        if not early:
            self._early = None
        recent = self._recent = self._recent or deque(maxlen=RECENT)
        recent.extend(entry for entry, _ in frames)
        return frames
