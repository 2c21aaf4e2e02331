"""Exact origins only."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.websockets import WebSocket

from csassist.api.front import Front
from csassist.api.origins import trusted_origin


def door(*allowed: str, loopback: bool = False) -> Front:
    return cast(Front, SimpleNamespace(allowed_origins=allowed, loopback_origins=loopback))


def page(origin: str | None, host: str = "assist.example:8000", scheme: str = "wss") -> WebSocket:
    headers = [(b"host", host.encode())] + ([] if origin is None else [(b"origin", origin.encode())])
    scope: dict[str, Any] = {
        "type": "websocket",
        "scheme": scheme,
        "path": "/v1/ws",
        "headers": headers,
        "query_string": b"",
    }

    async def nothing(*_: Any) -> Any:
        raise AssertionError("nothing is sent or received")

    return WebSocket(scope, nothing, nothing)


@pytest.mark.parametrize(
    ("origin", "trusted"),
    [
        (None, True),
        ("https://assist.example:8000", True),
        ("https://desk.example", True),
        ("http://assist.example:8000", False),  # another scheme
        ("https://assist.example", False),  # another port
        ("https://assist.example:8000.evil", False),
        ("https://xassist.example:8000", False),
        ("https://desk.example.evil", False),
        ("https://evil/desk.example", False),
        ("https://DESK.example", False),
        ("null", False),
        ("", False),
        ("http://localhost:3000", False),
    ],
)
def test_a_page_is_let_in_by_its_exact_origin(origin: str | None, trusted: bool) -> None:
    assert trusted_origin(door("https://desk.example"), page(origin)) is trusted


def test_a_host_header_in_capitals_is_the_same_host() -> None:
    assert trusted_origin(door(), page("https://assist.example:8000", "Assist.Example:8000"))


@pytest.mark.parametrize(
    ("origin", "trusted"),
    [
        ("http://localhost:3000", True),
        ("http://127.0.0.1:5173", True),
        ("https://[::1]:1", True),
        ("http://localhost.evil:3000", False),
        ("http://127.0.0.1.evil", False),
        ("http://evil/?localhost", False),
        ("file://localhost", False),
        ("http://[::1", False),
    ],
)
def test_on_this_machine_its_own_origins_are_let_in(origin: str, trusted: bool) -> None:
    assert trusted_origin(door(loopback=True), page(origin, "127.0.0.1:8000", "ws")) is trusted
    assert not trusted_origin(door(), page(origin, "127.0.0.1:8000", "ws"))
