"""The FastAPI app: routes, errors, headers. Builds nothing behind the door; app.py hands it the parts."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.telemetry import TelemetryConfig
from starlette.websockets import WebSocket

from csassist import __version__
from csassist.api import (
    conversations,
    customers,
    documents,
    escalations,
    health,
    hooks,
    interventions,
    keys,
    live,
    messages,
    pages,
    people,
    personal,
    problems,
    products,
    promises,
    reports,
    scripts,
    star,
    tidings,
)
from csassist.api.front import Front
from csassist.api.sockets import socket_endpoint
from csassist.wire.outcome_body import outcome_schemas
from csassist.wire.product_body import product_schemas
from csassist.wire.script_body import script_schemas


def build_api(front: Front) -> FastAPI:
    """The app around an open front. Whoever opened the front closes it after the server has stopped."""
    app = FastAPI(
        title="csassist",
        version=__version__,
        summary="Live-chat assist: emotion thermometer, escalation tiers, suggested replies",
        docs_url=None,
        redoc_url=None,
        telemetry=_traces(front),
    )
    app.state.front = front
    describe(app)
    problems.install(app)
    talk = (messages, conversations, escalations, interventions, people, promises)
    desk = (*talk, products, scripts, customers, personal, reports, live, hooks, star, tidings, keys)
    for room in (*desk, health, documents, pages):
        app.include_router(room.router)

    async def socket(websocket: WebSocket) -> None:
        await socket_endpoint(websocket, front)

    app.add_api_websocket_route("/v1/ws", socket)
    return app


def _traces(front: Front) -> TelemetryConfig:
    """Spans of requests and sockets when traces are on; /metrics and our own log say the rest."""
    spans = front.metrics.spans
    provider = None if spans is None else spans.provider
    return {"tracing": spans is not None, "tracer_provider": provider, "metrics": False, "logs": False}


def describe(app: FastAPI) -> None:
    """Gives the app an OpenAPI document that holds the schemas of bodies which are read by hand on the hot path."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
            schemas = found.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(messages.body_schemas())
            schemas.update(product_schemas())
            schemas.update(script_schemas())
            schemas.update(outcome_schemas())
            app.openapi_schema = found
        return app.openapi_schema

    # FastAPI looks the method up on the instance: this is its documented way to extend the document.
    app.openapi = document  # type: ignore[method-assign]
