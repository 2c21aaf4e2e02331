"""Rights of the people who are talked to: a customer's data exported, a customer or a conversation erased."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from csassist.api.answer import json_answer
from csassist.api.doorkeeper import caller, front_of
from csassist.desk.erase import Receipt
from csassist.wire.body import MOST_ID
from csassist.wire.dossier import dossier_dict

router = APIRouter()
Id = Annotated[str, Path(min_length=1, max_length=MOST_ID)]
_GONE: dict[int | str, dict[str, Any]] = {
    200: {"description": "Gone: counts of what was there; the same again counts nothing"},
    503: {"description": "S503: not all of it is gone; ask again"},
}


@router.get("/v1/customers/{customer_id}/export", summary="Everything on record about a customer")
async def export_customer(
    request: Request, customer_id: Id, hide: Annotated[bool, Query(alias="masked")] = False
) -> Response:
    """One JSON for admins and integrators. Whispers are not in it; `masked=true` hides numbers, names and addresses."""
    dossier = await front_of(request).desk.dossier(caller(request), customer_id)
    headers = {"Content-Disposition": 'attachment; filename="customer.json"'}
    return json_answer(dossier_dict(dossier, masked=hide), headers=headers)


@router.delete("/v1/customers/{customer_id}", summary="Erase a customer", responses=_GONE)
async def erase_customer(request: Request, customer_id: Id) -> Response:
    """All conversations, memory and outcomes of a customer: rows, frames, notices, memory, the log of the file."""
    return _receipt(await front_of(request).desk.erasing.customer(caller(request), customer_id))


@router.delete("/v1/conversations/{conversation_id}", summary="Erase a conversation", responses=_GONE)
async def erase_conversation(request: Request, conversation_id: Id) -> Response:
    """One conversation: for customers whom the integrator never named."""
    return _receipt(await front_of(request).desk.erasing.conversation(caller(request), conversation_id))


def _receipt(receipt: Receipt) -> Response:
    gone = receipt.erased
    counts = {"conversations": gone.conversations, "messages": gone.messages, "rows": gone.rows}
    return json_answer({"erased": counts, "audit": receipt.line})
