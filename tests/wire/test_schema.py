"""The exported schema is whole."""

from __future__ import annotations

import json
import re

from csassist.wire.schema import frame_schemas


def test_every_reference_resolves() -> None:
    schemas = frame_schemas()
    references = set(re.findall(r'"#/\$defs/([^"]+)"', json.dumps(schemas)))
    assert references
    assert references <= set(schemas["$defs"])


def test_every_client_frame_and_close_code_is_named() -> None:
    schemas = frame_schemas()
    assert set(schemas["client_data"]) >= {"message", "subscribe", "unsubscribe", "feedback", "draft", "typing"}
    assert {code["code"] for code in schemas["close_codes"] if code["terminal"]} == {4400, 4401, 4403, 4408, 4409, 4426}
    assert {code["code"] for code in schemas["close_codes"] if not code["terminal"]} == set(range(4000, 4006))
