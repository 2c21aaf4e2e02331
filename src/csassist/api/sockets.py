"""/v1/ws at the door: subprotocol, hello, who is there, may this page be. The socket is accepted first, then closed
with a code, so that a browser can read why.
"""

from __future__ import annotations

import asyncio
import secrets

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from csassist.api.doorkeeper import identify
from csassist.api.front import Front
from csassist.api.origins import own_origin, trusted_origin
from csassist.api.socket_session import GONE, Goodbye, Session, receive_text
from csassist.desk.access import Identity
from csassist.errors import DeliveryError, InvalidInput, Unauthenticated
from csassist.hub.connection import Connection
from csassist.wire import frames
from csassist.wire.close_codes import CloseCode

log = structlog.get_logger("csassist.sockets")


async def socket_endpoint(websocket: WebSocket, front: Front) -> None:
    """One socket from the handshake to its end."""
    offered = websocket.scope.get("subprotocols", [])
    known = frames.SUBPROTOCOL in offered
    await websocket.accept(frames.SUBPROTOCOL if known else None)
    if not front.admission.knock():
        await _close(websocket, front, Goodbye(CloseCode.RATE_LIMITED, "too many sockets here; come again"))
        return
    seat: str | None = None
    try:
        if offered and not known:
            raise Goodbye(CloseCode.TOO_OLD, f"speak {frames.SUBPROTOCOL}")
        if front.health.draining:
            raise Goodbye(CloseCode.RESTART, "the service restarts")
        hello = await _hello(websocket, front)
        who = await _recognise(websocket, front, hello)
        if not front.admission.seat(who.shop):
            raise Goodbye(CloseCode.RATE_LIMITED, "too many sockets of this shop; come again")
        seat = who.shop
        await _talk(websocket, front, who, hello)
    except Goodbye as end:
        await _close(websocket, front, end)
    except WebSocketDisconnect:
        return
    finally:
        front.admission.go(seat)


async def _talk(websocket: WebSocket, front: Front, who: Identity, hello: frames.Hello) -> None:
    """From the welcome to the end."""
    token = front.tickets.open_token(who)
    await front.tickets.publish(token)
    connection = Connection("cn_" + secrets.token_hex(8), who)
    log.debug("socket opened", connection=connection.id, role=who.role.value)
    try:
        await Session(websocket, front, connection, token).run(hello)
    finally:
        await front.tickets.withdraw(token)
        log.debug("socket closed", connection=connection.id, code=connection.closing)


async def _hello(websocket: WebSocket, front: Front) -> frames.Hello:
    """The first frame. Raises Goodbye: none in time, or not a hello."""
    try:
        async with asyncio.timeout(front.limits.hello_s):
            text = await receive_text(websocket, front.limits.frame_bytes)
    except TimeoutError:
        raise Goodbye(CloseCode.NO_HELLO, f"say hello within {front.limits.hello_s:g} s") from None
    try:
        return frames.read_hello(text)
    except InvalidInput:
        raise Goodbye(CloseCode.BAD_FRAME, "the first frame is hello") from None


async def _recognise(websocket: WebSocket, front: Front, hello: frames.Hello) -> Identity:
    """Who said hello. Raises Goodbye: nobody we know, or a page from elsewhere."""
    trusted = trusted_origin(front, websocket)
    origin = websocket.headers.get("origin")
    try:
        if hello.ticket is not None:
            # A ticket minted for this very origin vouches for the page that brings it.
            if not trusted and await front.tickets.origin_of(hello.ticket) != origin:
                raise Goodbye(CloseCode.FORBIDDEN, "pages of this origin are not let in")
            # A page of ours sits in a desk's frame: what it is bound to there, the frame checks, not this socket.
            who = await front.tickets.redeem(hello.ticket, None if origin == own_origin(websocket) else origin)
            if not front.keyring.holds(who.credential):
                raise Unauthenticated("the key that this ticket was minted with has ended")
            return who
        if hello.key is not None and trusted:
            return identify(front, hello.key)
    except Unauthenticated as fault:
        expired = fault.code == "A402"
        code = CloseCode.TICKET_EXPIRED if expired else CloseCode.UNAUTHENTICATED
        raise Goodbye(code, fault.message) from None
    except DeliveryError as fault:
        raise Goodbye(CloseCode.BACKEND_AWAY, fault.message) from None
    raise Goodbye(CloseCode.UNAUTHENTICATED, "say hello with a ticket, or with a key from no browser")


async def _close(websocket: WebSocket, front: Front, end: Goodbye) -> None:
    try:
        async with asyncio.timeout(front.limits.send_s):
            await websocket.close(end.code, end.reason[:120])
    except (TimeoutError, *GONE):
        log.debug("socket gone before it was closed", code=end.code)
