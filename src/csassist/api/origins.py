"""Where a page that opens a socket may come from. Exact origins only: no suffixes, no wildcards, no case tricks."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.websockets import WebSocket

from csassist.api.front import Front

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def trusted_origin(front: Front, websocket: WebSocket) -> bool:
    """True without an Origin (no browser), for the page's own origin and for those that were allowed."""
    origin = websocket.headers.get("origin")
    if origin is None or origin in front.allowed_origins:
        return True
    if origin == own_origin(websocket):
        return True
    return front.loopback_origins and _on_loopback(origin)


def own_origin(websocket: WebSocket) -> str:
    """The origin of pages served by this very service, as a browser would write it."""
    scheme = "https" if websocket.url.scheme == "wss" else "http"
    return f"{scheme}://{websocket.headers.get('host', '').lower()}"


def _on_loopback(origin: str) -> bool:
    try:
        parts = urlsplit(origin)
        return parts.scheme in ("http", "https") and parts.hostname in _LOOPBACK and not parts.path
    except ValueError:
        return False
