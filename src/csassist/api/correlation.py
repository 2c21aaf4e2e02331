"""By which ids one request is found again: X-Request-Id echoed or made, W3C traceparent taken up. Logs nothing itself
but a line at debug; whoever logs asks `request_id` and `trace_id`.
"""

from __future__ import annotations

import re
import secrets
import time
from contextvars import ContextVar

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("csassist.request")

_ID = re.compile(rb"[A-Za-z0-9._~:/+=@-]{1,128}")
_TRACE = re.compile(rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")
_HEADER = b"x-request-id"
_CURRENT: ContextVar[tuple[str, str]] = ContextVar("csassist_request", default=("", ""))


def request_id() -> str:
    """The id of the request that is being worked on; a fresh one outside of any."""
    return _CURRENT.get()[0] or _fresh()


def correlation() -> tuple[str, str]:
    """(request id, trace id) of the request that is being worked on; empty where there is none."""
    return _CURRENT.get()


class Correlate:
    """ASGI middleware. Each request and each socket runs in a context of its own, so nothing is put back afterwards."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Names the request, then lets it pass."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        name = _named(scope)
        raw = name.encode()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                if not any(key.lower() == _HEADER for key, _ in headers):
                    message["headers"] = [*headers, (_HEADER, raw)]
                log.debug(
                    "answered",
                    method=scope["method"],
                    path=scope["path"],
                    status=message["status"],
                    ms=round((time.perf_counter() - started) * 1e3, 1),
                )
            await send(message)

        started = time.perf_counter()
        await self._app(scope, receive, answer if scope["type"] == "http" else send)


def _named(scope: Scope) -> str:
    name, trace = "", ""
    for key, value in scope["headers"]:
        if key == _HEADER and _ID.fullmatch(value):
            name = value.decode()
        elif key == b"traceparent" and (found := _TRACE.fullmatch(value)):
            trace = found[1].decode()
    name = name or _fresh()
    _CURRENT.set((name, trace))
    return name


def _fresh() -> str:
    return "rq_" + secrets.token_hex(8)
