"""The outermost door: names every request; takes POST /v1/messages and the socket straight to their functions, past all
that FastAPI does for them (a fifth of a message's cost, frames of twelve callers kept for as long as a socket lives);
everything else goes in by the app. Knows no other route.
"""

from __future__ import annotations

import time

import structlog
from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from csassist.api import messages, problems
from csassist.api.correlation import name_request
from csassist.api.front import Front
from csassist.api.sockets import socket_endpoint
from csassist.errors import CsassistError

log = structlog.get_logger("csassist.request")

_HEADER = b"x-request-id"


class Entrance:
    """An ASGI app around `app`. Each request and each socket runs in a context of its own, so nothing is put back."""

    def __init__(self, app: FastAPI, *, straight: bool = True) -> None:
        """`straight` False: messages and sockets take the long way too, where their spans are made."""
        self._app = app
        self._front: Front = app.state.front
        self._straight = straight

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Names it, then lets it pass."""
        if scope["type"] == "http":
            raw = name_request(scope["headers"]).encode()
            if self._straight and scope["path"] == "/v1/messages" and scope["method"] == "POST":
                await self._post(scope, receive, send, raw)
            else:
                await self._app(scope, receive, _named(scope, send, raw))
            return
        if scope["type"] == "websocket":
            name_request(scope["headers"])
            if self._straight and scope["path"] == "/v1/ws":
                await socket_endpoint(WebSocket(scope, receive, send), self._front)
                return
        await self._app(scope, receive, send)

    async def _post(self, scope: Scope, receive: Receive, send: Send, raw: bytes) -> None:
        try:
            status, body = await messages.take_message(self._front, scope, receive)
        except CsassistError as error:
            await problems.problem_of(error)(scope, receive, send)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - the last place before the server: the answer names a code and an id
            await problems.fault(Request(scope, receive), error)(scope, receive, send)
        else:
            size = b"%d" % len(body)
            headers = [(b"content-type", b"application/json"), (b"content-length", size), (_HEADER, raw)]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})


def _named(scope: Scope, send: Send, raw: bytes) -> Send:
    started = time.perf_counter()

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message["headers"]
            if not any(key.lower() == _HEADER for key, _ in headers):
                message["headers"] = [*headers, (_HEADER, raw)]
            ms = round((time.perf_counter() - started) * 1e3, 1)
            log.debug("answered", method=scope["method"], route=_route(scope), status=message["status"], ms=ms)
        await send(message)

    return answer


def _route(scope: Scope) -> str:
    """The route as it is documented: ids of customers stand in paths, and have no place in a log."""
    return str(getattr(scope.get("route"), "path", "none"))
