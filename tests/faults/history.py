"""What everybody did and saw, and the check that it can have happened: nothing lost, doubled, out of order.

A finding prints the smallest history that shows it: the operations on that one id, or the two that are out of order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Stored = Mapping[str, Sequence[tuple[str, int]]]  # conversation -> (message id, seq) in the order of the record
ACKED, REFUSED, UNKNOWN = "acked", "refused", "unknown"


@dataclass(frozen=True, slots=True)
class Op:
    """One attempt to post a message. Times are of one monotonic clock; `unknown` = no answer came."""

    who: str
    conversation: str
    id: str
    began: float
    ended: float
    result: str
    seq: int = 0
    duplicate: bool = False

    def __str__(self) -> str:
        told = f" seq {self.seq}{' duplicate' if self.duplicate else ''}" if self.result == ACKED else ""
        return f"{self.began:10.4f} – {self.ended:10.4f}  {self.who}  post {self.id}  {self.result}{told}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame that a viewer applied."""

    who: str
    channel: str
    epoch: str
    offset: int
    snapshot: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not have happened, with the history that shows it."""

    what: str
    about: str
    history: tuple[str, ...]

    def __str__(self) -> str:
        return "\n  ".join((f"{self.what}: {self.about}", *self.history))


@dataclass
class History:
    """Filled by the clients, in any order."""

    ops: list[Op] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    @property
    def acked(self) -> dict[tuple[str, str], list[Op]]:
        """Acked operations by (conversation, id)."""
        found: dict[tuple[str, str], list[Op]] = defaultdict(list)
        for op in self.ops:
            if op.result == ACKED:
                found[op.conversation, op.id].append(op)
        return dict(found)

    def check(self, stored: Stored) -> list[Finding]:
        """Everything that is wrong between what was answered, what was seen and what is on record."""
        return [
            *self._lost(stored),
            *self._doubled(stored),
            *self._holes(stored),
            *self._answers(stored),
            *self._order(),
            *self._positions(),
        ]

    def about(self, conversation: str, message_id: str) -> tuple[str, ...]:
        """The history of one id."""
        return tuple(str(op) for op in self.ops if op.conversation == conversation and op.id == message_id)

    def _lost(self, stored: Stored) -> Iterable[Finding]:
        kept = {(name, message_id) for name, rows in stored.items() for message_id, _ in rows}
        for name, message_id in self.acked:
            if (name, message_id) not in kept:
                yield Finding("acked and not stored", f"{name}/{message_id}", self.about(name, message_id))

    def _doubled(self, stored: Stored) -> Iterable[Finding]:
        posted = {(op.conversation, op.id) for op in self.ops}
        for name, rows in stored.items():
            for message_id, times in Counter(message_id for message_id, _ in rows).items():
                if times > 1:
                    where = [f"stored as seq {seq}" for each, seq in rows if each == message_id]
                    yield Finding(
                        "stored more than once",
                        f"{name}/{message_id}",
                        (*self.about(name, message_id), *where),
                    )
                if posted and (name, message_id) not in posted:
                    yield Finding("stored and never posted", f"{name}/{message_id}", ())

    def _holes(self, stored: Stored) -> Iterable[Finding]:
        for name, rows in stored.items():
            numbers = [seq for _, seq in rows]
            if numbers != list(range(1, len(numbers) + 1)):
                at = next(i for i, seq in enumerate(numbers) if seq != i + 1)
                around = tuple(f"{message_id} seq {seq}" for message_id, seq in rows[max(0, at - 1) : at + 2])
                yield Finding("a hole in the order", f"{name} at {at + 1}", around)

    def _answers(self, stored: Stored) -> Iterable[Finding]:
        """Every ack of an id tells the same place, and the record says so too."""
        place = {(name, message_id): seq for name, rows in stored.items() for message_id, seq in rows}
        for (name, message_id), ops in self.acked.items():
            told = {op.seq for op in ops} | {place.get((name, message_id), ops[0].seq)}
            if len(told) > 1:
                what = "answers that differ"
                yield Finding(what, f"{name}/{message_id} {sorted(told)}", self.about(name, message_id))
            first = [op for op in ops if not op.duplicate]
            if len(first) > 1:
                yield Finding("first answer given twice", f"{name}/{message_id}", tuple(map(str, first)))

    def _order(self) -> Iterable[Finding]:
        """What was acked before another post of the conversation began stands before it."""
        by_conversation: dict[str, list[Op]] = defaultdict(list)
        for op in self.ops:
            if op.result == ACKED and not op.duplicate:
                by_conversation[op.conversation].append(op)
        for name, ops in by_conversation.items():
            highest: Op | None = None
            waiting = sorted(ops, key=lambda op: op.ended)
            done = 0
            for op in sorted(ops, key=lambda op: op.began):
                while waiting[done].ended < op.began:
                    if highest is None or waiting[done].seq > highest.seq:
                        highest = waiting[done]
                    done += 1
                if highest is not None and highest.seq > op.seq:
                    yield Finding("later post, earlier place", name, (str(highest), str(op)))
                    break

    def _positions(self) -> Iterable[Finding]:
        """A viewer's offsets go up by one, unless a snapshot starts anew."""
        last: dict[tuple[str, str], Seen] = {}
        for seen in self.seen:
            before = last.get((seen.who, seen.channel))
            last[seen.who, seen.channel] = seen
            if before is None or seen.snapshot:
                continue
            if seen.epoch != before.epoch or seen.offset != before.offset + 1:
                yield Finding("a gap or a step back in what was applied", seen.who, (str(before), str(seen)))


def require_possible(findings: Sequence[Finding]) -> None:
    """Raises AssertionError with the first findings in full."""
    if findings:
        raise AssertionError("\n".join([f"{len(findings)} findings", *map(str, findings[:5])]))
