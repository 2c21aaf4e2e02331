"""POST /v1/promises/{id}/kept|broken: what became of a promise, from the agent, a supervisor or the integrator."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from csassist.api.answer import json_answer
from csassist.api.doorkeeper import caller, front_of
from csassist.wire.promise import promise_dict

router = APIRouter()
PromiseId = Annotated[str, Path(min_length=1, max_length=200)]
_ANSWERS: dict[int | str, dict[str, Any]] = {
    404: {"description": "A404: no such promise, or out of reach"},
    409: {"description": "A409: settled the other way before; `state` says how"},
}


@router.post("/v1/promises/{promise_id}/kept", summary="A promise was kept", responses=_ANSWERS)
async def post_kept(request: Request, promise_id: PromiseId) -> Response:
    """Whoever may read the conversation may say so; the same again answers the same."""
    return await _report(request, promise_id, kept=True)


@router.post("/v1/promises/{promise_id}/broken", summary="A promise was broken", responses=_ANSWERS)
async def post_broken(request: Request, promise_id: PromiseId) -> Response:
    """Whoever may read the conversation may say so; the same again answers the same."""
    return await _report(request, promise_id, kept=False)


async def _report(request: Request, promise_id: str, *, kept: bool) -> Response:
    who = caller(request)
    promise, conversation = await front_of(request).desk.report_promise(who, promise_id, kept=kept)
    return json_answer({"promise": promise_dict(promise, conversation.id)})
