"""One connection to Redis: commands go out at once, answers come back in order. Knows commands, no channel.

redis-py connects, lets itself in, speaks TLS and the protocol; what is ours is that many callers share one connection
without waiting for each other's answers, which a pipeline of redis-py cannot: it waits for its own before the next.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import field
from typing import Any, cast

from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, BusyLoadingError, RedisError, ResponseError

from csassist.errors import CsassistError, DeliveryError
from csassist.frozen import frozen

Reply = Any  # bytes, int, list, None or a RedisError
Then = Callable[[Reply], None]
PUSHED = (b"message", b"subscribe", b"unsubscribe", b"pong")
_ENDING: set[asyncio.Task[None]] = set()
_GONE = (RedisError, OSError, EOFError, TimeoutError)
# Nothing is tried again under our hands, and nothing waits by itself: Connecting watches over the lines.
_MANNERS = {"protocol": 2, "retry": Retry(NoBackoff(), 0), "socket_timeout": None}


class LineBroken(DeliveryError):
    """Redis cannot be reached, or does not answer."""

    code = "D302"


class LineRefused(CsassistError):
    """Redis is there and does not let us in."""

    code = "C210"


@frozen
class Where:
    """Where Redis is. The address with its password is shown nowhere."""

    url: str = field(repr=False)
    name: str  # for people
    db: int


def read_where(url: str) -> Where:
    """redis://[[user]:password@]host[:port][/db], rediss:// for TLS, unix:///path?db=. Raises LineRefused."""
    try:
        told = ConnectionPool.from_url(url).connection_kwargs
        host, path = told.get("host"), told.get("path")
        if host or path:
            return Where(url, path or f"{host}:{told.get('port', 6379)}", int(told.get("db", 0)))
    except (ValueError, TypeError):
        pass
    raise LineRefused("CSASSIST_BROKER is not redis://[[user]:password@]host[:port][/number]; correct the address")


class Line:
    """Writes of one turn of the loop go out together. A line that is broken stays broken."""

    def __init__(self, connection: AbstractConnection, pushed: Then | None, gone: Callable[[], None] | None) -> None:
        """`pushed` gets what nobody asked for (subscriptions); `gone` is called once, when the line is lost."""
        self._connection = connection
        self._pushed = pushed
        self._gone = gone
        self._waiting: deque[tuple[Then, float]] = deque()
        self._out: list[bytes] = []
        self._writable = asyncio.Event()
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._write())]
        self.heard_at = time.monotonic()
        self.broken = False

    @classmethod
    async def open(
        cls, where: Where, timeout_s: float, *, pushed: Then | None = None, gone: Callable[[], None] | None = None
    ) -> Line:
        """A line that was let in. Raises LineBroken, LineRefused."""
        pool: Any = ConnectionPool.from_url(where.url, **_MANNERS)
        connection: AbstractConnection = pool.make_connection()
        connect: Callable[[], Awaitable[None]] = cast(Any, connection).connect
        line: Line | None = None
        try:
            async with asyncio.timeout(timeout_s):
                await connect()
                line = cls(connection, pushed, gone)
                answer = await line.ask("PING")
                if isinstance(answer, Exception):
                    raise answer
                return line
        except BaseException as fault:
            if line is not None:
                line.close()
            await _hang_up(connection)
            if isinstance(fault, ResponseError | AuthenticationError) and not isinstance(fault, BusyLoadingError):
                word = type(fault).__name__
                raise LineRefused(f"Redis at {where.name} does not let us in ({word}); check CSASSIST_BROKER") from None
            if isinstance(fault, (*_GONE, LineBroken)):
                raise LineBroken(f"no Redis at {where.name} ({type(fault).__name__})") from None
            raise

    def call(self, then: Then, *words: bytes | str) -> None:
        """Sends a command; `then` gets the answer, a LineBroken when there will be none."""
        if self.broken:
            then(LineBroken("the line to Redis is broken"))
            return
        self._waiting.append((then, time.monotonic()))
        self.send(*words)

    def send(self, *words: bytes | str) -> None:
        """Sends a command whose answer is pushed, or of no interest."""
        self._out += self._connection.pack_command(*words)
        self._writable.set()

    async def ask(self, *words: bytes | str) -> Reply:
        """The answer to a command, a ResponseError too. Raises LineBroken."""
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()

        def then(reply: Reply) -> None:
            if not future.done():
                future.set_result(reply)

        self.call(then, *words)
        reply = await future
        if isinstance(reply, LineBroken):
            raise reply
        return reply

    def waited_s(self) -> float:
        """How long the oldest unanswered command waits."""
        return time.monotonic() - self._waiting[0][1] if self._waiting else 0.0

    def close(self) -> None:
        """Breaks the line: everybody who waits hears of it. Harmless when it is broken already."""
        if self.broken:
            return
        self.broken = True
        ending = asyncio.get_running_loop().create_task(_end(self._connection, self._tasks))
        _ENDING.add(ending)
        ending.add_done_callback(_ENDING.discard)
        waiting, self._waiting = self._waiting, deque()
        for then, _ in waiting:
            then(LineBroken("the line to Redis is broken"))
        if self._gone is not None:
            self._gone()

    async def _write(self) -> None:
        with suppress(*_GONE):
            while not self.broken:
                await self._writable.wait()
                self._writable.clear()
                out, self._out = self._out, []
                await self._connection.send_packed_command(out, check_health=False)
        self.close()

    async def _read(self) -> None:
        with suppress(*_GONE):
            while not self.broken:
                reply = await self._next()
                self.heard_at = time.monotonic()
                if self._pushed is not None and isinstance(reply, list) and reply and reply[0] in PUSHED:
                    self._pushed(reply)
                elif self._waiting:
                    self._waiting.popleft()[0](reply)
        self.close()

    async def _next(self) -> Reply:
        try:
            return await self._connection.read_response(timeout=math.inf, disconnect_on_error=False)
        except (ResponseError, AuthenticationError) as fault:  # an answer like any other: the line is whole
            return fault


async def all_ended() -> None:
    """Lines that were closed are gone: nothing of theirs is left on the loop."""
    here = asyncio.get_running_loop()
    await asyncio.gather(*(task for task in _ENDING if task.get_loop() is here), return_exceptions=True)


async def _end(connection: AbstractConnection, tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await _hang_up(connection)


async def _hang_up(connection: AbstractConnection) -> None:
    with suppress(*_GONE):
        await connection.disconnect(nowait=True)
