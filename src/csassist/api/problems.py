"""Errors to RFC 9457 problem details and close codes: one table. Never lets a traceback or an input value out."""

from __future__ import annotations

from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from csassist.api.correlation import request_id
from csassist.errors import CsassistError

log = structlog.get_logger("csassist.api")

STATUS: dict[str, tuple[int, str]] = {
    "C200": (400, "malformed"),
    "C201": (422, "invalid field"),
    "C202": (422, "too long"),
    "C203": (415, "unsupported media type"),
    "C204": (422, "same id, other content"),
    "C205": (413, "body too large"),
    "C206": (422, "refused by the rules"),
    "C220": (409, "conversation moved on"),
    "R100": (503, "rules do not load"),
    "D300": (503, "delivery"),
    "A401": (401, "unauthenticated"),
    "A402": (401, "ticket expired"),
    "A403": (403, "forbidden"),
    "A404": (404, "not found"),
    "A405": (405, "method not allowed"),
    "A409": (409, "conflict"),
    "A410": (409, "closed"),
    "A411": (409, "not as it stands"),
    "A412": (412, "precondition failed"),
    "L429": (429, "too many requests"),
    "S503": (503, "not stored"),
    "S504": (503, "data directory in use"),
    "S505": (503, "newer data file"),
    "S507": (503, "busy"),
    "X500": (500, "internal error"),
    "X501": (501, "not built yet"),
}
RETRY_AFTER_S = 1


def problem(code: str, detail: str, facts: dict[str, Any] | None = None) -> Response:
    """One problem answer; `facts` may carry `errors`, `retry_after_s` and more fields for the body."""
    status, title = STATUS.get(code, STATUS["X500"])
    facts = dict(facts or {})
    retry_after = facts.pop("retry_after_s", None)
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id(),
        **facts,
    }
    headers = {"Cache-Control": "no-store", "X-Request-Id": body["request_id"]}
    if status in (429, 503):
        headers["Retry-After"] = str(max(1, round(float(str(retry_after or RETRY_AFTER_S)))))
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(orjson.dumps(body, default=str), status, headers, "application/problem+json")


def problem_of(error: CsassistError) -> Response:
    """The answer to an error of our tree."""
    return problem(error.code, error.message, dict(error.facts))


def fault(request: Request, error: Exception) -> Response:
    """The answer to a fault of ours; the log gets its type and places, never its words."""
    log.error("unexpected", route=request.scope.get("path"), error=type(error).__name__, exc_info=error)
    return problem("X500", "something went wrong here; the request id helps to find it")


def install(app: FastAPI) -> None:
    """Every way out of the app that is not an answer becomes a problem."""

    async def ours(_: Request, error: Exception) -> Response:
        if not isinstance(error, CsassistError):
            raise error
        return problem_of(error)

    async def invalid(_: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        errors = [
            {"pointer": "/" + "/".join(str(part) for part in item["loc"]), "detail": item["msg"]}
            for item in error.errors()
        ]
        code = "C200" if any(item["type"] == "json_invalid" for item in error.errors()) else "C201"
        return problem(code, "the request is not as documented; see errors", {"errors": errors})

    async def http(_: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):
            raise error
        code = {400: "C200", 401: "A401", 403: "A403", 404: "A404", 405: "A405", 413: "C205", 415: "C203"}
        return problem(code.get(error.status_code, "X500"), str(error.detail).lower())

    async def unexpected(request: Request, error: Exception) -> Response:
        return fault(request, error)

    app.add_exception_handler(CsassistError, ours)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, unexpected)
