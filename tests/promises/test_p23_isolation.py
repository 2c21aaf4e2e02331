"""P23: no shop ever sees or changes another one's things, whatever ids it names, over every route and channel."""

from __future__ import annotations

import json
import random
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import apsw
import pytest
from websockets.asyncio.client import connect

from csassist.desk.desk import Desk
from csassist.desk.ports import Snapshot
from csassist.store.schema import FILE
from csassist.wire.schema import CLIENT_DATA
from fakes.clock import FakeClock
from journeys.service import Service, in_process
from promises.proof import Proof, scaled
from promises.shops import BODIES, CANARY, METHODS, ROLES, Shop, alone, keys_of, product

# Tables that belong to the installation, not to a shop.
COMMON = {
    "endpoints",
    "forms",
    "leases",
    "probe",
    "retention_runs",
    "secrets",
    "sqlite_sequence",
    "sqlite_stat1",
    "sqlite_stat4",
}
# What the scene has none of: names that are nobody's.
NOBODYS = {"script_id": ["own-1"], "step": ["apologise"], "hook_id": ["hk-1"], "name": ["x.js"], "proposal_id": ["p-0"]}
# Routes that make a thing of that name in the caller's own shop, or leave none of it there: both may be asked again.
MAKERS = {
    ("delete", "/v1/conversations/{conversation_id}"),
    ("delete", "/v1/customers/{customer_id}"),
    ("put", "/v1/products/{product_id}"),
    ("put", "/v1/scripts/{script_id}"),
    ("patch", "/v1/customers/{customer_id}"),
}

# Fields that move without anybody's doing.
CLOCKWORK = re.compile(
    r"(_at|_s)$|^(at|as_of|n|hash|since|until|state|degrees|stage|trend|tier|overdue|curve|reading|remind\w*|level"
    r"|situation|action|result|contributions|signals|reasons|escalation|position|due|warned|intact)$"
)

pytestmark = pytest.mark.slow


class Scene:
    """Shop `a` tries; shop `b` has the same ids and more, with a canary in every text."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.a = Shop(service, "s1")
        self.b = Shop(service, "s2", CANARY)
        self.tried = self.refused = 0

    async def routes(self) -> list[tuple[str, str]]:
        """Every method and path of the API, from its own description."""
        paths = (await self.service.http.get("/openapi.json")).json()["paths"]
        return sorted((method, path) for path, ways in paths.items() for method in METHODS if method in ways)

    async def state_of_b(self) -> str:
        """Everything that the other shop can read of itself, but for what its own clock does meanwhile."""
        told = []
        for method, path in await self.routes():
            if method == "get" and path.startswith("/v1/") and "/reports/" not in path:
                for ids in _fillings(path, self.b.ids):
                    status, text = await self.b.call("get", path.format(**ids))
                    body = _still(json.loads(text.rpartition("[(")[0])) if status == 200 else None
                    told.append(json.dumps([path, ids, status, body], ensure_ascii=False, sort_keys=True))
        return "\n".join(told)

    async def try_one(self, route: tuple[str, str], role: str, ids: dict[str, str], *, foreign: bool) -> None:
        """One call of shop a. Raises AssertionError when it reads, or gets, what is not its own."""
        method, path = route
        body = BODIES.get(f"{method} {path}", {} if method in ("post", "put", "patch") else None)
        if path == "/v1/products/{product_id}" and method == "put":
            body = product(ids["product_id"], "新晾衣架")
        if path == "/v1/products/import":
            body = product("sku-9", "新晾衣架")
        status, text = await self.a.call(method, path.format(**ids), role, body)
        self.tried += 1
        assert CANARY not in text, (route, role, ids)
        assert status < 500 or status in (501, 503), (route, role, ids, text[:300])
        if foreign and route not in MAKERS:
            assert status in (400, 403, 404, 405, 409, 422), (route, role, ids, status, text[:300])
            self.refused += 1


def _fillings(path: str, pools: dict[str, list[str]]) -> list[dict[str, str]]:
    """Ids for a path's parameters: one for each id of the first. A parameter that nobody knows is a KeyError."""
    names = re.findall(r"{(\w+)}", path)
    if not names:
        return [{}]
    known = {**NOBODYS, **{name: ids for name, ids in pools.items() if ids}}
    first, rest = names[0], {name: known[name][0] for name in names[1:]}
    return [{first: identity, **rest} for identity in known[first]]


def _still(value: Any) -> Any:
    """Without what the shop's own clock changes: readings that cool, reminders, steps that fall due."""
    if isinstance(value, list):
        return [_still(each) for each in value if not (isinstance(each, dict) and each.get("actor") == "csassist")]
    if isinstance(value, dict):
        return {name: _still(each) for name, each in value.items() if not CLOCKWORK.search(name)}
    return value


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    clock = FakeClock()  # it stands: what cools in the minutes of a walk changes the order of lists
    monkeypatch.setattr("csassist.app.SystemClock", lambda: clock)
    keys = [*keys_of("s1"), *keys_of("s2")]
    async with in_process(tmp_path, keys=keys) as service:
        found = Scene(service)
        await found.b.furnish(["c-same", "c-only-s2"])
        await found.a.furnish(["c-same", "c-only-s1"])
        yield found


