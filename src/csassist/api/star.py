"""GET and PATCH /v1/conversations/{id}/star: the hand-over card, as drawn and as people wrote over it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from csassist.api.answer import json_answer
from csassist.api.doorkeeper import caller, front_of, read_object
from csassist.desk.stars import masked
from csassist.errors import InvalidInput
from csassist.insight.star import FIELDS
from csassist.wire.star import star_dict, star_text

router = APIRouter()
ConversationId = Annotated[str, Path(min_length=1, max_length=200)]
_EDIT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {name: {"type": ["string", "null"], "maxLength": 2000} for name in FIELDS},
                    "additionalProperties": False,
                    "minProperties": 1,
                }
            }
        },
    }
}


@router.get(
    "/v1/conversations/{conversation_id}/star",
    summary="The STAR card of a conversation",
    responses={200: {"content": {"application/json": {}, "text/plain": {}}, "description": "The card"}},
)
async def get_star(
    request: Request,
    conversation_id: ConversationId,
    form: Annotated[Literal["json", "text"], Query(alias="format")] = "json",
    hide: Annotated[bool, Query(alias="masked")] = False,
) -> Response:
    """Situation, task, action, result as of now. `format=text` is for export: personal data is always masked there."""
    card = await front_of(request).desk.stars.card(caller(request), conversation_id)
    if form == "text":
        headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="star.txt"'}
        return Response(star_text(masked(card)), headers=headers, media_type="text/plain; charset=utf-8")
    return json_answer(star_dict(masked(card) if hide else card))


@router.patch(
    "/v1/conversations/{conversation_id}/star",
    summary="Write over a STAR card",
    openapi_extra=_EDIT,
    responses={422: {"description": "C201: unknown field or responsibility; C202: too long"}},
)
async def patch_star(request: Request, conversation_id: ConversationId) -> Response:
    """`{"task": "…"}`; who wrote what and when is kept. null draws a field from the conversation again."""
    who, body = caller(request), await read_object(request)
    wrong = [name for name, text in body.items() if text is not None and not isinstance(text, str)]
    if wrong or not body:
        detail = "text or null" if wrong else "name a field to change"
        raise InvalidInput(
            f"a STAR card holds text: {', '.join(FIELDS)}",
            errors=[{"pointer": f"/{name}", "detail": detail} for name in wrong or [""]],
        )
    return json_answer(star_dict(await front_of(request).desk.stars.edit(who, conversation_id, body)))
