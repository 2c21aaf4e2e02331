"""Hands frames to Redis: one lane a conversation, each frame once, however often it is sent. Knows no listener."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import structlog
from redis.exceptions import RedisError

from csassist.hub import redis_scripts as scripts
from csassist.hub.about import About
from csassist.hub.broker import Channel
from csassist.hub.redis_line import Line, LineBroken, Reply
from csassist.wire.telling import Told

log = structlog.get_logger("csassist.broker")

EARLY_S = 1.0  # how long a frame waits for the one before it, which another node tells
FIRST_NAP_S = 0.002
AT_ONCE = 64  # frames of one lane on their way
APPEND_SHA, RENEW_SHA = scripts.sha_of(scripts.APPEND), scripts.sha_of(scripts.RENEW)
KEPT = tuple(
    str(n)
    for n in (scripts.KEPT_FRAMES, scripts.KEPT_MS, scripts.MOST_FRAMES, scripts.MOST_BYTES, scripts.TTL_MS)
)  # fmt: skip


class Item(NamedTuple):
    """One frame for one channel."""

    channel: Channel
    told: Told
    about: About | None

    @property
    def near(self) -> bool:
        """It is told on the conversation's own channel, where order is kept."""
        return self.about is not None and self.channel[1] == f"conversation:{self.about.conversation}"


class Verdict(NamedTuple):
    """What became of a frame: ok, again, early, late; alone when Redis cannot be reached."""

    word: str
    epoch: str = ""
    offset: int = 0


ALONE = Verdict("alone")


@dataclass(slots=True)
class _Sent:
    words: tuple[bytes | str, ...]
    future: asyncio.Future[Verdict]


