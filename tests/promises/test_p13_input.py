"""P13: whatever comes in, over any route and any socket, the answer has a code, and the service goes on."""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from faults.server import Victim, victim
from journeys.service import bearer
from promises.proof import FULL, Proof
from promises.shops import BODIES, METHODS, product
from promises.strange import frame, mutated, raw_body

SECONDS = 300.0 if FULL else 5.0
LEAST = 300  # calls, and a tenth of it sockets, however slow the machine is
KEYS = ("k-int", "k-a1", "k-sup", "k-admin")
# Ours for a wrong frame or too many, the protocol's own for bytes that are no text and for size.
CLOSES = {4400, 4401, 4403, 4404, 4408, 4004, 1000, 1007, 1009}
FRAMES: dict[str, dict[str, Any]] = {
    "message": {"conversation_id": "c-1", "message_id": "m-1", "sender": "customer", "text": "在吗"},
    "subscribe": {"channels": ["agent:a1", "shop"], "resume": {"shop": {"epoch": "e", "offset": 3}}},
    "unsubscribe": {"channels": ["shop"]},
    "feedback": {"suggestion_id": "sg_1", "outcome": "used", "text": "好"},
    "draft": {"conversation_id": "c-1", "text": "亲，一定今天到"},
    "typing": {"conversation_id": "c-1", "on": True},
    "claim": {"escalation_id": "es_1"},
    "whisper": {"conversation_id": "c-1", "text": "慢一点"},
    "ping": {},
}  # fmt: skip

pytestmark = pytest.mark.slow


def clean(one: Victim) -> None:
    """The service is alive and its log holds no fault of ours. Raises AssertionError."""
    assert one.alive
    log = one.log.read_text("utf-8", "replace")
    found = re.search(r"Traceback|frame failed|telling failed|unhandled", log)
    assert found is None, log[max(0, found.start() - 300) : found.start() + 1_500]


async def test_schemathesis_over_all_routes(proof: Proof, tmp_path: Path) -> None:
    async with victim(tmp_path / "data") as one:
        words = [
            "run", f"http://127.0.0.1:{one.port}/openapi.json", "--checks", "not_a_server_error",
            "--max-time", str(int(max(SECONDS, 10))), "--seed", str(proof.seed), "--continue-on-failure",
            "--warnings", "off",
            "-H", "Authorization: Bearer k-admin",
        ]  # fmt: skip
        process = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).with_name("schemathesis")), *words,
            cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        told = (await process.communicate())[0].decode()
        assert process.returncode == 0, told[-4_000:]
        clean(one)
    numbers = re.search(r"(\d+) generated, (\d+) passed", told)
    assert numbers is not None, told[-2_000:]
    proof.count(generated=int(numbers[1]), passed=int(numbers[2]))


async def test_wrong_bodies_on_every_route(proof: Proof, tmp_path: Path) -> None:
    rng, statuses = proof.rng, {}
    async with victim(tmp_path / "data") as one, client(one) as http:
        paths = (await http.get("/openapi.json")).json()["paths"]
        routes = [(m, p) for p, ways in paths.items() for m in METHODS if m in ways and p.startswith("/v1/")]
        until = time.monotonic() + SECONDS
        while time.monotonic() < until or sum(statuses.values()) < LEAST:
            answer = await _call(http, *rng.choice(routes), rng)
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
            assert answer.status_code < 500 or answer.status_code in (501, 503), answer.text
            if answer.status_code >= 400 and answer.request.method != "HEAD":
                problem = answer.json()
                assert problem["code"], answer.text
                assert answer.headers["content-type"] == "application/problem+json"
                assert "Traceback" not in answer.text
        clean(one)
    proof.count(calls=sum(statuses.values()), refused=sum(n for s, n in statuses.items() if s >= 400))
    assert statuses.get(422, 0) > 0, "nothing wrong came through to a body"


def client(one: Victim) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=f"http://127.0.0.1:{one.port}", timeout=60)


async def _call(http: httpx2.AsyncClient, method: str, path: str, rng: random.Random) -> httpx2.Response:
    plain = BODIES.get(f"{method} {path}", product("sku-1", "晾衣架") if "product" in path else {})
    ids = {
        name: rng.choice(("c-1", "x", "%00", "%F0%9F%98%A1", "a" * 300, "..%2f..", "'"))
        for name in re.findall(r"{(\w+)}", path)
    }
    kind = rng.choice(
        ("application/json", "application/json", "application/json", "text/csv", "application/x-ndjson", "x/y")
    )
    content = raw_body(plain, rng) if method in ("post", "put", "patch") else None
    headers = {**bearer(rng.choice(KEYS)), **({"content-type": kind} if content is not None else {})}
    query = {
        rng.choice(("limit", "cursor", "q", "order", "state", "min_tier", "after_seq")): str(mutated("", rng))[:900]
    }
    query = {name: text.encode("utf-8", "replace").decode() for name, text in query.items()}
    return await http.request(method.upper(), path.format(**ids), content=content, headers=headers, params=query)


async def test_frames_of_every_wrong_kind(proof: Proof, tmp_path: Path) -> None:
    rng, closes, sent = proof.rng, {}, 0
    async with victim(tmp_path / "data") as one:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until or sum(closes.values()) < LEAST // 10:
            code, frames = await _fuzz(one, rng)
            sent += frames
            closes[code] = closes.get(code, 0) + 1
        clean(one)
        code, _ = await _fuzz(one, random.Random(0), kinds=("ping",))
        assert code == 1000
    assert set(closes) <= CLOSES, closes
    proof.count(
        sockets=sum(closes.values()), frames=sent, **{f"closed_{code}": n for code, n in sorted(closes.items())}
    )


async def _fuzz(one: Victim, rng: random.Random, kinds: tuple[str, ...] = ()) -> tuple[int, int]:
    """One socket, up to thirty frames, each answered before the next. Returns the close code (1000: ours), how many.

    A frame that is too big is refused by its head: the close may cross the rest of it and be lost to the sender, who
    then sees a reset line. That counts as 1009 here, and only there.
    """
    sent = size = 0
    url = f"ws://127.0.0.1:{one.port}/v1/ws"
    async with connect(url, subprotocols=["csassist.v1"], max_size=None) as line:  # type: ignore[list-item]
        try:
            if kinds or rng.random() < 0.8:
                hello = {"type": "hello", "key": rng.choice(KEYS), "channels": ["conversation:c-1"]}
                await line.send(json.dumps(hello))
            for number in range(3 if kinds else rng.randint(1, 30)):
                said = json.dumps({"type": kinds[0]}) if kinds else frame(rng, FRAMES)
                size = len(said if isinstance(said, bytes) else said.encode())
                # Now and then bytes that are no UTF-8 go out as text.
                await line.send(said, text=True if isinstance(said, bytes) and rng.random() < 0.5 else None)
                sent += 1
                await line.send(json.dumps({"type": "ping", "ref": f"n{number}", "data": {}}))
                while json.loads(await line.recv()).get("ref") != f"n{number}":
                    pass
        except ConnectionClosed as end:
            if end.rcvd is None:
                assert size > 65_536, "the line was cut without a word"
                return 1009, sent
            return end.rcvd.code, sent
    return 1000, sent
