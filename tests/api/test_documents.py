"""The documents for machines: served without a key, and committed as they are served."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from csassist.wire.schema import frame_schemas
from journeys.service import in_process

DOCS = Path(__file__).parents[2] / "docs"
HINT = "docs/%s is not as the code is: run .venv/bin/python scripts/documents.py"


@pytest.mark.parametrize("name", ["openapi.json", "asyncapi.json"])
async def test_the_committed_document_is_the_served_one(tmp_path: Path, name: str) -> None:
    async with in_process(tmp_path) as service:
        served = (await service.get(f"/{name}", None)).json()
    assert json.loads((DOCS / name).read_text("utf-8")) == served, HINT % name


def test_every_reference_of_the_rest_document_resolves() -> None:
    document = json.loads((DOCS / "openapi.json").read_text("utf-8"))
    assert document["openapi"].startswith("3.1")

    def walk(value: Any) -> None:
        if isinstance(value, list):
            for one in value:
                walk(one)
        elif isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str):
                place: Any = document
                for part in reference.removeprefix("#/").split("/"):
                    place = place[part]
            for one in value.values():
                walk(one)

    walk(document)


def test_the_schema_of_frames_is_one() -> None:
    """Draft 2020-12 takes it; real frames are held against it where they are read (tests/journeys)."""
    schemas = frame_schemas()
    whole = {"$defs": schemas["$defs"], **schemas["server"]}
    assert jsonschema_rs.validator_for(whole).is_valid({"type": "ping"})
    assert not jsonschema_rs.validator_for(whole).is_valid({"type": "no such frame"})