async def test_a_foreign_id_opens_nothing_on_any_route(proof: Proof, scene: Scene) -> None:
    foreign = alone(scene.b, scene.a)
    assert {name for name, ids in foreign.items() if not ids} == set(), "the scene has ids of its own of every kind"
    before = await scene.state_of_b()
    assert CANARY in before
    for route in await scene.routes():
        for role in ROLES:
            for ids in _fillings(route[1], foreign):
                is_foreign = any(identity in foreign.get(name, ()) for name, identity in ids.items())
                await scene.try_one(route, role, ids, foreign=is_foreign)
    assert await scene.state_of_b() == before
    proof.count(routes=len(await scene.routes()), calls=scene.tried, refused=scene.refused)


async def test_a_random_walk_changes_and_shows_nothing_of_the_other(proof: Proof, scene: Scene) -> None:
    rng = proof.rng
    before = await scene.state_of_b()
    routes = await scene.routes()
    everything = {name: [*scene.a.ids[name], *ids] for name, ids in scene.b.ids.items()}
    for _ in range(scaled(5_000, part=20)):
        route = rng.choice(routes)
        ids = rng.choice(_fillings(route[1], _shuffled(everything, rng)))
        await scene.try_one(route, rng.choice(ROLES), ids, foreign=False)
    assert await scene.state_of_b() == before
    proof.count(calls=scene.tried)


def _shuffled(pools: dict[str, list[str]], rng: random.Random) -> dict[str, list[str]]:
    return {name: rng.sample(ids, len(ids)) for name, ids in pools.items()}


async def test_a_socket_hears_nothing_of_the_other(proof: Proof, scene: Scene) -> None:
    channels = ["conversation:c-only-s2", "conversation:c-same", "agent:a1", "team:t1", "shop"]
    heard: list[str] = []
    async with connect(scene.service.ws, subprotocols=["csassist.v1"]) as line:  # type: ignore[list-item]
        await line.send(json.dumps({"type": "hello", "key": "s1-admin", "channels": channels}))
        heard.extend([str(await line.recv()) for _ in range(len(channels) + 1)])
        for number in range(20):
            body = {"conversation_id": "c-same", "message_id": f"m-s{number}", "sender": "customer"}
            await scene.b.json("post", "/v1/messages", "integrator", {**body, "text": f"骗子！！！{CANARY}{number}"})
        await line.send(json.dumps({"type": "ping", "ref": "last", "data": {}}))
        while json.loads(heard[-1]).get("ref") != "last":
            heard.append(str(await line.recv()))
    assert CANARY not in "\n".join(heard)
    assert [json.loads(text)["code"] for text in heard if json.loads(text)["type"] == "error"] == ["A404"]
    proof.count(frames=len(heard))


async def test_no_frame_reaches_a_foreign_thing(proof: Proof, scene: Scene) -> None:
    ids = {name: found[0] for name, found in alone(scene.b, scene.a).items()}
    chat = ids["conversation_id"]
    said = {
        "subscribe": {"channels": [f"conversation:{chat}"]},
        "feedback": {"suggestion_id": ids["suggestion_id"], "outcome": "used"},
        "draft": {"conversation_id": chat, "text": "您好"},
        "typing": {"conversation_id": chat, "on": True},
        "claim": {"escalation_id": ids["escalation_id"]},
        "whisper": {"conversation_id": chat, "text": "慢一点"},
    }
    harmless = {"message", "unsubscribe"}  # into one's own shop, and out of what one never was in
    assert set(said) | harmless == set(CLIENT_DATA), "a frame that nobody tried"
    before = await scene.state_of_b()
    for role in ROLES:
        async with connect(scene.service.ws, subprotocols=["csassist.v1"]) as line:  # type: ignore[list-item]
            await line.send(json.dumps({"type": "hello", "key": f"s1-{role}", "channels": []}))
            await line.recv()
            for name, data in said.items():
                await line.send(json.dumps({"type": name, "ref": name, "data": data}))
                answer = {}
                while answer.get("type") != "error":
                    answer = json.loads(await line.recv())
                    assert answer["type"] not in ("ack", "draft_review", "snapshot", "resumed"), (role, name, answer)
                assert answer["code"] in ("A404", "A403"), (role, name, answer)
    assert await scene.state_of_b() == before
    proof.count(frames=len(said) * len(ROLES))


async def test_a_filter_that_is_missing_is_noticed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The walk itself is tried: with the shop left out of one read it must fail."""
    honest = Desk.snapshot

    async def blind(desk: Desk, who: Any, conversation_id: str) -> Snapshot:
        boss = type(who)(who.role, "s2", who.agent_id, who.teams, who.person)
        return await honest(desk, boss, conversation_id)

    monkeypatch.setattr(Desk, "snapshot", blind)
    route = ("get", "/v1/conversations/{conversation_id}")
    with pytest.raises(AssertionError):
        await scene.try_one(route, "admin", {"conversation_id": "c-only-s2"}, foreign=True)


async def test_every_table_belongs_to_shops(scene: Scene, tmp_path: Path) -> None:
    db = apsw.Connection(str(tmp_path / FILE), flags=apsw.SQLITE_OPEN_READONLY)
    tables = {str(name) for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    columns = {table: {row[1] for row in db.execute(f"PRAGMA table_info({table})")} for table in tables}
    db.close()
    assert {table for table, names in columns.items() if "shop" not in names} - COMMON == set()
