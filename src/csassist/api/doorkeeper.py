"""Who is asking over HTTP, and may the body come in. Knows headers; knows nothing of what is asked."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope

from csassist.api.front import Front
from csassist.desk.access import Identity
from csassist.desk.tickets import SOCKET_BEARER
from csassist.errors import InvalidInput, RateLimited, Unauthenticated

Headers = Mapping[bytes, bytes]

JSON_ONLY = (b"application/json",)


def front_of(request: Request) -> Front:
    """The parts behind this app."""
    front = request.app.state.front
    if not isinstance(front, Front):
        raise AssertionError("app.state.front is set by build_api")
    return front


def caller(request: Request) -> Identity:
    """Whose request this is. Raises Unauthenticated, RateLimited. In demo mode GET needs no key."""
    return admitted(front_of(request), headers_of(request.scope), request.method)


def headers_of(scope: Scope) -> Headers:
    """By name in small letters; of several of one name the first. Made once: a look-up by the framework walks them."""
    return dict(reversed(scope["headers"]))


def admitted(front: Front, headers: Headers, method: str) -> Identity:
    """Whose request these headers open. Raises what `caller` raises."""
    secret = _secret(headers)
    if secret is None:
        if front.demo is not None and method == "GET":
            return front.demo
        raise Unauthenticated("a key is needed: Authorization: Bearer KEY")
    who = front.tickets.identify(secret) if secret.startswith(SOCKET_BEARER) else None
    who = who or identify(front, secret)
    wait = front.throttle(who).take(time.monotonic())
    if wait > 0:
        front.metrics.refused.labels("key_rate").inc()
        raise RateLimited("too many requests for this key; slow down", retry_after_s=wait)
    front.admission.pace(who.shop)
    return who


def identify(front: Front, secret: str) -> Identity:
    """Whose key, or whose desk's token, this is. Raises Unauthenticated."""
    if front.bearers.looks_like_one(secret):
        return front.bearers.identify(secret)
    return front.keyring.identify(secret)


def _secret(headers: Headers) -> str | None:
    header = headers.get(b"authorization")
    if header is not None:
        scheme, _, secret = header.decode("latin-1").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise Unauthenticated("send the key as Authorization: Bearer KEY")
        return secret.strip()
    key = headers.get(b"x-api-key")
    return None if key is None else key.decode("latin-1")


async def read_body(
    request: Request, *, kinds: tuple[bytes, ...] | None = JSON_ONLY, limit: int | None = None
) -> bytes:
    """The raw body, JSON unless `kinds` says otherwise (None = whatever), of fewer than `limit` + 1 bytes.

    Raises InvalidInput C203 (of another kind, or packed), C205 (too large).
    """
    limit = limit or front_of(request).limits.body_bytes
    return await body_of(headers_of(request.scope), request.receive, limit, kinds)


async def body_of(headers: Headers, receive: Receive, limit: int, kinds: tuple[bytes, ...] | None = JSON_ONLY) -> bytes:
    """The same of whatever has headers and is received. Raises ClientDisconnect too."""
    kind = headers.get(b"content-type")
    if kinds is not None and kind is not None and kind.partition(b";")[0].strip().lower() not in kinds:
        raise InvalidInput("send JSON with Content-Type: application/json", code="C203")
    if headers.get(b"content-encoding", b"identity") != b"identity":
        raise InvalidInput("packed bodies are not taken; send plain JSON", code="C203")
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > limit:
        raise _too_large(limit)
    parts: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientDisconnect
        part = event.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        if not event.get("more_body", False):
            return b"".join(parts)


def _too_large(limit: int) -> InvalidInput:
    return InvalidInput(f"the body has at most {limit} bytes", code="C205")


async def read_object(request: Request, *, optional: bool = False) -> dict[str, Any]:
    """The body as a JSON object; an empty body is {} when `optional`. Raises InvalidInput C200."""
    raw = await read_body(request)
    return {} if optional and not raw.strip() else object_of(raw)


def object_of(raw: bytes) -> dict[str, Any]:
    """A body that is a JSON object. Raises InvalidInput C200."""
    try:
        value = orjson.loads(raw)
    except (orjson.JSONDecodeError, RecursionError):
        raise InvalidInput("the body is not JSON", code="C200") from None
    if not isinstance(value, dict):
        raise InvalidInput("the body must be a JSON object", code="C200")
    return value


def text_of(body: dict[str, Any], name: str, *, needed: bool = True, most: int = 8_000) -> str | None:
    """A text field of a body. Raises InvalidInput C201."""
    value = body.get(name)
    if value is None and not needed:
        return None
    if not isinstance(value, str) or not value or len(value) > most:
        raise InvalidInput(
            f"{name} must be text of 1 to {most} characters",
            errors=[{"pointer": f"/{name}", "detail": "missing, empty, too long or no text"}],
        )
    return value
