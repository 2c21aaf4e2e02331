"""Runs the app with uvicorn on a socket of our own. Knows addresses and signals, nothing of what is served."""

from __future__ import annotations

import asyncio
import socket

import uvicorn

from csassist.api.door import build_api
from csassist.api.front import Front

USER_TIMEOUT_MS = 15_000  # a peer that acknowledges nothing is dropped by the kernel (uvicorn never would)


def listening_socket(host: str, port: int) -> socket.socket:
    """A bound socket. Raises OSError when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
    try:
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    bound.listen(2048)
    return bound


class Server(uvicorn.Server):
    """Says goodbye in our words (close code 4000, readyz 503) before uvicorn closes what is left."""

    def __init__(self, config: uvicorn.Config, front: Front) -> None:
        super().__init__(config)
        self._front = front
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Ready once uvicorn listens."""
        await super().startup(sockets)
        self._front.health.started = True
        self.up.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drains: not ready any more, sockets told to reconnect, then uvicorn's own way."""
        self._front.health.draining = True
        await self._front.hub.close()
        await super().shutdown(sockets)


def server(front: Front, *, log_level: str = "warning") -> Server:
    """A server with our limits. Frames above 64 KiB are ours to refuse, hence the wider limit below; deflate is off."""
    config = uvicorn.Config(
        build_api(front),
        ws="websockets-sansio",
        ws_max_size=128 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        timeout_graceful_shutdown=10,
        access_log=False,
        log_level=log_level,
        log_config=None,  # lab.logs gives every line its form
        lifespan="off",
        server_header=False,
        date_header=False,
    )
    return Server(config, front)
