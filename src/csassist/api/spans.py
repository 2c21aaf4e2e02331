"""Traces, when they are switched on: a span for every message with its decision and its commit inside, beside those
that FastAPI makes for requests and sockets. No span carries text, a key, or the name of a person.
"""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from opentelemetry import trace

from csassist import __version__
from csassist.errors import CsassistError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider as SdkProvider

SERVICE = "csassist"


class TracesAway(CsassistError):
    """Traces are asked for and cannot be made."""

    code = "C210"


class Spans:
    """Spans of our own through OpenTelemetry's API; whoever made `provider` sends them somewhere."""

    def __init__(self, provider: trace.TracerProvider) -> None:
        self.provider = provider
        self._tracer = provider.get_tracer(SERVICE, __version__)

    def message(self, door: str) -> AbstractContextManager[trace.Span]:
        """Around one message, by its way in."""
        attributes = {"csassist.channel": door}
        return self._tracer.start_as_current_span("csassist.message", attributes=attributes, record_exception=False)

    def past(self, name: str, seconds: float) -> None:
        """Something that took so long and ended now, inside of what is going on."""
        end = time.time_ns()
        self._tracer.start_span(name, start_time=end - round(seconds * 1e9)).end(end)


def otlp_spans() -> Spans:
    """Spans to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names. Raises TracesAway without the extra `otel`."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise TracesAway("settings: telemetry: pip install 'csassist[otel]' first, or leave it off") from None
    about = Resource.create({"service.name": SERVICE, "service.version": __version__})
    provider: SdkProvider = TracerProvider(resource=about)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Spans(provider)
