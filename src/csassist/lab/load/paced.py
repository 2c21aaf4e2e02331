"""How long a push takes at a rate: an open loop. Messages are due on a fixed schedule and latency counts from when one
was due, so that a server that is late cannot slow the load down and hide it (no coordinated omission).
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter

from csassist.frozen import frozen
from csassist.lab.load.line import Listener, Poster, request
from csassist.lab.load.process import cpu_s
from csassist.lab.load.target import Target
from csassist.lab.load.words import Spoken, line_of

MOST_POSTERS = 1_000
PATIENCE_S = 15.0
TRIES = 3


@frozen
class Pace:
    """`rate` messages a second for `seconds`, over `sidebars` conversations (`speaking` of them; 0: all), watched by
    `consoles`.
    """

    rate: float = 200.0
    seconds: float = 30.0
    sidebars: int = 500
    consoles: int = 0
    speaking: int = 0


@dataclass(slots=True)
class Latency:
    """Seconds from the moment a message was due. `late` = how far behind its schedule the load itself was at most."""

    pushes: list[float] = field(default_factory=list)
    acks: list[float] = field(default_factory=list)
    refused: dict[int, int] = field(default_factory=dict)
    missing: int = 0
    late: float = 0.0
    cpu_us: float = math.nan


class Load:
    """One open-loop run: sidebars open once, then as many rounds as wanted."""

    def __init__(self, target: Target, pace: Pace, chats: Sequence[Sequence[Spoken]], mark: str = "p") -> None:
        self._target = target
        self._pace = pace
        self._chats = chats
        self._names = [f"{mark}-{n}" for n in range(pace.sidebars)]
        self._said = 0
        self._due: dict[str, float] = {}
        self._idle: list[Poster] = []
        self._room = asyncio.Semaphore(MOST_POSTERS)
        self._quiet = asyncio.Event()  # nothing waits for its push
        self._sockets: list[Listener] = []
        self._posts: set[asyncio.Task[None]] = set()
        self._found = Latency()

    async def open(self) -> None:
        """Sidebars and consoles. Raises ConnectionError."""
        self._sockets += await self._target.sidebars(self._names, self._heard)
        self._sockets += await self._target.consoles(self._pace.consoles)

    def close(self) -> None:
        """Everybody goes."""
        for sidebar in self._sockets:
            sidebar.close()
        for poster in self._idle:
            poster.close()
        for post in self._posts:  # not answered in all patience
            post.cancel()

    def lost(self) -> int:
        """Sockets that the server closed."""
        return sum(one.closed is not None for one in self._sockets)

    async def run(self, seconds: float) -> Latency:
        """One round; ends when everything was pushed, or after some patience."""
        found = self._found = Latency()
        total, gap = int(seconds * self._pace.rate), 1 / self._pace.rate
        cpu, start = cpu_s(self._target.pid), perf_counter()
        for number in range(total):
            due = start + number * gap
            if (wait := due - perf_counter()) > 0:
                await asyncio.sleep(wait)
            found.late = max(found.late, perf_counter() - due)
            task = asyncio.create_task(self._post(due))
            self._posts.add(task)
            task.add_done_callback(self._posts.discard)
        if self._posts:
            await asyncio.wait(self._posts, timeout=PATIENCE_S)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._quiet.wait(), PATIENCE_S)
        found.missing = len(self._due)
        found.cpu_us = (cpu_s(self._target.pid) - cpu) / max(1, total) * 1e6
        self._due.clear()
        return found

    async def _post(self, due: float) -> None:
        number, self._said = self._said, self._said + 1
        speaking = self._pace.speaking or len(self._names)
        conversation = number % speaking
        name, message = self._names[conversation], f"{self._names[0]}-m{number}"
        sender, text = line_of(self._chats, conversation, number // speaking)
        body = {"conversation_id": name, "message_id": message, "sender": sender, "text": text, "agent_id": name}
        self._due[message] = due
        self._quiet.clear()
        async with self._room:
            status = await self._answer(request("/v1/messages", body, self._target.key))
        if status in (200, 201):
            self._found.acks.append(perf_counter() - due)
        else:
            self._found.refused[status] = self._found.refused.get(status, 0) + 1
            self._settled(message)

    async def _answer(self, raw: bytes) -> int:
        for _ in range(TRIES):  # the same message with the same id, as a caller does whose line was cut
            try:
                poster = self._open() or await self._target.poster()
                status, _ = await poster.post(raw)
            except OSError:
                continue
            self._idle.append(poster)
            return status
        return 0

    def _open(self) -> Poster | None:
        while self._idle:
            poster = self._idle.pop()
            if not poster.gone:
                return poster
        return None

    def _heard(self, message: str, at: float) -> None:
        due = self._settled(message)
        if due is not None:
            self._found.pushes.append(at - due)

    def _settled(self, message: str) -> float | None:
        due = self._due.pop(message, None)
        if not self._due:
            self._quiet.set()
        return due


async def paced(target: Target, pace: Pace, chats: Sequence[Sequence[Spoken]], warm_s: float = 3.0) -> Latency:
    """One measured run after some seconds that do not count."""
    load = Load(target, pace, chats)
    await load.open()
    try:
        await load.run(warm_s)
        return await load.run(pace.seconds)
    finally:
        load.close()
