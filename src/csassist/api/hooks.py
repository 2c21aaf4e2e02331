"""POST /v1/hooks/…: desks that post by themselves. Signature over the raw body, then the one way in."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from csassist.api.answer import json_answer
from csassist.api.doorkeeper import front_of, object_of, read_body
from csassist.api.front import Front
from csassist.api.ingest import ingest
from csassist.connect.hook import Hook, Line, News, Over
from csassist.connect.hooks import read_news
from csassist.connect.signature import require_signed
from csassist.desk.access import Identity, Role
from csassist.errors import Conflict, NotFound
from csassist.wire.body import parse_message

router = APIRouter()

BODY_BYTES = 1024 * 1024  # Chatwoot sends the conversation along with every message
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "Taken: stored, duplicate, closed or ignored; nothing more will come of it"},
    401: {"description": "A401: not signed, signed with another secret, or too old"},
    404: {"description": "A404: no such hook"},
    422: {"description": "C201, C204: a field that no message of ours can have"},
    503: {"description": "Not stored; deliver it again"},
}


@router.post("/v1/hooks/chatwoot/{hook_id}", summary="Deliveries of a Chatwoot webhook", responses=_ANSWERS)
async def chatwoot(request: Request, hook_id: str) -> Response:
    """Answered right after the record; everything that is no public message of a conversation is ignored."""
    return await _deliver(request, "chatwoot", hook_id)


@router.post("/v1/hooks/generic/{hook_id}", summary="Deliveries by Standard Webhooks", responses=_ANSWERS)
async def generic(request: Request, hook_id: str) -> Response:
    """`message.created` with the body of POST /v1/messages as `data`, `conversation.closed`."""
    return await _deliver(request, "generic", hook_id)


async def _deliver(request: Request, kind: str, hook_id: str) -> Response:
    front = front_of(request)
    hook = front.hooks.named(kind, hook_id)
    front.admission.pace(hook.shop)
    raw = await read_body(request, limit=BODY_BYTES)
    delivery = require_signed(hook, request.headers, raw, front.clock.now())
    if front.hooks.taken(hook, delivery):
        return json_answer({"status": "duplicate"})
    status = await _act(front, hook, read_news(hook, object_of(raw)))
    front.hooks.take(hook, delivery)
    return json_answer({"status": status})


async def _act(front: Front, hook: Hook, news: News) -> str:
    who = Identity(Role.INTEGRATOR, hook.shop, person=f"{hook.shop}/hook-{hook.id}")
    if isinstance(news, Over):
        try:
            await front.desk.interventions.close(who, news.conversation_id, "")
        except (NotFound, Conflict):
            return "ignored"  # never heard of, or closed already
        return "closed"
    if not isinstance(news, Line):
        return "ignored"
    if news.known_only:
        before = await front.desk.store.load(hook.shop, str(news.body["conversation_id"]))
        if before is None or before.closed or before.agent_id == news.body.get("agent_id"):
            return "ignored"
    body = parse_message(dict(news.body))
    front.admission.enter(hook.shop)
    try:
        recorded = await ingest(front, who, body, hook.kind)
    finally:
        front.admission.leave(hook.shop)
    return "duplicate" if recorded.duplicate else "stored"
