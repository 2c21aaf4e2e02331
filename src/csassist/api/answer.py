"""JSON answers of the front door: never cached by anybody. Knows no route."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from starlette.responses import Response


def json_answer(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """`value` as JSON, with `headers` beside the usual ones."""
    return Response(orjson.dumps(value), status, {"Cache-Control": "no-store", **(headers or {})}, "application/json")
