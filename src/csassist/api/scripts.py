"""/v1/scripts: search over the library, proposals of agents, approval by supervisors. Judges no wording itself."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from csassist.api.answer import json_answer
from csassist.api.doorkeeper import caller, front_of, read_object
from csassist.api.products import require_fit
from csassist.assessment.rulebook import Rulebook
from csassist.desk.find_scripts import Wanted
from csassist.desk.library import Proposal, ProposalQuery
from csassist.errors import InvalidInput
from csassist.rulepack.admission import script_findings
from csassist.suggest.spec import Kind, Scene, Script
from csassist.wire.script_body import (
    ProposalBody,
    RefusalBody,
    WordingBody,
    proposal_dict,
    read_script_body,
    script_dict,
)

router = APIRouter()
ScriptId = Annotated[str, Path(min_length=1, max_length=100)]
ProposalId = Annotated[str, Path(min_length=1, max_length=100)]
Cursor = Annotated[str | None, Query(max_length=200)]
# A supervisor settles these when approving; an agent need not know them.
SETTLED_LATER = ("/scene", "/words", "/fact", "/level", "/not_when")


def _body(name: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


_REFUSED: dict[int | str, dict[str, Any]] = {
    422: {"description": "C201 a field is missing or wrong; C206 the rules refuse it, `errors` says why"}
}


@router.get("/v1/scripts", summary="Search the script library")
async def search_scripts(
    request: Request,
    q: Annotated[str, Query(max_length=100)] = "",
    kind: Kind | None = None,
    scene: Scene | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
    cursor: Annotated[str, Query(pattern=r"^\d{0,6}$")] = "",
) -> Response:
    """Scripts that this shop may use today, its own among them, best match first; without `q` by id."""
    who, front = caller(request), front_of(request)
    start = int(cursor or 0)
    found = await front.desk.search.find(who.shop, Wanted(q, front.clock.now(), kind, scene))
    own = front.desk.rulebooks.additions(who.shop).scripts
    items = [script_dict(script, own.get(script.id)) for script in found[start : start + limit]]
    return json_answer({"items": items, "next_cursor": str(start + limit) if start + limit < len(found) else None})


@router.post(
    "/v1/scripts/proposals",
    status_code=201,
    summary="Propose a script",
    openapi_extra=_body("ProposalBody"),
    responses={200: {"description": "The same of the same person again: the first one"}, **_REFUSED},
)
async def propose_script(request: Request) -> Response:
    """A reply that worked, for the supervisors to look at. Kind, scene and words follow from where it was said."""
    who, scripts = caller(request), front_of(request).desk.scripts
    body = read_script_body(ProposalBody, await read_object(request))
    proposal, new = await scripts.propose(who, body.to_wording(), body.to_origin(), _require_sayable)
    return json_answer(proposal_dict(proposal), 201 if new else 200)


@router.get("/v1/scripts/proposals", summary="List proposals")
async def list_proposals(
    request: Request,
    state: Literal["open", "approved", "refused"] | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Cursor = None,
) -> Response:
    """Newest first: an agent's own, those of a supervisor's teams, all for an admin."""
    who = caller(request)
    query = ProposalQuery(who.shop, state, limit=limit + 1, before=_read_cursor(cursor))
    found = await front_of(request).desk.scripts.proposals(who, query)
    items, more = found[:limit], len(found) > limit
    return json_answer(
        {"items": [proposal_dict(one) for one in items], "next_cursor": _write_cursor(items[-1]) if more else None}
    )


@router.post(
    "/v1/scripts/proposals/{proposal_id}/approve",
    summary="Approve a proposal",
    openapi_extra=_body("WordingBody"),
    responses={409: {"description": "A409: decided already, with who did"}, **_REFUSED},
)
async def approve_proposal(request: Request, proposal_id: ProposalId) -> Response:
    """It becomes a script with an id and version 1, changed as the body says; the next message may get it."""
    who, scripts = caller(request), front_of(request).desk.scripts
    wanted = read_script_body(WordingBody, await read_object(request, optional=True)).to_wording()
    proposal, made = await scripts.approve(who, proposal_id, wanted, _require_script)
    return json_answer({"proposal": proposal_dict(proposal), "script": script_dict(made.script, made)})


@router.post(
    "/v1/scripts/proposals/{proposal_id}/refuse",
    summary="Refuse a proposal",
    openapi_extra=_body("RefusalBody"),
    responses={409: {"description": "A409: decided already, with who did"}},
)
async def refuse_proposal(request: Request, proposal_id: ProposalId) -> Response:
    """The agent hears of it, with the reason."""
    who, scripts = caller(request), front_of(request).desk.scripts
    body = read_script_body(RefusalBody, await read_object(request, optional=True))
    return json_answer(proposal_dict(await scripts.refuse(who, proposal_id, body.reason)))


@router.put(
    "/v1/scripts/{script_id}",
    summary="Change a script of the shop's own",
    openapi_extra=_body("WordingBody"),
    responses=_REFUSED,
)
async def change_script(request: Request, script_id: ScriptId) -> Response:
    """What is left out stays; the script gets the next version. Nothing changed: the same version."""
    who, scripts = caller(request), front_of(request).desk.scripts
    wanted = read_script_body(WordingBody, await read_object(request)).to_wording()
    made = await scripts.change(who, script_id, wanted, _require_script)
    return json_answer(script_dict(made.script, made))


@router.delete("/v1/scripts/{script_id}", status_code=204, summary="Retire a script of the shop's own")
async def retire_script(request: Request, script_id: ScriptId) -> Response:
    """Shown no more; its versions stay on record."""
    await front_of(request).desk.scripts.retire(caller(request), script_id)
    return Response(status_code=204)


def _require_script(script: Script, rulebook: Rulebook) -> None:
    """All that the rules ask of a script that goes into use."""
    require_fit(script_findings(script, rulebook))


def _require_sayable(script: Script, rulebook: Rulebook) -> None:
    """The same, but for what is settled when it is approved."""
    require_fit([each for each in script_findings(script, rulebook) if each.pointer not in SETTLED_LATER])


def _write_cursor(last: Proposal) -> str:
    return base64.urlsafe_b64encode(f"{last.at.isoformat()}~{last.id}".encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    try:
        at, name = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("~")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is not None:
            return moment, name
    except (ValueError, binascii.Error):
        pass
    raise InvalidInput(
        "the cursor is not one of ours; start again without it",
        errors=[{"pointer": "/cursor", "detail": "not given out here"}],
    )
