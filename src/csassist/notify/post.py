"""Posts one request to a checked address: no redirects, no proxy, a time limit, a size limit, nothing kept open."""

from __future__ import annotations

import asyncio
import ssl
from datetime import datetime

import httpx2

from csassist.notify.answer import Answer, judge
from csassist.notify.endpoint import Outgoing
from csassist.notify.guard import AddressRefused, Guard, Resolve

TIMEOUT_S = 15.0  # Standard Webhooks: 15 to 30 s
ANSWER_BYTES = 64 * 1024
_AGENT = "csassist-notify/1"


class Poster:
    """One for all endpoints: connections are not kept, so nobody meets somebody else's."""

    def __init__(
        self,
        guard: Guard,
        *,
        timeout_s: float = TIMEOUT_S,
        trust: ssl.SSLContext | None = None,
        resolve: Resolve | None = None,
    ) -> None:
        """`trust` = whose certificates count, the system's unless given. `resolve` stands in for the name service."""
        self._guard = guard
        self._timeout = timeout_s
        self._resolve = resolve
        self._client = httpx2.AsyncClient(
            verify=True if trust is None else trust,
            timeout=timeout_s,
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=False,
        )

    async def post(self, kind: str, request: Outgoing, now: datetime) -> Answer:
        """What the far side said, or what happened instead. Raises nothing; the code names no address."""
        try:
            async with asyncio.timeout(self._timeout):
                return await self._post(kind, request, now)
        except AddressRefused as refused:
            return Answer(False, refused.code, posted=False)
        except (TimeoutError, httpx2.TimeoutException):
            return Answer(False, "timeout")
        except (httpx2.ConnectError, OSError) as error:
            return Answer(False, "not reached" if not _about_tls(error) else "certificate or TLS refused")
        except (httpx2.TransportError, httpx2.InvalidURL, ValueError):
            return Answer(False, "answer broken off")

    async def close(self) -> None:
        """Lets go of what is open."""
        await self._client.aclose()

    async def _post(self, kind: str, request: Outgoing, now: datetime) -> Answer:
        target = await self._guard.target(request.url, self._resolve)
        headers = [*request.headers, ("host", target.host_header), ("user-agent", _AGENT)]
        headers += [("accept-encoding", "identity"), ("connection", "close")]
        extensions = {"sni_hostname": target.host} if target.tls else {}
        asked = self._client.build_request(
            "POST", target.origin + target.path, content=request.body, headers=headers, extensions=extensions
        )
        answer = await self._client.send(asked, stream=True)
        try:
            body = b""
            async for piece in answer.aiter_raw():
                body += piece
                if len(body) > ANSWER_BYTES:
                    break
        finally:
            await answer.aclose()
        named = {name.lower(): value for name, value in answer.headers.items()}
        return judge(kind, answer.status_code, named, body[:ANSWER_BYTES], now)


def _about_tls(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
