"""/v1/customers and /v1/outcomes: what is remembered of a customer, and how things ended."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from csassist.api.answer import json_answer
from csassist.api.doorkeeper import caller, front_of, read_body, read_object
from csassist.errors import InvalidInput
from csassist.wire.body import MOST_ID
from csassist.wire.memory import customer_memory
from csassist.wire.outcome_body import outcome_dict, parse_outcome

router = APIRouter()
CustomerId = Annotated[str, Path(min_length=1, max_length=MOST_ID)]

_OUTCOME = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/OutcomeBody"}}},
    }
}
_NOTES = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["notes"],
                    "properties": {"notes": {"type": "array", "maxItems": 20, "items": {"type": "string"}}},
                }
            }
        },
    }
}


@router.get("/v1/customers/{customer_id}", summary="What is remembered of a customer")
async def get_customer(request: Request, customer_id: CustomerId) -> Response:
    """Told by the integrator, noted by agents, seen by us; agents and team supervisors: of conversations in reach."""
    return json_answer(customer_memory(await front_of(request).desk.customer(caller(request), customer_id)))


@router.patch("/v1/customers/{customer_id}", summary="Take notes of a customer", openapi_extra=_NOTES)
async def patch_customer(request: Request, customer_id: CustomerId) -> Response:
    """`{"notes": […]}` replaces the notes that agents took; the integrator's stay. They come back next time."""
    who = caller(request)
    notes = (await read_object(request)).get("notes")
    if not isinstance(notes, list) or not all(isinstance(note, str) for note in notes):
        raise InvalidInput("notes must be a list of text", errors=[{"pointer": "/notes", "detail": "list of text"}])
    return json_answer(customer_memory(await front_of(request).desk.note_customer(who, customer_id, notes)))


@router.post(
    "/v1/outcomes",
    status_code=201,
    summary="Tell how something ended",
    openapi_extra=_OUTCOME,
    responses={
        200: {"description": "Known already: as on record, duplicate = true"},
        201: {"description": "On disk"},
        422: {"description": "C201, C204: the id is known with other facts"},
    },
)
async def post_outcome(request: Request) -> Response:
    """An order, refund, review, mark or complaint. Idempotent per (shop, outcome_id)."""
    who, front = caller(request), front_of(request)
    body = parse_outcome(await read_body(request))
    kept, duplicate = await front.desk.outcomes.post(who, body.to_outcome(who.shop, front.clock.now()))
    return json_answer({"outcome": outcome_dict(kept), "duplicate": duplicate}, 200 if duplicate else 201)
