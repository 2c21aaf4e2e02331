from __future__ import annotations

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
import uvicorn
from websockets.asyncio.client import connect

from csassist.api.pulse import REMEMBERED
from csassist.desk.access import Identity, Role
from csassist.desk.clock import SystemClock
from csassist.hub.connection import Connection
from csassist.hub.hub import Hub
from csassist.hub.memory_broker import MemoryBroker
from csassist.lab.server import PER_STEP, Server
from fakes.ports import free_port
from journeys.service import child, in_process


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


@pytest.mark.slow
async def test_going_down_is_told_by_readyz_before_any_socket_hears_of_it(tmp_path: Path) -> None:
    async with child(tmp_path, free_port(), env={"CSASSIST_DRAIN_S": "5"}) as running:
        service = running.service
        async with connect(service.ws, subprotocols=["csassist.v1"]) as socket:  # type: ignore[list-item]
            await socket.send(json.dumps({"type": "hello", "key": "k-sup", "channels": []}))
            assert json.loads(await socket.recv())["type"] == "welcome"
            goodbye = asyncio.ensure_future(socket.wait_closed())
            running.process.terminate()
            while (answer := await service.http.get("/readyz?verbose")).status_code == 200:
                pass
            assert answer.status_code == 503
            assert "draining" in answer.json()["checks"]["serving"]["detail"]
            assert (await service.say("还在吗")).status_code == 201  # what comes meanwhile is still served
            assert not goodbye.done()
            await goodbye
            assert socket.close_code == 4000
        assert await running.process.wait() in (0, -15)  # uvicorn hands the signal on once all is done


async def test_goodbyes_are_said_one_part_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub(MemoryBroker(SystemClock()), SystemClock())
    people = [Connection(f"cn-{n}", Identity(Role.AGENT, "s1", f"a{n}", (), f"s1/a{n}")) for n in range(3 * PER_STEP)]
    for one in people:
        await hub.attach(one)
    left: list[int] = []

    async def pause(_: float) -> None:
        left.append(sum(one.closing is None for one in people))

    monkeypatch.setattr("csassist.lab.server.asyncio.sleep", pause)
    front = SimpleNamespace(hub=hub)
    await Server(uvicorn.Config("none:app"), front)._say_goodbye()  # type: ignore[arg-type]
    assert len(left) == 2
    assert len(people) > left[0] > left[1] > 0
    assert {one.closing for one in people} == {None, 4000}
