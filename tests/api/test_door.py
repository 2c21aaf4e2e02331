"""The OpenAPI document is whole, every route of the contract is there, and the short way in fails like the others."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from csassist.desk.desk import Desk
from journeys.service import bearer, in_process

CONTRACT = """POST /v1/messages · POST /v1/tickets · GET /v1/conversations · GET /v1/conversations/{conversation_id}
GET /v1/conversations/{conversation_id}/messages · GET /v1/conversations/{conversation_id}/star
POST /v1/conversations/{conversation_id}/whisper · POST /v1/drafts/review
POST /v1/suggestions/{suggestion_id}/feedback · GET /v1/escalations · POST /v1/escalations/{escalation_id}/claim
POST /v1/promises/{promise_id}/kept · GET /v1/scripts · PUT /v1/products/{product_id} · POST /v1/products/import
POST /v1/outcomes · GET /v1/reports/scripts · POST /v1/hooks/chatwoot/{hook_id}
GET /livez · GET /readyz · GET /metrics"""


async def test_the_openapi_document_is_whole(tmp_path: Path) -> None:
    async with in_process(tmp_path) as service:
        document = (await service.get("/openapi.json", key=None)).json()
    assert document["openapi"].startswith("3.1")
    for reference in set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(document))):
        place = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
    for route in re.split(r"\s*·\s*|\n", CONTRACT):
        method, _, path = route.partition(" ")
        assert method.lower() in document["paths"][path], route
    schema = document["components"]["schemas"]["MessageBody"]
    assert set(schema["required"]) == {"conversation_id", "message_id", "sender", "text"}


async def test_a_fault_of_ours_on_the_shortest_way_in_is_a_problem_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(Desk, "post", broken)
    async with in_process(tmp_path) as service:
        answer = await service.say("什么时候发货")
        wrong_way = await service.http.request("DELETE", "/v1/messages", headers=bearer("k-int"))
    assert (answer.status_code, answer.json()["code"]) == (500, "X500")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert (wrong_way.status_code, wrong_way.json()["code"]) == (405, "A405")
