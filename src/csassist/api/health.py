"""/livez, /readyz, /metrics: what a machine asks. No key needed, no names of shops or people in the answers."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from csassist import __version__
from csassist.api.answer import json_answer
from csassist.api.doorkeeper import front_of
from csassist.api.front import Front

router = APIRouter()


@router.get("/livez", summary="The loop turns")
async def livez() -> Response:
    """Never checks dependencies."""
    return json_answer({"status": "ok", "version": __version__})


@router.get("/readyz", summary="Ready for messages")
async def readyz(request: Request) -> Response:
    """200 when a message would be stored and answered; 503 with Retry-After else. `?verbose` lists the checks."""
    front = front_of(request)
    checks = await _checks(front)
    ready = all(ok for ok, _ in checks.values())
    body: dict[str, object] = {"status": "ready" if ready else "not ready"}
    if "verbose" in request.query_params:
        body["checks"] = {name: {"ok": ok, "detail": detail} for name, (ok, detail) in checks.items()}
        body["rules_faults"] = [str(fault) for fault in front.rulebooks.faults][:50]
    return json_answer(body, 200 if ready else 503, {} if ready else {"Retry-After": "1"})


async def _checks(front: Front) -> dict[str, tuple[bool, str]]:
    rulebook, sentiments = front.rulebooks.current(), front.desk.sentiments
    return {
        "store": (await front.desk.store.ready(), "a write can be made durable"),
        "rules": (True, f"{rulebook.pack_id} {rulebook.version} {rulebook.hash}"),
        "model": (True, front.rulebooks.model),
        "sentiment": (True, "off" if sentiments is None else sentiments.state),  # readings go on without it
        # A robot that is away narrows nothing else: it is named, the service stays ready.
        "notices": (True, "off" if front.courier is None else front.courier.summary()),
        "serving": (front.health.started and not front.health.draining, "started and not draining"),
    }


@router.get("/metrics", summary="Prometheus metrics")
async def metrics(request: Request) -> Response:
    """Text exposition format 0.0.4."""
    front = front_of(request)
    roles, waiting = front.hub.census()
    for role, many in roles.items():
        front.metrics.connections.labels(role).set(many)
    front.metrics.outbox.set(waiting)
    front.metrics.draining.set(front.health.draining)
    front.metrics.build.labels(__version__).set(1)
    front.metrics.queue.set(await front.desk.store.outbox.depth())
    front.metrics.rules.clear()
    front.metrics.rules.labels(front.rulebooks.current().hash).set(1)
    return Response(front.metrics.render(), media_type="text/plain; version=0.0.4; charset=utf-8")
