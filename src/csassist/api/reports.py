"""GET /v1/reports/…: figures for supervisors and admins, as JSON or as a file for a spreadsheet."""

from __future__ import annotations

from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime
from starlette.responses import Response

from csassist.api.doorkeeper import caller, front_of
from csassist.wire.report import usage_csv, usage_dict

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
    headers = {"Cache-Control": "no-store"}
    if form == "csv" or (form is None and "text/csv" in request.headers.get("accept", "")):
        headers["Content-Disposition"] = 'attachment; filename="scripts.csv"'
        return Response(usage_csv(report), headers=headers, media_type="text/csv; charset=utf-8")
    return Response(orjson.dumps(usage_dict(report)), headers=headers, media_type="application/json")
