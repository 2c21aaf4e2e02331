from __future__ import annotations

import tracemalloc

import orjson

from csassist.wire.telling import Told, kept


def test_what_is_kept_takes_no_more_than_it_says() -> None:
    data = {"text": "在吗" * 150}
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        held = [kept(Told("message", "ev_1", "", orjson.dumps(data))) for _ in range(100)]
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert orjson.loads(held[0].data) == data
    assert taken < 100 * (len(held[0].data) + 300)
