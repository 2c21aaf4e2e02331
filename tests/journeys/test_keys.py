"""Keys and tokens over a running service: what opens, what stops opening, and how fast sockets notice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from journeys.service import Service, bearer, in_process

SECRET = "the secret that the desk and this service share"
ISSUER = {"shop": "s1", "issuer": "https://desk.example", "algorithm": "HS256", "key": SECRET}


@asynccontextmanager
async def socket(service: Service, **hello: Any) -> AsyncIterator[ClientConnection]:
    async with connect(service.ws, subprotocols=["csassist.v1"]) as line:  # type: ignore[list-item]
        await line.send(json.dumps({"type": "hello", "channels": [], **hello}))
        assert json.loads(await line.recv())["type"] == "welcome"
        yield line


async def closed(line: ClientConnection) -> int:
    """The close code; the guard of the run ends a test in which nobody closes."""
    try:
        while True:
            await line.recv()
    except ConnectionClosed as end:
        return 1006 if end.rcvd is None else end.rcvd.code


def token(seconds: float = 600, **more: Any) -> str:
    now = datetime.now(UTC)
    plain = {"iss": ISSUER["issuer"], "aud": "csassist", "sub": "a1", "teams": ["t1"], "iat": now}
    return jwt.encode({**plain, "exp": now + timedelta(seconds=seconds), **more}, SECRET, algorithm="HS256")


async def made(service: Service, **wish: Any) -> dict[str, Any]:
    answer = await service.http.post("/v1/keys", json=wish, headers=bearer("k-admin"))
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return dict(answer.json())


async def test_a_key_is_made_used_and_revoked_on_an_open_socket(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        await service.say("你好", agent_id="a1", team_id="t1")
        key = await made(service, role="agent", agent_id="a1", teams=["t1"], label="前台")
        assert (await service.get("/v1/conversations/c-1", key["key"])).status_code == 200
        ticket = (await service.http.post("/v1/tickets", json={}, headers=bearer(key["key"]))).json()["ticket"]
        later = (await service.http.post("/v1/tickets", json={}, headers=bearer(key["key"]))).json()["ticket"]
        async with socket(service, key=key["key"]) as by_key, socket(service, ticket=ticket) as by_ticket:
            gone = await service.http.delete(f"/v1/keys/{key['id']}", headers=bearer("k-admin"))
            assert gone.status_code == 204
            assert [await closed(by_key), await closed(by_ticket)] == [4401, 4401]
        assert (await service.get("/v1/conversations/c-1", key["key"])).status_code == 401
        async with connect(service.ws, subprotocols=["csassist.v1"]) as line:  # type: ignore[list-item]
            await line.send(json.dumps({"type": "hello", "ticket": later, "channels": []}))
            assert await closed(line) == 4401
        listed = (await service.get("/v1/keys", "k-admin")).json()["items"]
        assert [row["state"] for row in listed if row["id"] == key["id"]] == ["ended"]
        assert key["key"] not in json.dumps(listed)


async def test_a_ticket_of_an_integrator_ends_with_the_integrators_key(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        key = await made(service, role="integrator")
        wish = {"role": "agent", "agent_id": "a1"}
        ticket = (await service.http.post("/v1/tickets", json=wish, headers=bearer(key["key"]))).json()["ticket"]
        async with socket(service, ticket=ticket) as line:
            await service.http.post(f"/v1/keys/{key['id']}/rotate", json={}, headers=bearer("k-admin"))
            assert await closed(line) == 4401


async def test_only_admins_and_only_their_shop(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        for key in ("k-int", "k-a1", "k-sup"):
            assert (await service.get("/v1/keys", key)).status_code == 403
        answer = await service.http.delete("/v1/keys/000000000000", headers=bearer("k-admin"))
        assert (answer.status_code, answer.json()["code"]) == (404, "A404")
        fixed = (await service.get("/v1/keys", "k-admin")).json()["items"]
        assert all(row["configured"] for row in fixed)
        refused = await service.http.delete(f"/v1/keys/{fixed[0]['id']}", headers=bearer("k-admin"))
        assert (refused.status_code, refused.json()["code"]) == (409, "A409")


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"role": "king"},
        {"role": "agent"},
        {"role": "admin", "teams": "t1"},
        {"role": "admin", "teams": ["a\nb"]},
        {"role": "admin", "expires_in_days": 0},
        {"role": "admin", "expires_in_days": True},
        {"role": "admin", "label": "x" * 101},
    ],
)
async def test_a_wish_that_cannot_be_granted(tmp_path: Path, wrong: dict[str, Any]) -> None:
    async with in_process(tmp_path) as service:
        answer = await service.http.post("/v1/keys", json=wrong, headers=bearer("k-admin"))
        assert (answer.status_code, answer.json()["code"]) == (422, "C201")


async def test_a_desks_token_reads_mints_and_ends_with_its_time(tmp_path: Path) -> None:
    async with in_process(tmp_path, jwt=[ISSUER]) as service:
        await service.say("你好", agent_id="a1", team_id="t1")
        assert (await service.get("/v1/conversations/c-1", token())).status_code == 200
        assert (await service.get("/v1/conversations/c-1", token(sub="a9", teams=[]))).status_code == 404
        assert (await service.get("/v1/keys", token(role="supervisor"))).status_code == 403
        late = await service.get("/v1/conversations/c-1", token(-20, iat=datetime.now(UTC) - timedelta(seconds=700)))
        assert (late.status_code, late.json()["code"]) == (401, "A402")
        # Made for ten minutes, a little more than ten minutes ago: by the tolerance of clocks it has seconds to live.
        old = datetime.now(UTC) - timedelta(seconds=604)
        short = token(0, iat=old, exp=old + timedelta(seconds=600))
        answer = await service.http.post("/v1/tickets", json={}, headers=bearer(short))
        async with socket(service, ticket=answer.json()["ticket"]) as line:
            assert await closed(line) == 4003


async def test_without_an_issuer_a_token_is_just_a_wrong_key(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        answer = await service.get("/v1/conversations", token())
        assert (answer.status_code, answer.json()["code"]) == (401, "A401")
        assert token() not in answer.text
