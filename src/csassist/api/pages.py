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
_NOBODY = "'none'"


def page_headers(front: Front, shop: str | None = None) -> dict[str, str]:
    """Strict headers: own scripts and styles only, framed by the desks of this shop only (of the service without one).

    A shop that nobody configured has the service's list: an address that is made up finds out nothing.
    """
    policy = (
        "default-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {' '.join(_ancestors(front, shop)) or _NOBODY}"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cache-Control": "no-cache",
    }


def _ancestors(front: Front, shop: str | None) -> list[str]:
    own = front.shop_origins.get(shop) if shop is not None else None
    found = [*(front.allowed_origins if own is None else own)]
    if own is None and front.loopback_origins:
        found.append(LOCAL_ORIGINS)
    return ["'self'", *found] if front.demo is not None else found  # the demo's host page is one of ours


def _page(request: Request, name: str) -> Response:
    front = front_of(request)
    path = front.pages / name
    if not path.is_file():
        return problem("S503", "the pages are not built; run ./scripts/start or npm run build in web/")
    headers = page_headers(front, request.query_params.get("shop"))
    return FileResponse(path, headers=headers, media_type="text/html; charset=utf-8")


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


@router.get("/embed.js")
async def embed(request: Request) -> Response:
    """The snippet for pages that want the sidebar: any page may load it, it gives nobody anything."""
    path = front_of(request).pages / "embed.js"
    if not path.is_file():
        return problem("S503", "the pages are not built; run ./scripts/start or npm run build in web/")
    headers = {
        "Cache-Control": "public, max-age=300",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(path, headers=headers, media_type="text/javascript; charset=utf-8")


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