class Teller:
    """Lives on the event loop. `told` is called for every frame that has its place, `alone` for what has none there."""

    def __init__(
        self,
        node: str,
        prefix: str,
        told: Callable[[Item, Verdict], None],
        alone: Callable[[Item], None],
        refused: Callable[[str], None],
    ) -> None:
        self._node = node
        self._prefix = prefix
        self._told = told
        self._alone = alone
        self._refused = refused
        self._line: Line | None = None
        self._number = 0
        self._sent: dict[int, _Sent] = {}  # unanswered, in the order they were sent
        self._lanes: dict[tuple[str, str], deque[Item]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self.open = False  # Redis can be reached, or will be in a moment

    def put(self, item: Item) -> None:
        """Takes a frame over. Frames of one conversation go out in the order in which they come here."""
        key = (item.channel[0], item.about.conversation if item.about is not None else "\0" + item.channel[1])
        lane = self._lanes.get(key)
        if lane is not None:
            lane.append(item)
        elif not self.open:
            self._alone(item)
        else:
            self._lanes[key] = deque((item,))
            self._idle.clear()
            task = asyncio.get_running_loop().create_task(self._drive(key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def resume(self, line: Line) -> None:
        """A new line: what was not answered on the old one is sent again first, under its old numbers."""
        self._line = line
        self.open = True
        for number in list(self._sent):
            self._send(number)

    def pause(self) -> None:
        """The line is broken; it may be back in a moment."""
        self._line = None

    def give_up(self) -> None:
        """Redis is away: what waits, and what comes, has no place there."""
        self._line = None
        self.open = False
        sent, self._sent = self._sent, {}
        for one in sent.values():
            if not one.future.done():
                one.future.set_result(ALONE)

    async def drained(self, timeout_s: float) -> bool:
        """Waits until all is told. False when it takes too long."""
        try:
            await asyncio.wait_for(self._idle.wait(), timeout_s)
        except TimeoutError:
            return False
        return True

    def fresh_epoch(self) -> str:
        """An epoch that was never given."""
        return f"{self._node.removeprefix('n_')[:8]}-{self._next():x}"

    # One lane

    async def _drive(self, key: tuple[str, str]) -> None:
        lane = self._lanes[key]
        try:
            while lane:
                batch = [lane.popleft()]
                version = _version(batch[0])
                while lane and _version(lane[0]) == version and len(batch) < AT_ONCE:
                    batch.append(lane.popleft())
                await self._batch(batch)
        finally:
            del self._lanes[key]
            if not self._lanes:
                self._idle.set()

    async def _batch(self, batch: list[Item]) -> None:
        """The conversation's own channel first: whoever tells the next state waits for it there."""
        near = [item for item in batch if item.near]
        if near:
            await self._near(near)
        wide = [item for item in batch if not item.near]
        futures = [self._append(item) for item in wide]
        for item, future in zip(wide, futures, strict=True):
            self._settle(item, await future)

    async def _near(self, items: list[Item]) -> None:
        until, nap = time.monotonic() + EARLY_S, FIRST_NAP_S
        while items:
            futures = [self._append(item) for item in items]
            verdicts = [await future for future in futures]
            waiting: list[Item] = []
            for item, verdict in zip(items, verdicts, strict=True):
                if verdict.word in ("early", "late"):
                    waiting.append(item)
                else:
                    self._settle(item, verdict)
            if not waiting:
                return
            if time.monotonic() >= until or any(verdict.word == "late" for verdict in verdicts):
                log.info("a stream begins anew", reason="told out of order")
                late = any(verdict.word == "late" for verdict in verdicts)
                await self._renew(waiting[-1], unless_told=not late)
                return
            items = waiting
            await asyncio.sleep(nap)
            nap = min(0.05, 2 * nap)

    async def _renew(self, item: Item, *, unless_told: bool) -> None:
        about = item.about
        if about is not None:
            state = (str(about.seq), str(about.version), str(scripts.TTL_MS), "1" if unless_told else "")
            keys = scripts.keys_of(self._prefix, item.channel)
            await self._enter(self._next(), RENEW_SHA, keys, self.fresh_epoch(), *state)

    def _settle(self, item: Item, verdict: Verdict) -> None:
        if verdict is ALONE:
            self._alone(item)
        else:
            self._told(item, verdict)

    # One frame

    def _append(self, item: Item) -> asyncio.Future[Verdict]:
        number, about = self._next(), item.about
        keys = scripts.keys_of(self._prefix, item.channel)
        near = about is not None and item.near
        packed = scripts.pack(item.told, about.reach if near and about is not None else None)
        state: tuple[str, str, str] = ("", "", "")
        if near and about is not None:
            state = (str(about.seq), str(about.version), "m" if about.message else "s")
        words: list[bytes | str] = [self._node, str(number), self.fresh_epoch(), packed, *state, *KEPT]
        return self._enter(number, APPEND_SHA, keys, *words)

    def _enter(self, number: int, sha: str, keys: scripts.Keys, *words: bytes | str) -> asyncio.Future[Verdict]:
        future: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        if not self.open:
            future.set_result(ALONE)
            return future
        self._sent[number] = _Sent((sha, "3", *keys, *words), future)
        self._send(number)
        return future

    def _send(self, number: int) -> None:
        if self._line is not None and not self._line.broken:
            self._line.call(lambda reply: self._answered(number, reply), "EVALSHA", *self._sent[number].words)

    def _answered(self, number: int, reply: Reply) -> None:
        if isinstance(reply, LineBroken) or number not in self._sent:
            return  # it is sent again, or was given up
        if isinstance(reply, RedisError):
            # Whatever it is (scripts flushed, memory full): the line begins anew, so that the order of numbers stands.
            self._refused(type(reply).__name__)
            return
        sent = self._sent.pop(number)
        if sent.future.done():
            return
        if isinstance(reply, list):
            word, epoch, offset = reply
            sent.future.set_result(Verdict(word.decode(), epoch.decode(), int(offset)))
        else:
            sent.future.set_result(Verdict("ok", "" if reply is None else reply.decode()))

    def _next(self) -> int:
        self._number += 1
        return self._number


def _version(item: Item) -> int | None:
    return None if item.about is None else item.about.version
