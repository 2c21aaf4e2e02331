"""JSON for one reader: typed, never cached."""

from __future__ import annotations

from csassist.api.answer import json_answer


def test_nobody_may_keep_it_and_what_was_asked_for_stands_beside() -> None:
    answer = json_answer({"等": 1}, 503, {"Retry-After": "1"})
    assert (answer.status_code, answer.body) == (503, '{"等":1}'.encode())
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["retry-after"] == "1"
    assert answer.headers["content-type"] == "application/json"
