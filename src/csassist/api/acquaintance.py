"""With many nodes: asks whose a token is that another node gave out, before the request goes in. Knows no route."""

from __future__ import annotations

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from csassist.desk.tickets import SOCKET_BEARER, Tickets
from csassist.errors import DeliveryError

log = structlog.get_logger("csassist.request")


class Acquaintance:
    """An ASGI app around `app`. A token that nobody can be asked about now is an unknown one."""

    def __init__(self, app: ASGIApp, tickets: Tickets) -> None:
        self._app = app
        self._tickets = tickets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Learns, then lets it pass."""
        if scope["type"] == "http":
            for name, value in scope["headers"]:
                secret = value.decode("latin-1").rpartition(" ")[2] if name in (b"authorization", b"x-api-key") else ""
                if secret.startswith(SOCKET_BEARER):
                    try:
                        await self._tickets.learn(secret)
                    except DeliveryError:
                        log.warning("another node's token cannot be asked for", reason="the broker is away")
        await self._app(scope, receive, send)
