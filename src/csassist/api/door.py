"""The FastAPI app: routes, errors, headers. Builds nothing behind the door; app.py hands it the parts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI
from starlette.websockets import WebSocket

from csassist import __version__
from csassist.api import conversations, health, messages, notbuilt, pages, people, problems
from csassist.api.front import Front
from csassist.api.sockets import socket_endpoint

Opened = AbstractAsyncContextManager[Front]


def build_api(open_front: Callable[[], Opened]) -> FastAPI:
    """The app around a front that is opened when the server starts and closed when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_front() as front:
            app.state.front = front
            front.health.started = True
            yield
            front.health.draining = True

    app = FastAPI(
        title="csassist",
        version=__version__,
        summary="Live-chat assist: emotion thermometer, escalation tiers, suggested replies",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    problems.install(app)
    for room in (messages, conversations, people, health, notbuilt, pages):
        app.include_router(room.router)

    async def socket(websocket: WebSocket) -> None:
        await socket_endpoint(websocket, websocket.app.state.front)

    app.add_api_websocket_route("/v1/ws", socket)
    return app
