"""The OpenAPI document is whole, and every route of the contract is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

from journeys.service import in_process

CONTRACT = """POST /v1/messages · POST /v1/tickets · GET /v1/conversations · GET /v1/conversations/{conversation_id}
GET /v1/conversations/{conversation_id}/messages · GET /v1/conversations/{conversation_id}/star
POST /v1/conversations/{conversation_id}/whisper · POST /v1/drafts/review
POST /v1/suggestions/{suggestion_id}/feedback · GET /v1/escalations · POST /v1/escalations/{escalation_id}/claim
POST /v1/promises/{promise_id}/kept · GET /v1/scripts · PUT /v1/products/{product_id} · POST /v1/products/import
POST /v1/outcomes · GET /v1/reports/{report} · POST /v1/hooks/chatwoot/{hook_id}
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
