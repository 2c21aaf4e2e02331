"""Keeps two lines to Redis: one asks, one hears. Notices silence, comes back by itself. Knows no channel's content."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Protocol

import structlog
from redis.exceptions import RedisError

from csassist.hub import redis_scripts as scripts
from csassist.hub.redis_line import Line, LineBroken, LineRefused, Reply, Where, all_ended

log = structlog.get_logger("csassist.broker")

OPEN_S = 1.0  # to connect, to be let in
ANSWER_S = 1.0  # a command unanswered so long: the line is dead
PING_S = 1.0
SILENT_S = 3.0  # nothing heard on the hearing line, not even a pong
PATIENCE_S = 2.0  # a line that broke may be back so soon: frames wait
SOON_S = 0.05
AGAIN_S = 0.5  # between two attempts while Redis is away
REFUSED_S = 3.0  # after Redis said no
WATCH_S = 0.25
FORGOTTEN = "NoScriptError"  # scripts were flushed: they are brought again
TOPICS_AT_ONCE = 500
_SHA = {body: scripts.sha_of(body) for body in scripts.SCRIPTS}


class Lines(Protocol):
    """Who owns the lines."""

    async def opened(self) -> None:
        """Both lines are open. Raises LineBroken."""
        ...

    def paused(self) -> None:
        """They are broken; a new attempt is under way."""
        ...

    def closed(self, why: str) -> None:
        """There is no Redis for now."""
        ...

    def pushed(self, reply: Reply) -> None:
        """Something came on the hearing line."""
        ...


class Connecting:
    """Both lines live and die together."""

    def __init__(self, where: Where, owner: Lines) -> None:
        self._where = where
        self._owner = owner
        self._gone = asyncio.Event()
        self._rest_s = 0.0
        self._stuck = ""
        self.asks: Line | None = None
        self.hears: Line | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Connects once before it goes on, so that a wrong password is found at the start: raises LineRefused."""
        try:
            await self._open()
        except LineBroken as fault:
            log.error("broker away", why=fault.message, doing="goes on alone and tries again")
            self._owner.closed(fault.message)
        keeping = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping
            self._close()
            await all_ended()

    def subscribe(self, topics: Sequence[str]) -> None:
        """Hears these from now on; the answer is pushed. Nothing while there is no line: the owner does it then."""
        self._send("SUBSCRIBE", topics)

    def unsubscribe(self, topics: Sequence[str]) -> None:
        """Hears these no more."""
        self._send("UNSUBSCRIBE", topics)

    async def run(self, body: str, keys: Sequence[str], *words: bytes | str) -> Reply:
        """The answer of a script. Raises LineBroken."""
        if self.asks is None:
            raise LineBroken("Redis is away")
        answer = await self.asks.ask("EVALSHA", _SHA[body], str(len(keys)), *keys, *words)
        if isinstance(answer, RedisError):
            self.fail(type(answer).__name__)
            raise LineBroken("Redis refuses a script")
        return answer

    async def ask(self, *words: bytes | str) -> Reply:
        """The answer to a command. Raises LineBroken, for a refusal too."""
        if self.asks is None:
            raise LineBroken("Redis is away")
        answer = await self.asks.ask(*words)
        if isinstance(answer, RedisError):
            raise LineBroken(f"Redis refuses {words[0]!r}")
        return answer

    def fail(self, word: str) -> None:
        """Redis answered with an error: the lines begin anew. The same again at once: not before a rest."""
        log.error("broker refuses", word=word)
        self._rest_s = 0.0 if word == FORGOTTEN else REFUSED_S
        self._stuck = "" if word == FORGOTTEN else f"Redis refuses to write ({word})"
        self._close()

    def _send(self, word: str, topics: Sequence[str]) -> None:
        if self.hears is not None and not self.hears.broken:
            for start in range(0, len(topics), TOPICS_AT_ONCE):
                self.hears.send(word, *topics[start : start + TOPICS_AT_ONCE])

    async def _keep(self) -> None:
        broke_at = 0.0
        while True:
            if self.asks is not None:
                await self._watch()
                self._close()
                self._owner.paused()
                broke_at = time.monotonic()
            if self._rest_s:
                self._owner.closed(self._stuck)
                await asyncio.sleep(self._rest_s)
                self._rest_s = 0.0
            try:
                await self._open()
            except (LineBroken, LineRefused) as fault:
                self._close()
                if isinstance(fault, LineBroken) and time.monotonic() - broke_at < PATIENCE_S:
                    await asyncio.sleep(SOON_S)
                    continue
                self._owner.closed(fault.message)
                await asyncio.sleep(AGAIN_S if isinstance(fault, LineBroken) else REFUSED_S)

    async def _open(self) -> None:
        self._gone.clear()
        self.asks = await Line.open(self._where, OPEN_S, gone=self._gone.set)
        try:
            self.hears = await Line.open(self._where, OPEN_S, pushed=self._owner.pushed, gone=self._gone.set)
            async with asyncio.timeout(OPEN_S):
                for body in scripts.SCRIPTS:
                    await self.ask("SCRIPT", "LOAD", body)
            await self._owner.opened()
        except TimeoutError:
            self._close()
            raise LineBroken(f"Redis at {self._where.name} does not answer") from None
        except BaseException:
            self._close()
            raise

    async def _watch(self) -> None:
        """Until one of the lines is broken, or silent for too long."""
        pinged = time.monotonic()
        while not self._gone.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._gone.wait(), WATCH_S)
            asks, hears, now = self.asks, self.hears, time.monotonic()
            if asks is None or hears is None or asks.waited_s() > ANSWER_S or now - hears.heard_at > SILENT_S:
                return
            if now - pinged >= PING_S:
                pinged = now
                asks.call(_nothing, "PING")
                hears.send("PING")

    def _close(self) -> None:
        for line in (self.asks, self.hears):
            if line is not None:
                line.close()
        self.asks = self.hears = None
        self._gone.set()


def _nothing(_: Reply) -> None:
    """That it came is all that counts."""
