"""GET /asyncapi.json: the socket described for machines. (/openapi.json comes with the framework.)"""

from __future__ import annotations

from functools import cache

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from csassist import __version__

router = APIRouter(include_in_schema=False)


@cache
def _asyncapi() -> bytes:
    from csassist.wire.asyncapi import asyncapi_document  # its models are needed by nothing else that serves

    return orjson.dumps(asyncapi_document(__version__))


@router.get("/asyncapi.json")
async def asyncapi() -> Response:
    """AsyncAPI 3.1; needs no key."""
    return Response(_asyncapi(), media_type="application/json")
