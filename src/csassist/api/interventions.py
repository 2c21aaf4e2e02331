"""/v1/conversations/{id}/raise-hand, whisper, whispers, close, audit: what people do about one conversation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from csassist.api.answer import json_answer
from csassist.api.doorkeeper import caller, front_of, read_object, text_of
from csassist.desk.intervene import MOST_WORDS
from csassist.wire.intervention import audit_dict, handled_dict, whisper_dict

router = APIRouter()
ConversationId = Annotated[str, Path(min_length=1, max_length=200)]


@router.post("/v1/conversations/{conversation_id}/raise-hand", summary="The agent calls a supervisor")
async def post_raise_hand(request: Request, conversation_id: ConversationId) -> Response:
    """`note` in words; with `suggestion_id` it asks for leave to offer what that card says."""
    who, desk = caller(request), front_of(request).desk.interventions
    body = await read_object(request, optional=True)
    card = text_of(body, "suggestion_id", needed=False, most=200)
    note = text_of(body, "note", needed=False, most=MOST_WORDS) or ""
    if card is None:
        after = await desk.raise_hand(who, conversation_id, note)
    else:
        after = await desk.ask_approval(who, conversation_id, card)
    current = after.intervention
    return json_answer({"intervention": None if current is None else handled_dict(current, after.id)})


@router.post("/v1/conversations/{conversation_id}/whisper", status_code=201, summary="A word to the agent alone")
async def post_whisper(request: Request, conversation_id: ConversationId) -> Response:
    """From supervisors and admins. The customer, transcripts, exports and hooks never get it."""
    who = caller(request)
    text = text_of(await read_object(request), "text", most=MOST_WORDS) or ""
    said = await front_of(request).desk.interventions.whisper(who, conversation_id, text)
    return json_answer({"whisper": whisper_dict(said)}, 201)


@router.get("/v1/conversations/{conversation_id}/whispers", summary="What was whispered")
async def get_whispers(request: Request, conversation_id: ConversationId) -> Response:
    """Oldest first, the newest 200: supervisors and admins get all, an agent his own, an integrator none."""
    found = await front_of(request).desk.interventions.whispers(caller(request), conversation_id)
    return json_answer({"items": [whisper_dict(whisper) for whisper in found]})


@router.post("/v1/conversations/{conversation_id}/close", summary="The conversation is over")
async def post_close(request: Request, conversation_id: ConversationId) -> Response:
    """Its alerts are closed with it; a later message opens it again. The same again changes nothing."""
    who = caller(request)
    reason = text_of(await read_object(request, optional=True), "reason", needed=False, most=MOST_WORDS) or ""
    after = await front_of(request).desk.interventions.close(who, conversation_id, reason)
    return json_answer({"conversation_id": after.id, "closed": after.closed})


@router.get("/v1/conversations/{conversation_id}/audit", summary="Who did what, and when")
async def get_audit(request: Request, conversation_id: ConversationId) -> Response:
    """The newest 500 deeds, oldest first. `intact` = the shop's whole trail is as it was written."""
    rows, intact = await front_of(request).desk.interventions.audit(caller(request), conversation_id)
    return json_answer({"items": [audit_dict(row) for row in rows], "intact": intact})
