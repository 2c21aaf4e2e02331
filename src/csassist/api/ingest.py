"""A message at the door, from REST or a socket alike: stamp the time, hand it to the desk, render the answer."""

from __future__ import annotations

import time

import orjson

from csassist.api.front import Front
from csassist.desk.access import Identity
from csassist.desk.meter import ARRIVED
from csassist.desk.ports import Recorded
from csassist.errors import CsassistError
from csassist.wire.body import MessageBody
from csassist.wire.render import assessment_json, message_dict


async def ingest(front: Front, who: Identity, body: MessageBody, door: str) -> Recorded:
    """Records the message; counts it under its way in (`door`). Raises what Desk.post raises."""
    if front.metrics.spans is None:
        return await _ingest(front, who, body, door)
    with front.metrics.spans.message(door):
        return await _ingest(front, who, body, door)


async def _ingest(front: Front, who: Identity, body: MessageBody, door: str) -> Recorded:
    started = time.perf_counter()
    ARRIVED.set(started)
    message = body.to_message(who.shop, front.clock.now())
    metrics = front.metrics
    try:
        recorded = await front.desk.post(who, message)
    except CsassistError as error:
        metrics.received(door, error.code)
        raise
    if recorded.duplicate:
        metrics.dedupe.inc()
    metrics.received(door, "duplicate" if recorded.duplicate else "stored")
    metrics.ingest.observe(time.perf_counter() - started)
    return recorded


def answer_bytes(recorded: Recorded) -> bytes:
    """The answer of contract section 3."""
    answer = {
        "message": message_dict(recorded.message),
        "duplicate": recorded.duplicate,
        "assessment": assessment_json(recorded.assessment),
    }
    return orjson.dumps(answer)
