"""GET /v1/reports/…: figures for supervisors and admins, as JSON or as a file for a spreadsheet."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime
from starlette.responses import Response

from csassist.api.answer import json_answer
from csassist.api.doorkeeper import caller, front_of
from csassist.wire.notice_report import notices_dict
from csassist.wire.report import effects_csv, effects_dict, raised_dict, usage_csv, usage_dict

router = APIRouter()


@router.get(
    "/v1/reports/scripts",
    summary="What became of the cards of each script",
    responses={200: {"content": {"application/json": {}, "text/csv": {}}, "description": "The report"}},
)
async def report_scripts(
    request: Request,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    form: Annotated[Literal["json", "csv"] | None, Query(alias="format")] = None,
) -> Response:
    """Shown, used, edited, sent, dismissed, unseen; effect on the heat; outcomes. The last 30 days unless given."""
    report = await front_of(request).desk.reports.scripts(caller(request), since, until)
    return _file("scripts", usage_csv(report)) if _as_csv(request, form) else json_answer(usage_dict(report))


@router.get("/v1/reports/budget", summary="Alerts on record per tier, rule and day")
async def report_budget(request: Request, days: Annotated[int, Query(ge=1, le=90)] = 7) -> Response:
    """What was really raised (in shadow mode too); `csassist replay --budget` tells what would have been."""
    return json_answer(raised_dict(await front_of(request).desk.reports.budget(caller(request), days)))


@router.get(
    "/v1/reports/effects",
    summary="What scripts do to the heat, as of a day",
    responses={200: {"content": {"application/json": {}, "text/csv": {}}, "description": "The table"}},
)
async def report_effects(
    request: Request,
    version: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    form: Annotated[Literal["json", "csv"] | None, Query(alias="format")] = None,
) -> Response:
    """The table that an assessment names in `effects_as_of` (day/version); the newest unless a version is given."""
    table = await front_of(request).desk.reports.effects(caller(request), version)
    return _file("effects", effects_csv(table)) if _as_csv(request, form) else json_answer(effects_dict(table))


@router.get("/v1/reports/notices", summary="Robots and webhooks: what waits, what was given up")
async def report_notices(request: Request, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> Response:
    """Each endpoint's state and the newest dead notices, without their texts."""
    states, dead = await front_of(request).desk.reports.notices(caller(request), limit)
    return json_answer(notices_dict(states, dead))


def _as_csv(request: Request, form: str | None) -> bool:
    return form == "csv" or (form is None and "text/csv" in request.headers.get("accept", ""))


def _file(name: str, text: str) -> Response:
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(text, headers=headers, media_type="text/csv; charset=utf-8")
