"""One connection to Redis: commands go out at once, answers come back in order. Knows the protocol, no channel."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

import hiredis

from csassist.errors import CsassistError, DeliveryError

Reply = Any  # bytes, int, list, None or hiredis.ReplyError
Then = Callable[[Reply], None]
_pack: Callable[[tuple[bytes | str, ...]], bytes] = cast(Any, hiredis.pack_command)  # typed as of one word only
PUSHED = (b"message", b"subscribe", b"unsubscribe", b"pong")


class LineBroken(DeliveryError):
    """Redis cannot be reached, or does not answer."""

    code = "D302"


class LineRefused(CsassistError):
    """Redis is there and does not let us in."""

    code = "C210"


@dataclass(frozen=True, slots=True)
class Where:
    """Where Redis is. The password is shown nowhere."""

    host: str
    port: int
    db: int = 0
    path: str = ""  # of a Unix socket
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False

    @property
    def name(self) -> str:
        """For people."""
        return self.path or f"{self.host}:{self.port}"


def read_where(url: str) -> Where:
    """redis://[[user]:password@]host[:port][/db], rediss:// for TLS, unix:///path?db=. Raises LineRefused."""
    try:
        parts = urlsplit(url)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if parts.scheme == "unix" and parts.path:
            db = int(parse_qs(parts.query).get("db", ["0"])[0])
            return Where("", 0, db, parts.path, user, password)
        if parts.scheme in ("redis", "rediss") and parts.hostname:
            db = int(parts.path.strip("/") or 0)
            return Where(parts.hostname, parts.port or 6379, db, "", user, password, parts.scheme == "rediss")
    except ValueError:
        pass
    raise LineRefused("CSASSIST_BROKER is not redis://[[user]:password@]host[:port][/number]; correct the address")


class Line(asyncio.Protocol):
    """Writes of one turn of the loop go out together. A line that is broken stays broken."""

    def __init__(self, pushed: Then | None = None, gone: Callable[[], None] | None = None) -> None:
        """`pushed` gets what nobody asked for (subscriptions); `gone` is called once, when the line is lost."""
        self._pushed = pushed
        self._gone = gone
        self._reader = hiredis.Reader()
        self._transport: asyncio.Transport | None = None
        self._waiting: deque[tuple[Then, float]] = deque()
        self._out: list[bytes] = []
        self.heard_at = time.monotonic()
        self.broken = False

    @classmethod
    async def open(
        cls, where: Where, timeout_s: float, *, pushed: Then | None = None, gone: Callable[[], None] | None = None
    ) -> Line:
        """A line that was let in. Raises LineBroken, LineRefused."""
        loop, line = asyncio.get_running_loop(), cls(pushed, gone)
        try:
            async with asyncio.timeout(timeout_s):
                if where.path:
                    await loop.create_unix_connection(lambda: line, where.path)
                else:
                    context = ssl.create_default_context() if where.tls else None
                    await loop.create_connection(lambda: line, where.host, where.port, ssl=context)
                await line._enter(where)
        except (TimeoutError, OSError) as fault:
            line.close()
            raise LineBroken(f"no Redis at {where.name} ({type(fault).__name__})") from fault
        except BaseException:
            line.close()
            raise
        return line

    async def _enter(self, where: Where) -> None:
        steps: list[tuple[bytes, ...]] = []
        if where.password:
            names = (where.user.encode(),) if where.user else ()
            steps.append((b"AUTH", *names, where.password.encode()))
        if where.db:
            steps.append((b"SELECT", b"%d" % where.db))
        for step in (*steps, (b"PING",)):
            answer = await self.ask(*step)
            if isinstance(answer, hiredis.ReplyError):
                if str(answer).startswith(("LOADING", "MASTERDOWN")):
                    raise LineBroken(f"Redis at {where.name} is not ready yet")
                word = str(answer).split(" ", 1)[0]
                raise LineRefused(f"Redis at {where.name} does not let us in ({word}); check CSASSIST_BROKER")

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The other side has taken us."""
        if not isinstance(transport, asyncio.Transport):
            raise AssertionError("a stream has a transport")
        self._transport = transport
        sock = transport.get_extra_info("socket")
        if sock is not None and sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def data_received(self, data: bytes) -> None:
        """Answers, each to whoever waits for it."""
        self.heard_at = time.monotonic()
        self._reader.feed(data)
        try:
            while (reply := self._reader.gets()) is not False:
                if self._pushed is not None and isinstance(reply, list) and reply and reply[0] in PUSHED:
                    self._pushed(reply)
                elif self._waiting:
                    self._waiting.popleft()[0](reply)
        except hiredis.ProtocolError:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody answers any more, whatever the reason."""
        del exc
        self.close()

    # What we do

    def call(self, then: Then, *words: bytes | str) -> None:
        """Sends a command; `then` gets the answer, a LineBroken when there will be none."""
        if self.broken:
            then(LineBroken("the line to Redis is broken"))
            return
        self._waiting.append((then, time.monotonic()))
        self.send(*words)

    def send(self, *words: bytes | str) -> None:
        """Sends a command whose answer is pushed, or of no interest."""
        if not self._out:
            asyncio.get_running_loop().call_soon(self._flush)
        self._out.append(_pack(words))

    async def ask(self, *words: bytes | str) -> Reply:
        """The answer to a command, a ReplyError too. Raises LineBroken."""
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
        if self._transport is not None:
            self._transport.abort()
        waiting, self._waiting = self._waiting, deque()
        for then, _ in waiting:
            then(LineBroken("the line to Redis is broken"))
        if self._gone is not None:
            self._gone()

    def _flush(self) -> None:
        out, self._out = self._out, []
        if self._transport is not None and not self.broken:
            self._transport.write(b"".join(out))
