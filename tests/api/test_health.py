from __future__ import annotations

import asyncio
import json
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from csassist.api.pulse import REMEMBERED
from journeys.service import in_process


async def test_ready_says_what_it_looked_at(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        plain = await service.get("/readyz", None)
        assert plain.json() == {"status": "ready"}
        body = (await service.http.get("/readyz?verbose")).json()
        wanted = {"store", "rules", "model", "notices", "loop", "messages", "sockets", "serving"}
        assert wanted <= set(body["checks"])
        assert all(set(check) == {"ok", "detail"} for check in body["checks"].values())
        same = await service.http.get("/healthz?verbose")
        assert (same.status_code, set(same.json()["checks"])) == (200, set(body["checks"]))


async def test_a_part_that_is_away_is_named_and_does_not_close_the_door(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        assert service.front is not None
        service.front.health.parts["broker"] = lambda: (False, "away since 3 s")
        for _ in range(REMEMBERED):
            service.front.pulse.beat(1.5)
        answer = await service.http.get("/readyz?verbose")
        assert answer.status_code == 200
        assert "broker" in answer.json()["degraded"]
        assert "loop" in answer.json()["degraded"]
        assert answer.json()["checks"]["broker"] == {"ok": False, "detail": "away since 3 s"}


async def test_a_record_that_takes_nothing_closes_the_door(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        assert service.front is not None
        await service.front.desk.store.close()
        answer = await service.http.get("/readyz?verbose")
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "1"
        assert answer.json()["checks"]["store"]["ok"] is False


async def test_going_down_is_told_by_readyz_before_any_socket_hears_of_it(tmp_path: Path) -> None:
    async with in_process(tmp_path, drain_s=1) as service:
        front = service.front
        assert front is not None
        async with connect(service.ws, subprotocols=["csassist.v1"]) as socket:  # type: ignore[list-item]
            await socket.send(json.dumps({"type": "hello", "key": "k-sup", "channels": ["shop"]}))
            assert json.loads(await socket.recv())["type"] == "welcome"
            goodbye = asyncio.ensure_future(socket.wait_closed())
            front.health.draining = True
            answer = await service.http.get("/readyz?verbose")
            assert answer.status_code == 503
            assert "draining" in answer.json()["checks"]["serving"]["detail"]
            assert not goodbye.done()
            assert (await service.say("还在吗")).status_code == 201  # what comes is still served
            await front.hub.close()
            try:
                while True:
                    await socket.recv()
            except ConnectionClosed:
                assert socket.close_code == 4000
            await goodbye
