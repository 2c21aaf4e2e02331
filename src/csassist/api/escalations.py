"""/v1/escalations…: alerts and what supervisors and agents do about them. Every deed answers with how it stands."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from csassist.api.answer import json_answer
from csassist.api.doorkeeper import caller, front_of, read_object, text_of
from csassist.conversation.conversation import Conversation
from csassist.conversation.intervention import Responsibility
from csassist.desk.intervene import MOST_WORDS
from csassist.errors import InvalidInput
from csassist.wire.alert import alert_dict
from csassist.wire.intervention import handled_dict
from csassist.wire.render import escalation_dict
from csassist.wire.star import star_fields

router = APIRouter()
EscalationId = Annotated[str, Path(min_length=1, max_length=200)]
StateName = Literal["open", "raised", "delivered", "seen", "claimed", "closed"]
RESPONSIBLE = {
    "店铺": Responsibility.SHOP,
    "物流": Responsibility.LOGISTICS,
    "平台": Responsibility.PLATFORM,
    "厂家": Responsibility.MAKER,
    "客户": Responsibility.CUSTOMER,
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    403: {"description": "A403: only supervisors and admins"},
    404: {"description": "A404: no such escalation, or out of reach"},
    409: {"description": "A409: somebody else has it, `owner` says who; A410: it is closed; A411: not as it stands"},
}


@router.get("/v1/escalations", summary="Alerts with their states and owners")
async def list_escalations(
    request: Request,
    state: Annotated[list[StateName] | None, Query()] = None,
    mine: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    star: Annotated[bool, Query(description="with the STAR card of each")] = False,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Alerts that the caller (supervisor, admin) may see, newest first; open ones unless `state` says otherwise."""
    who, desk = caller(request), front_of(request).desk
    found = await desk.alerts(who, limit, tuple(state or ("open",)), mine=mine, cursor=cursor)
    items = [alert_dict(a.alert, a.conversation, a.state, a.last_messages) for a in found.items]
    if star:
        for item, alert in zip(items, found.items, strict=True):
            item["star"] = star_fields(await desk.stars.card(who, alert.conversation.id))
    return json_answer({"items": items, "next_cursor": found.next_cursor})


@router.post("/v1/escalations/{escalation_id}/ack", summary="A supervisor looks at it", responses=_ANSWERS)
async def post_ack(request: Request, escalation_id: EscalationId) -> Response:
    """Reminders end. The same again changes nothing."""
    return _stands(await front_of(request).desk.interventions.acknowledge(caller(request), escalation_id))


@router.post("/v1/escalations/{escalation_id}/claim", summary="Claim: one winner", responses=_ANSWERS)
async def post_claim(request: Request, escalation_id: EscalationId) -> Response:
    """Everybody but the first gets 409 A409 with `owner` and `agent_id`. The winner may ask again."""
    return _stands(await front_of(request).desk.interventions.claim(caller(request), escalation_id))


@router.post("/v1/escalations/{escalation_id}/takeover", summary="Take the conversation over", responses=_ANSWERS)
async def post_takeover(request: Request, escalation_id: EscalationId) -> Response:
    """The conversation becomes the caller's; the agent goes on reading. Claims it when nobody did."""
    return _stands(await front_of(request).desk.interventions.take_over(caller(request), escalation_id))


@router.post("/v1/escalations/{escalation_id}/handback", summary="Hand the conversation back", responses=_ANSWERS)
async def post_handback(request: Request, escalation_id: EscalationId) -> Response:
    """To whose it was, or to `agent_id`."""
    who = caller(request)
    to = text_of(await read_object(request, optional=True), "agent_id", needed=False, most=200)
    return _stands(await front_of(request).desk.interventions.hand_back(who, escalation_id, to))


@router.post("/v1/escalations/{escalation_id}/resolve", summary="Close with a reason", responses=_ANSWERS)
async def post_resolve(request: Request, escalation_id: EscalationId) -> Response:
    """`reason` in words, `responsibility` = shop|logistics|platform|maker|customer (or 店铺|物流|平台|厂家|客户)."""
    who = caller(request)
    body = await read_object(request, optional=True)
    reason = text_of(body, "reason", needed=False, most=MOST_WORDS) or ""
    whose = _responsibility(text_of(body, "responsibility", needed=False, most=20))
    return _stands(await front_of(request).desk.interventions.resolve(who, escalation_id, reason, whose))


@router.post("/v1/escalations/{escalation_id}/approve", summary="Approve what a card offers", responses=_ANSWERS)
async def post_approve(request: Request, escalation_id: EscalationId) -> Response:
    """`suggestion_id` names the request; without one there must be only one. The agent's card can be inserted then."""
    return await _decide(request, escalation_id, approve=True)


@router.post("/v1/escalations/{escalation_id}/refuse", summary="Refuse what a card offers", responses=_ANSWERS)
async def post_refuse(request: Request, escalation_id: EscalationId) -> Response:
    """`suggestion_id` and `reason`, both optional."""
    return await _decide(request, escalation_id, approve=False)


@router.post("/v1/escalations/{escalation_id}/steps/{step}", summary="Tick a step of the checklist")
async def post_step(
    request: Request, escalation_id: EscalationId, step: Annotated[str, Path(min_length=1, max_length=200)]
) -> Response:
    """By the agent or a supervisor. `{"done": false}` takes it back."""
    who = caller(request)
    done = (await read_object(request, optional=True)).get("done", True)
    if not isinstance(done, bool):
        raise InvalidInput("done must be true or false", errors=[{"pointer": "/done", "detail": "true or false"}])
    return _stands(await front_of(request).desk.interventions.tick(who, escalation_id, step, done=done))


async def _decide(request: Request, escalation_id: str, *, approve: bool) -> Response:
    who = caller(request)
    body = await read_object(request, optional=True)
    card = text_of(body, "suggestion_id", needed=False, most=200)
    reason = text_of(body, "reason", needed=False, most=MOST_WORDS) or ""
    desk = front_of(request).desk.interventions
    return _stands(await desk.decide_approval(who, escalation_id, card, approve=approve, reason=reason))


def _responsibility(said: str | None) -> Responsibility | None:
    if said is None:
        return None
    if said in RESPONSIBLE:
        return RESPONSIBLE[said]
    if said in [one.value for one in Responsibility]:
        return Responsibility(said)
    names = ", ".join(one.value for one in Responsibility)
    raise InvalidInput(
        f"responsibility must be one of {names}", errors=[{"pointer": "/responsibility", "detail": "unknown"}]
    )


def _stands(conversation: Conversation) -> Response:
    current = conversation.intervention
    return json_answer(
        {
            "intervention": None if current is None else handled_dict(current, conversation.id),
            "escalation": escalation_dict(conversation.standing.escalation),
            "conversation_id": conversation.id,
            "agent_id": conversation.agent_id,
        }
    )
