"""Secrets and personal data in every input, right and wrong ones: none of it in a log line, a figure or an error."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import structlog
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from csassist.lab.logs import set_up_logs
from journeys.service import Service, bearer, in_process

PHONE, IDENTITY, NAME = "13912345678", "11010519491231002X", "碧空流萤"
SECRET = "csa_0123abcd_canarycanarycanarycanary"
CANARIES = (PHONE, IDENTITY, NAME, SECRET)
ALL = "，".join(CANARIES)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    out = io.StringIO()
    set_up_logs("debug", out)
    yield out
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


async def wrong_requests(service: Service) -> list[str]:
    """The answers to inputs that are refused, each with the canaries in it."""
    message = {"conversation_id": "c-1", "message_id": "m-1", "sender": "customer", "text": ALL}
    posts: list[tuple[str, object]] = [
        ("/v1/messages", {**message, "sender": ALL}),
        ("/v1/messages", {**message, "text": ALL, "sent_at": ALL}),
        ("/v1/messages", {**message, "customer": {"id": ALL, "value": ALL}}),
        ("/v1/messages", {**message, "text": f"{ALL}别的话"}),
        ("/v1/outcomes", {"type": ALL, "conversation_id": ALL}),
        ("/v1/drafts/review", {"conversation_id": ALL, "text": ALL}),
        ("/v1/scripts/proposals", {"text": ALL, "conversation_id": ALL}),
        ("/v1/tickets", {"role": ALL, "agent_id": ALL}),
        (f"/v1/suggestions/{ALL}/feedback", {"outcome": ALL, "text": ALL, "reason": ALL}),
        (f"/v1/escalations/{ALL}/resolve", {"reason": ALL, "responsibility": ALL}),
        (f"/v1/conversations/{ALL}/whisper", {"text": ALL}),
        (f"/v1/promises/{ALL}/kept", {}),
    ]
    said = [(await service.http.post(path, json=body, headers=bearer("k-admin"))).text for path, body in posts]
    for path in (
        f"/v1/conversations/{ALL}",
        f"/v1/customers/{ALL}",
        f"/v1/customers/{ALL}/export",
        f"/v1/scripts?q={ALL}",
    ):
        said.append((await service.get(path, "k-admin")).text)
    said.append((await service.get("/v1/conversations", ALL.encode().hex() + SECRET)).text)
    said.append((await service.http.post("/v1/messages", content=ALL.encode(), headers=bearer("k-int"))).text)
    said.append(
        (await service.http.patch("/v1/customers/u1", json={"notes": [ALL * 50]}, headers=bearer("k-sup"))).text
    )
    said.append(
        (await service.http.put(f"/v1/products/{NAME}", json={"name": 1, "x": ALL}, headers=bearer("k-int"))).text
    )
    return said


async def test_no_canary_in_logs_figures_or_errors(tmp_path: Path, lines: io.StringIO) -> None:
    async with in_process(tmp_path, log_level="debug") as service, asyncio.timeout(120):
        customer = {"id": "u1", "name": NAME, "notes": [ALL]}
        stored = await service.say(ALL, customer=customer, agent_id="a1", team_id="t1")
        assert stored.status_code == 201
        refused = await wrong_requests(service)
        async with connect(service.ws, subprotocols=["csassist.v1"]) as socket:  # type: ignore[list-item]
            await socket.send(json.dumps({"type": "hello", "key": "k-a1", "channels": ["conversation:c-404"]}))
            for data in ({"conversation_id": "c-1", "text": ALL}, {"conversation_id": 1, "text": [ALL]}):
                for kind in ("message", "draft", "whisper", "feedback"):
                    await socket.send(json.dumps({"type": kind, "ref": 1, "data": data}))
            await socket.send(json.dumps({"type": ALL, "ref": 1, "data": {}}))
            await socket.send(f'{{"type": "{ALL}')
            heard: list[str] = []
            with suppress(ConnectionClosed):
                while True:
                    heard.append(str(await socket.recv()))
        refused += [each for each in heard if json.loads(each)["type"] == "error"]
        figures = (await service.get("/metrics", None)).text
        ready = (await service.get("/readyz?verbose", None)).text
    assert len(refused) >= 22
    for place, said in (
        ("log", lines.getvalue()),
        ("metrics", figures),
        ("readyz", ready),
        ("errors", "\n".join(refused)),
    ):
        found = [canary for canary in CANARIES if canary in said or canary.encode("unicode_escape").decode() in said]
        assert found == [], f"{place}: {found}: {[line for line in said.splitlines() if found[0] in line][:3]}"
