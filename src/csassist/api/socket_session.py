"""One socket after its hello: reads, answers, pumps the outbox, notices silence and a stuck line. Knows no channel."""

from __future__ import annotations

import asyncio
import time

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from csassist.api.front import Front
from csassist.api.socket_frames import BackendAway, Talk, answer_frame, subscribe
from csassist.api.throttle import Throttle
from csassist.desk.access import Role
from csassist.errors import CsassistError, InvalidInput
from csassist.hub.connection import Connection
from csassist.wire import frames
from csassist.wire.close_codes import MESSAGE_TOO_BIG, CloseCode
from csassist.wire.strict_json import read_object

log = structlog.get_logger("csassist.sockets")

MOST_POSTS = 64  # messages of one socket on their way to the record at once
PING = frames.PING.decode()
INGEST_RATE = 500.0  # times a person's: an integrator's socket posts for a whole shop, as much as REST takes
# What the transport raises when the line is gone, depending on who notices first.
GONE = (WebSocketDisconnect, RuntimeError, OSError)
FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)


class Goodbye(Exception):
    """The socket is to be closed with `code`."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = int(code)
        self.reason = reason


async def receive_text(websocket: WebSocket, most_bytes: int) -> str:
    """The next text frame. Raises Goodbye for one that is binary or too big, WebSocketDisconnect at the end."""
    event = await websocket.receive()
    if event["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(event.get("code", 1006))
    text = event.get("text")
    if not isinstance(text, str):
        raise Goodbye(CloseCode.BAD_FRAME, "binary frames are not spoken here")
    if len(text) * 4 > most_bytes and len(text.encode()) > most_bytes:
        raise Goodbye(MESSAGE_TOO_BIG, f"a frame has at most {most_bytes} bytes")
    return text


class Session:
    """Two tasks: the endpoint's own reads, one pumps. Whichever ends first ends the other."""

    __slots__ = (
        "_connection",
        "_front",
        "_posts",
        "_reader",
        "_room",
        "_sending",
        "_sent_at",
        "_stuck",
        "_talk",
        "_throttle",
        "_token",
        "_watch",
        "_websocket",
        "_wide",
    )

    def __init__(self, websocket: WebSocket, front: Front, connection: Connection, token: str) -> None:
        self._websocket = websocket
        self._front = front
        self._connection = connection
        self._token = token
        self._talk = Talk(front, connection)
        self._reader: asyncio.Task[None] | None = asyncio.current_task()
        self._stuck = False
        self._sent_at = time.monotonic()
        self._sending = False
        self._watch = 0
        self._posts: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(MOST_POSTS)
        limits = front.limits
        self._throttle = Throttle(limits.frames_per_s, limits.frames_burst)
        self._wide = Throttle(limits.frames_per_s * INGEST_RATE, limits.frames_burst * INGEST_RATE)

    async def run(self, hello: frames.Hello) -> None:
        """Until the socket is closed by either side."""
        pump = asyncio.create_task(self._pump())
        self._look()
        try:
            await self._serve(hello, pump)
        except asyncio.CancelledError:
            if not self._stuck or self._reader is None:
                raise
            self._reader.uncancel()  # it was us: the line is stuck or gone
        finally:
            self._reader = None
            self._front.rounds.forget(self._watch, self._look)
            pump.cancel()
            await self._front.hub.detach(self._connection)
            if self._posts:  # on their way to the record: what is taken is finished, ack or no ack
                await asyncio.wait(self._posts)

    async def _serve(self, hello: frames.Hello, pump: asyncio.Task[None]) -> None:
        try:
            await self._front.hub.attach(self._connection)
            who = self._connection.identity
            ping_s, missing = self._front.limits.ping_s, self._front.hub.degraded
            self._owe(frames.welcome(self._connection.id, ping_s, self._token, who, missing))
            await subscribe(self._talk, hello, None)
            while True:
                await self._read()
        except Goodbye as end:
            self._connection.close(end.code, end.reason)
            await pump
        except BackendAway as fault:
            self._connection.close(CloseCode.BACKEND_AWAY, str(fault))
            await pump
        except GONE:
            self._connection.close(1006)

    # Reading

    async def _read(self) -> None:
        text = await receive_text(self._websocket, self._front.limits.frame_bytes)
        if self._connection.closing is not None:
            return  # said after the end was decided; the disconnect follows
        try:
            value = read_object(text)
        except InvalidInput as fault:
            if fault.code == "C200":
                raise Goodbye(CloseCode.BAD_FRAME, fault.message) from None
            self._owe(frames.error(None, fault))
            return
        try:
            frame = frames.read_frame(value)
        except InvalidInput as fault:
            raise Goodbye(CloseCode.BAD_FRAME, "a frame is {type, ref, data}") from fault
        self._require_calm(frame)
        if self._front.tickets.identify(self._token) is None:
            raise Goodbye(CloseCode.UNAUTHENTICATED, "the rights of this socket were taken back")
        if frame.type == "message":
            await self._post(frame)
        else:
            await self._answer(frame)

    def _require_calm(self, frame: frames.ClientFrame) -> None:
        ingest = frame.type == "message" and self._connection.identity.role is Role.INTEGRATOR
        if (self._wide if ingest else self._throttle).take(time.monotonic()) > 0:
            raise Goodbye(CloseCode.RATE_LIMITED, "too many frames; slow down")

    async def _post(self, frame: frames.ClientFrame) -> None:
        """Messages overlap, so that one commit takes many; the desk's lanes keep each conversation in order."""
        await self._room.acquire()
        task = asyncio.create_task(self._answer(frame))
        self._posts.add(task)
        task.add_done_callback(self._posted)

    def _posted(self, task: asyncio.Task[None]) -> None:
        self._posts.discard(task)
        self._room.release()

    async def _answer(self, frame: frames.ClientFrame) -> None:
        try:
            answer = await answer_frame(self._talk, frame)
        except CsassistError as fault:
            answer = frames.error(frame.ref, fault)
        except FAULTS as fault:
            log.error("frame failed", frame=frame.type[:40], error=type(fault).__name__)
            answer = frames.error(frame.ref, CsassistError("something went wrong here; try again"))
        if answer is not None:
            self._owe(answer)

    def _owe(self, raw: bytes) -> None:
        self._connection.owe(raw.decode())

    # Writing

    async def _pump(self) -> None:
        """Outbox to socket, then the close frame. A line that takes nothing for `send_s` is given up."""
        try:
            while (batch := await self._connection.take()) is not None:
                born, self._connection.born = self._connection.born, None
                for text in batch:
                    if self._connection.closing is not None:
                        break
                    self._sent_at = time.monotonic()
                    self._sending = True
                    await self._websocket.send({"type": "websocket.send", "text": text})
                    self._sending = False
                if born is not None:
                    self._front.metrics.push.observe(time.perf_counter() - born)
            async with asyncio.timeout(self._front.limits.send_s):
                await self._websocket.close(self._connection.closing or 1000, self._connection.reason[:120])
        except (TimeoutError, *GONE):
            self._give_up()

    def _look(self) -> None:
        """Called by the clock: pings after silence, gives up a line on which a frame is stuck."""
        if self._reader is None:
            return  # it ended while this call was on its way
        limits = self._front.limits
        silent = time.monotonic() - self._sent_at
        if self._sending and silent >= limits.send_s:
            self._front.metrics.send_timeouts.inc()
            self._connection.close(CloseCode.SLOW, "takes nothing")
            self._give_up()
            return
        until = self._connection.identity.until
        if until is not None and until <= self._front.clock.now():
            self._connection.close(CloseCode.TICKET_EXPIRED, "these rights have expired; fetch a new ticket")
            return
        if not self._sending and silent >= limits.ping_s:
            self._connection.owe(PING)
            silent = 0.0
        self._watch = self._front.rounds.later(min(limits.send_s, limits.ping_s - silent), self._look)

    def _give_up(self) -> None:
        """Ends the reader, who would wait for ever on a line that is stuck."""
        if self._reader is not None and not self._reader.done() and not self._stuck:
            self._stuck = True
            self._reader.cancel()
