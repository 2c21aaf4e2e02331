"""TLS to a checked address: the certificate is held against the name, never against the address."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from csassist.notify.endpoint import Outgoing
from csassist.notify.guard import Guard, read_networks
from csassist.notify.post import Poster
from fakes.clock import FakeClock
from fakes.receiver import Receiver

PEM = Path(__file__).with_name("hook.example.pem")
NOW = FakeClock().now()


@asynccontextmanager
async def secured(names: list[str | None]) -> AsyncIterator[Receiver]:
    """A TLS server for hook.example; `names` = the names that were asked for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    one = Receiver()
    server = await asyncio.start_server(one.serve, "127.0.0.1", 0, ssl=context)
    one.port = server.sockets[0].getsockname()[1]
    try:
        yield one
    finally:
        server.close()
        await server.wait_closed()


@pytest.mark.parametrize(
    ("host", "trusted", "code"),
    [
        ("hook.example", True, "200"),
        ("other.example", True, "certificate or TLS refused"),
        ("hook.example", False, "certificate or TLS refused"),
    ],
)
async def test_the_certificate_is_for_the_name(host: str, trusted: bool, code: str) -> None:
    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    names: list[str | None] = []
    trust = ssl.create_default_context(cafile=str(PEM) if trusted else None)
    async with secured(names) as hook:
        poster = Poster(Guard(read_networks(["127.0.0.0/8"])), timeout_s=5, trust=trust, resolve=resolve)
        answer = await poster.post("wecom", Outgoing(f"https://{host}:{hook.port}/x", b"{}"), NOW)
        await poster.close()
    assert (answer.ok, answer.code) == (code == "200", code)
    assert names == [host]
    assert [asked.headers["host"] for asked in hook.asked] == ([f"{host}:{hook.port}"] if answer.ok else [])


async def test_a_name_that_nobody_knows_is_not_reached() -> None:
    async def resolve(_host: str, _port: int) -> Sequence[str]:
        raise OSError("no such name")

    poster = Poster(Guard(), resolve=resolve)
    answer = await poster.post("webhook", Outgoing("https://hook.example/x", b"{}"), NOW)
    await poster.close()
    assert (answer.ok, answer.code, answer.gone) == (False, "not reached", False)
