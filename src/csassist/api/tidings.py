"""GET /v1/tidings: spikes and call-backs for supervisors; recoveries and call-backs of his own for an agent."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from csassist.api.answer import json_answer
from csassist.api.doorkeeper import caller, front_of
from csassist.wire.tiding import tiding_dict

router = APIRouter()


@router.get("/v1/tidings", summary="Spikes, recoveries, reminders to call back")
async def list_tidings(
    request: Request,
    kind: Literal["spike", "recovery", "follow_up"] | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Newest first. A recovery is the agent's own: nobody else lists it."""
    found = await front_of(request).desk.tidings(caller(request), kind, limit)
    return json_answer({"items": [tiding_dict(one) for one in found], "next_cursor": None})
