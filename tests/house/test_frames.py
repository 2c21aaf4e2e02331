"""The pages' frame types are made from the schema that the service exports, and are up to date."""

from __future__ import annotations

import json
import re
from hashlib import sha256

from csassist.wire.schema import frame_schemas
from house.tree import ROOT

FRAMES = ROOT / "web" / "src" / "generated" / "frames.ts"


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def test_types_are_of_this_schema_and_untouched() -> None:
    head, _, body = FRAMES.read_text(encoding="utf-8").partition("\n\n")
    told = dict(re.findall(r"^// (schema|types) ([0-9a-f]{64})$", head, re.MULTILINE))
    schema = json.dumps(frame_schemas(), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    again = "run `npm --prefix web run frames` and commit the file"
    assert told["schema"] == digest(schema), f"the schema has changed: {again}"
    assert told["types"] == digest(body), f"the file was changed by hand: {again}"
