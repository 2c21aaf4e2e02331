from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from csassist.api.door import build_api
from csassist.api.entrance import Entrance
from journeys.service import Service, bearer, in_process

SAID = {"conversation_id": "c-1", "message_id": "m-1", "sender": "customer", "text": "在吗"}


async def ask(door: Entrance, key: str) -> tuple[int, dict[str, Any], list[tuple[bytes, bytes]]]:
    """POST /v1/messages without a server: status, body and headers."""
    raw = json.dumps(SAID).encode()
    headers = [(b"authorization", f"Bearer {key}".encode()), (b"content-length", str(len(raw)).encode())]
    scope = {"type": "http", "method": "POST", "path": "/v1/messages", "headers": headers, "query_string": b""}
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": raw, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await asyncio.create_task(door(scope, receive, send))
    return sent[0]["status"], json.loads(sent[1]["body"]), list(sent[0]["headers"])


async def both(service: Service, key: str) -> list[tuple[int, dict[str, Any], list[tuple[bytes, bytes]]]]:
    """The short way and the long one."""
    assert service.front is not None
    app = build_api(service.front)
    return [await ask(Entrance(app, straight=straight), key) for straight in (True, False)]


async def test_the_short_way_answers_as_the_long_one_does(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        short, long = await both(service, "k-int")
        assert (short[0], long[0]) == (201, 200)
        assert long[1]["duplicate"]
        assert short[1]["message"] == long[1]["message"]
        nobody = await both(service, "k-wrong")
        assert [answer[0] for answer in nobody] == [401, 401]
        assert [answer[1]["code"] for answer in nobody] == ["A401", "A401"]
        for status, body, headers in (short, long, *nobody):
            names = [value for name, value in headers if name.lower() == b"x-request-id"]
            assert len(names) == 1, (status, body)


async def test_any_other_request_goes_in_by_the_app(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        assert (await service.http.request("PUT", "/v1/messages", headers=bearer("k-int"))).status_code == 405
        assert (await service.http.get("/livez")).status_code == 200
