"""/livez, /readyz, /healthz, /metrics: what a machine asks. No key needed, no names of shops or people in answers."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from csassist import __version__
from csassist.api.answer import json_answer
from csassist.api.doorkeeper import front_of
from csassist.api.front import Front

router = APIRouter()

LATE_S = 1.0  # a loop that was late by so much lately is named
# Without one of these a message would not be stored and answered; everything else narrows the service and is named.
NEEDED = ("store", "rules", "serving")


@router.get("/livez", summary="The loop turns")
async def livez() -> Response:
    """Never checks dependencies."""
    return json_answer({"status": "ok", "version": __version__})


@router.get("/readyz", summary="Ready for messages")
async def readyz(request: Request) -> Response:
    """200 when a message would be stored and answered; 503 with Retry-After else. `?verbose` lists the checks."""
    front = front_of(request)
    checks = await run_checks(front)
    ready = all(checks[name][0] for name in NEEDED)
    body: dict[str, object] = {"status": "ready" if ready else "not ready"}
    if narrowed := [name for name, (ok, _) in checks.items() if not ok and name not in NEEDED]:
        body["degraded"] = narrowed
    if "verbose" in request.query_params:
        body["checks"] = {name: {"ok": ok, "detail": detail} for name, (ok, detail) in checks.items()}
        body["rules_faults"] = [str(fault) for fault in front.rulebooks.faults][:50]
    return json_answer(body, 200 if ready else 503, {} if ready else {"Retry-After": "1"})


@router.get("/healthz", summary="The same as /readyz")
async def healthz(request: Request) -> Response:
    """For whoever asks under this name."""
    return await readyz(request)


async def run_checks(front: Front) -> dict[str, tuple[bool, str]]:
    """(in order, in words) of every part."""
    rulebook, sentiments = front.rulebooks.current(), front.desk.sentiments
    late = front.pulse.worst()
    checks = {
        "store": (await front.desk.store.ready(), "a write can be made durable"),
        "rules": (True, f"{rulebook.pack_id} {rulebook.version} {rulebook.hash}"),
        "model": (True, front.rulebooks.model),
        "sentiment": (True, "off" if sentiments is None else sentiments.state),  # readings go on without it
        # A robot that is away narrows nothing else: it is named, the service stays ready.
        "notices": (True, "off" if front.courier is None else front.courier.summary()),
        "loop": (late < LATE_S, f"at most {late * 1000:.0f} ms late in the last second"),
        "messages": (True, f"{front.admission.messages} under way"),
        "sockets": (True, f"{front.admission.sockets} open"),
        "serving": (front.health.started and not front.health.draining, _serving(front)),
    }
    for name, part in front.health.parts.items():
        checks[name] = part()
    return checks


def _serving(front: Front) -> str:
    if front.health.draining:
        return "draining: no new sockets, what is under way is finished"
    return "started and not draining" if front.health.started else "starting"


@router.get("/metrics", summary="Prometheus metrics")
async def metrics(request: Request) -> Response:
    """Text exposition format 0.0.4."""
    front = front_of(request)
    figures = front.metrics
    roles, waiting = front.hub.census()
    for role, many in roles.items():
        figures.connections.labels(role).set(many)
    figures.outbox.set(waiting)
    figures.in_flight.set(front.admission.messages)
    figures.draining.set(front.health.draining)
    figures.build.labels(__version__).set(1)
    figures.queue.set(await front.desk.store.outbox.depth())
    figures.rules.clear()
    figures.rules.labels(front.rulebooks.current().hash).set(1)
    return Response(figures.render(), media_type="text/plain; version=0.0.4; charset=utf-8")
