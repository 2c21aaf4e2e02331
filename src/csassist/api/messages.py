"""POST /v1/messages: the way in. 201 once it is on disk, 200 for the same message again."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.types import Receive, Scope

from csassist.api.doorkeeper import admitted, body_of, front_of, headers_of
from csassist.api.front import Front
from csassist.api.ingest import answer_bytes, ingest
from csassist.wire.body import MessageBody, parse_message

router = APIRouter()

_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/MessageBody"}}},
    }
}


def body_schemas() -> dict[str, Any]:
    """The schemas that the body refers to, for the components of the OpenAPI document."""
    schema = MessageBody.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), "MessageBody": schema}


@router.post(
    "/v1/messages",
    status_code=201,
    summary="Post a message",
    openapi_extra=_BODY,
    responses={
        200: {"description": "Known already: the first answer, duplicate = true"},
        201: {"description": "On disk, with its assessment"},
        422: {"description": "C201, C202, C204"},
        429: {"description": "L429: the key or the shop is over its rate; Retry-After"},
        503: {"description": "Not stored (S503, busy: S507); try again with the same message_id; Retry-After"},
    },
)
async def post_message(request: Request) -> Response:
    """One message of a conversation. Idempotent per (shop, conversation_id, message_id)."""
    status, body = await take_message(front_of(request), request.scope, request.receive)
    return Response(body, status, media_type="application/json")


async def take_message(front: Front, scope: Scope, receive: Receive) -> tuple[int, bytes]:
    """Status and body of the answer."""
    headers = headers_of(scope)
    who = admitted(front, headers, "POST")
    front.admission.enter(who.shop)
    try:
        body = parse_message(await body_of(headers, receive, front.limits.body_bytes))
        recorded = await ingest(front, who, body, "rest")
    finally:
        front.admission.leave(who.shop)
    return 200 if recorded.duplicate else 201, answer_bytes(recorded)
