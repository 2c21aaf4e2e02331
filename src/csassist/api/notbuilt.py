"""Routes that the contract names and that are not built yet: 501 with X501, so that nobody takes them for a typo."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from csassist.api.doorkeeper import caller
from csassist.errors import NotBuilt

router = APIRouter()

ROUTES: tuple[tuple[str, str], ...] = (("POST", "/v1/hooks/chatwoot/{hook_id}"),)


async def not_built(request: Request) -> Response:
    """Named in the contract, not built yet."""
    if not request.url.path.startswith("/v1/hooks/"):
        caller(request)  # without a key the answer is 401 here as everywhere
    raise NotBuilt("this route is not built yet")


async def asyncapi() -> Response:
    """The socket's description, not built yet."""
    raise NotBuilt("the AsyncAPI description is not built yet; see docs/frames.md")


for _method, _path in ROUTES:
    router.add_api_route(
        _path, not_built, methods=[_method], status_code=501, summary="Not built yet", operation_id=f"{_method}{_path}"
    )
router.add_api_route("/asyncapi.json", asyncapi, methods=["GET"], status_code=501, summary="Not built yet")
