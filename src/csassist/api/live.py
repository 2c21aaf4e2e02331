"""GET /v1/reports/live for supervisors' screens, GET /v1/reports/exposure for one agent's own eyes."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from csassist.api.answer import json_answer
from csassist.api.doorkeeper import caller, front_of
from csassist.api.front import Front
from csassist.desk.access import Identity, Role
from csassist.wire.instant import instant
from csassist.wire.live import Around, exposure_dict, live_dict

router = APIRouter()

_WATCHED = (Role.AGENT, Role.SUPERVISOR, Role.INTEGRATOR)


@router.get("/v1/reports/live", summary="Live figures: open conversations, response times, minutes")
async def report_live(request: Request) -> Response:
    """Of the shop's day so far, in the teams of a supervisor who has some. Made to be asked every few seconds."""
    front, who = front_of(request), caller(request)
    report = await front.desk.live.report(who)
    return json_answer(live_dict(report, _around(front, who)))


@router.get("/v1/reports/exposure", summary="An agent's own red minutes of today")
async def report_exposure(request: Request, lang: Literal["zh-CN", "zh-TW", "en"] = "zh-CN") -> Response:
    """For the agent alone, about himself or herself alone: 403 for everybody else."""
    front = front_of(request)
    found = await front.desk.live.exposure(caller(request))
    return json_answer(exposure_dict(found, instant(front.clock.now()), lang))


def _around(front: Front, who: Identity) -> Around:
    """Who is connected to this shop, and what does not work as it should."""
    counts = front.hub.by_role(who.shop)
    named = who.role is Role.SUPERVISOR and who.teams
    online = {name for team in who.teams for name in front.hub.online(who.shop, team=team)} if named else set()
    return Around(
        online if named else front.hub.online(who.shop),
        {role.value: counts.get(role, 0) for role in _WATCHED},
        front.health.started and not front.health.draining,
        _degraded(front),
    )


def _degraded(front: Front) -> list[str]:
    courier = front.courier
    stopped = courier is not None and any(lane.disabled for lane in courier.lanes.values())
    found = {"rules": bool(front.rulebooks.faults), "notices": stopped}
    return [name for name, bad in found.items() if bad]
