"""What the person in front of a page does over REST: fetch a ticket, report on a card, have a draft reviewed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from csassist.api.answer import json_answer
from csassist.api.doorkeeper import caller, front_of, read_object, text_of
from csassist.desk.access import Identity, Role
from csassist.desk.feedback import OUTCOMES
from csassist.desk.tickets import TICKET_S
from csassist.errors import Forbidden, InvalidInput
from csassist.wire.review import review_dict

router = APIRouter()


@router.post("/v1/tickets", summary="A one-time ticket for a socket")
async def mint_ticket(request: Request) -> Response:
    """Agents and supervisors get their own identity; integrators and admins name the person in front of the page."""
    front = front_of(request)
    keyless = "authorization" not in request.headers and "x-api-key" not in request.headers
    if keyless and front.demo is not None:
        who = front.demo
    else:
        who = caller(request)
    body = await read_object(request, optional=True)
    origin = text_of(body, "origin", needed=False, most=300)
    ticket = await front.tickets.mint(_person(who, body), origin)
    return json_answer({"ticket": ticket, "expires_in": TICKET_S})


def _person(who: Identity, body: dict[str, Any]) -> Identity:
    """The identity the ticket is for."""
    if who.role in (Role.AGENT, Role.SUPERVISOR) and not who.demo:
        return who
    wanted = text_of(body, "role", needed=False, most=20)
    if wanted is None and who.demo:
        return who
    if wanted not in (Role.AGENT.value, Role.SUPERVISOR.value):
        raise InvalidInput(
            "role must be agent or supervisor", errors=[{"pointer": "/role", "detail": "agent or supervisor"}]
        )
    agent_id = text_of(body, "agent_id", needed=wanted == Role.AGENT.value, most=200)
    teams = body.get("teams") or []
    if not isinstance(teams, list) or not all(isinstance(t, str) and t for t in teams):
        raise InvalidInput("teams must be a list of names", errors=[{"pointer": "/teams", "detail": "list of text"}])
    person = f"{who.shop}/{wanted}/{agent_id or 'ticket'}"
    return replace(who, role=Role(wanted), agent_id=agent_id, teams=tuple(teams), person=person)


@router.post("/v1/suggestions/{suggestion_id}/feedback", status_code=204, summary="What became of a card")
async def post_feedback(request: Request, suggestion_id: str) -> Response:
    """shown, used, edited or dismissed; idempotent per (suggestion, outcome)."""
    who = caller(request)
    if who.role is Role.INTEGRATOR:
        raise Forbidden("feedback comes from the person at the desk; mint a ticket for that person")
    body = await read_object(request)
    outcome = text_of(body, "outcome", most=20) or ""
    if outcome not in OUTCOMES:
        raise InvalidInput(
            f"outcome must be one of {', '.join(OUTCOMES)}",
            errors=[{"pointer": "/outcome", "detail": "unknown outcome"}],
        )
    text = text_of(body, "text", needed=False)
    reason = text_of(body, "reason", needed=False, most=500)
    await front_of(request).desk.feedback(who, suggestion_id, outcome, text, reason)
    return Response(status_code=204)


@router.post("/v1/drafts/review", summary="Review an agent's draft")
async def review_draft(request: Request) -> Response:
    """Findings with span and rewrite, and the whole draft rewritten."""
    who = caller(request)
    body = await read_object(request)
    conversation_id = text_of(body, "conversation_id", most=200) or ""
    text = text_of(body, "text") or ""
    found = await front_of(request).desk.review_draft(who, conversation_id, text)
    return json_answer(review_dict(found))
