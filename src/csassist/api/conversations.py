"""GET /v1/conversations…: what is on record, for people and their tools. Nothing is recomputed on read."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from csassist.api.answer import json_answer
from csassist.api.doorkeeper import caller, front_of
from csassist.desk.ports import ConversationQuery
from csassist.wire.render import conversation_item, message_dict, snapshot_dict

router = APIRouter()
ConversationId = Annotated[str, Path(min_length=1, max_length=200)]


@router.get("/v1/conversations", summary="List conversations")
async def list_conversations(
    request: Request,
    agent_id: str | None = None,
    team_id: str | None = None,
    min_tier: Annotated[int, Query(ge=0, le=3)] = 0,
    order: Literal["recent", "heat"] = "recent",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Open conversations that the caller may see, newest or hottest first, paged."""
    who = caller(request)
    query = ConversationQuery(who.shop, agent_id, team_id, min_tier, order, limit, cursor)
    page = await front_of(request).desk.conversations(who, query)
    return json_answer({"items": [conversation_item(c) for c in page.items], "next_cursor": page.next_cursor})


@router.get("/v1/conversations/{conversation_id}", summary="One conversation as recorded")
async def get_conversation(request: Request, conversation_id: ConversationId) -> Response:
    """The same as a snapshot frame's data."""
    who = caller(request)
    front = front_of(request)
    # The position first: what is told after it may be in the record already, never the other way round.
    position = await front.hub.position(who.shop, f"conversation:{conversation_id}")
    snapshot = await front.desk.snapshot(who, conversation_id)
    return json_answer(snapshot_dict(snapshot, position))


@router.get("/v1/conversations/{conversation_id}/messages", summary="The messages of a conversation")
async def get_messages(
    request: Request,
    conversation_id: ConversationId,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str | None, Query(pattern=r"^\d{1,12}$")] = None,
) -> Response:
    """Oldest first; `next_cursor` is the seq to go on from."""
    who = caller(request)
    after = int(cursor or 0)
    found = await front_of(request).desk.messages(who, conversation_id, after, limit + 1)
    more = len(found) > limit
    items = found[:limit]
    return json_answer({"items": [message_dict(m) for m in items], "next_cursor": str(items[-1].seq) if more else None})
