"""The built pages and their headers. Text from customers never passes here; pages get it over the socket."""

from __future__ import annotations

import mimetypes

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from csassist.api.doorkeeper import front_of
from csassist.api.front import Front
from csassist.api.problems import problem
from csassist.errors import NotFound

router = APIRouter(include_in_schema=False)

LOCAL_ORIGINS = "http://127.0.0.1:* http://localhost:*"


def page_headers(front: Front) -> dict[str, str]:
    """Strict headers: own scripts and styles only, framed by the configured desks only."""
    ancestors = ["'self'", *front.allowed_origins]
    if front.loopback_origins:
        ancestors.append(LOCAL_ORIGINS)
    policy = (
        "default-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {' '.join(ancestors)}"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }


def _page(request: Request, name: str) -> Response:
    front = front_of(request)
    path = front.pages / name
    if not path.is_file():
        return problem("S503", "the pages are not built; run ./scripts/start or npm run build in web/")
    return FileResponse(path, headers=page_headers(front), media_type="text/html; charset=utf-8")


@router.get("/")
async def index(request: Request) -> Response:
    """What this is, with links."""
    return _page(request, "index.html")


@router.get("/sidebar")
async def sidebar(request: Request) -> Response:
    """The agent's page."""
    return _page(request, "sidebar.html")


@router.get("/console")
async def console(request: Request) -> Response:
    """The supervisor's page."""
    return _page(request, "console.html")


@router.get("/demo/host")
async def demo_host(request: Request) -> Response:
    """A fake desk for trying the sidebar out, in demo mode only."""
    if front_of(request).demo is None:
        raise NotFound("demo mode only; run csassist demo")
    return _page(request, "demo_host.html")


@router.get("/assets/{name}")
async def asset(request: Request, name: str) -> Response:
    """A built file; its name holds its content's hash, so it never changes."""
    front = front_of(request)
    folder = (front.pages / "assets").resolve()
    path = (folder / name).resolve()
    if path.parent != folder or not path.is_file():
        raise NotFound("no such file")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, headers=headers, media_type=kind)
