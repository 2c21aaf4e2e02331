"""Runs the app with uvicorn on a socket of our own. Knows addresses and signals, nothing of what is served."""

from __future__ import annotations

import asyncio
import math
import socket
from zlib import crc32

import uvicorn
from starlette.types import ASGIApp

from csassist.api.acquaintance import Acquaintance
from csassist.api.door import build_api
from csassist.api.entrance import Entrance
from csassist.api.front import Front
from csassist.desk.access import Identity
from csassist.wire.close_codes import CloseCode

STEP_S = 0.2
PER_STEP = 100  # goodbyes in a step: whoever is sent away comes back, and not all in one instant
MOST_STEPS = 25  # 5 s
KEEP_ALIVE_S = 75  # nginx's; longer than the pools of clients and balancers (60 s at most), so it is they who close
# The protocol's own ping, for a client that froze behind a line that lives: our ping frame comes after 20 s of silence
# already. Its pong also keeps the way back open through proxies, who close after 60 s.
BEAT_S = 45
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

    def __init__(self, config: uvicorn.Config, front: Front, drain_s: float = 0.0) -> None:
        super().__init__(config)
        self._drain_s = drain_s
        self._front = front
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Ready once uvicorn listens."""
        await super().startup(sockets)
        self._front.health.started = True
        self.up.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drains: not ready any more, then sockets are told to reconnect, some after the other, then uvicorn's own way.

        Until the last step the service listens and serves: requests under way and those that come are answered.
        """
        self._front.health.draining = True
        if self._front.hub.connections():
            await asyncio.sleep(self._drain_s)
        await self._say_goodbye()
        await self._front.hub.close()
        await super().shutdown(sockets)

    async def _say_goodbye(self) -> None:
        steps = min(MOST_STEPS, math.ceil(self._front.hub.connections() / PER_STEP))
        for step in range(steps - 1):  # the last of them is hub.close

            def now(who: Identity, step: int = step) -> bool:
                return crc32(who.person.encode()) % steps == step

            self._front.hub.disconnect(now, CloseCode.RESTART, "the service restarts")
            await asyncio.sleep(STEP_S)


def server(front: Front, *, log_level: str = "warning", drain_s: float = 0.0) -> Server:
    """A server with our limits. Frames above 64 KiB are ours to refuse, hence the wider limit below; deflate is off."""
    door: ASGIApp = Entrance(build_api(front), straight=front.metrics.spans is None)
    if front.tickets.shared:
        door = Acquaintance(door, front.tickets)
    config = uvicorn.Config(
        door,
        ws="websockets-sansio",
        ws_max_size=128 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=BEAT_S,
        ws_ping_timeout=20,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=10,
        access_log=False,
        log_level=log_level,
        log_config=None,  # lab.logs gives every line its form
        lifespan="off",
        server_header=False,
        date_header=False,
    )
    return Server(config, front, drain_s)
