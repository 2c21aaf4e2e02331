from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from csassist.api.spans import Spans
from csassist.settings import Settings
from journeys.service import bearer, in_process

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SAID = {"conversation_id": "c-1", "message_id": "m-1", "sender": "customer", "text": "金丝雀在吗"}


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """Traces are on, and go into a list."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("csassist.app.spans_of", lambda _: Spans(provider))
    return exporter


def named(spans: tuple[ReadableSpan, ...]) -> dict[str, ReadableSpan]:
    return {span.name: span for span in spans}


async def test_a_message_is_one_trace_that_goes_on_with_the_callers(
    tmp_path: Path, exported: InMemorySpanExporter
) -> None:
    async with in_process(tmp_path) as service:
        headers = {**bearer("k-int"), "traceparent": f"00-{TRACE}-{PARENT}-01"}
        assert (await service.http.post("/v1/messages", json=SAID, headers=headers)).status_code == 201
        while "POST /v1/messages" not in named(exported.get_finished_spans()):
            await asyncio.sleep(0)
        spans = named(exported.get_finished_spans())
    request, message = spans["POST /v1/messages"], spans["csassist.message"]
    assert request.parent is not None
    assert f"{request.parent.span_id:016x}" == PARENT
    assert {f"{span.context.trace_id:032x}" for span in spans.values() if span.context} == {TRACE}
    assert message.attributes == {"csassist.channel": "rest"}
    for inner in ("csassist.decide", "csassist.record"):
        parent, outer = spans[inner].parent, message.context
        assert parent is not None
        assert outer is not None
        assert parent.span_id == outer.span_id
    assert not any("金丝雀" in span.to_json() or "k-int" in span.to_json() for span in spans.values())


async def test_nothing_is_traced_unless_it_is_asked_for(tmp_path: Path) -> None:
    assert Settings.model_validate({}).telemetry == "off"
    async with in_process(tmp_path) as service:
        assert service.front is not None
        assert service.front.metrics.spans is None
        assert (await service.post(SAID)).status_code == 201
