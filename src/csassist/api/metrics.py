"""The service's own figures for Prometheus. Labels are bounded: never a shop, a conversation or a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from csassist.api.spans import Spans
from csassist.desk.personal import Run

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
DOORS = ("rest", "socket", "chatwoot", "generic")  # the ways in: label `channel`
RESUMES = ("recovered", "snapshot")
OUTCOMES = ("shown", "used", "edited", "sent", "dismissed", "unseen")


class Metrics:
    """One registry per app, so that two apps in one process do not meet. Implements desk.meter.Meter."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.spans: Spans | None = None  # traces, when they are switched on
        ProcessCollector(registry=self.registry)
        self.messages = self._counter(
            "messages_received",
            "Messages by way in and outcome (stored, duplicate, or the code of the error)",
            "channel",
            "outcome",
        )
        self._received: dict[tuple[str, str], Counter] = {}
        self.dedupe = self._counter("dedupe", "Messages that were on record already and got their first answer")
        self.ingest = self._histogram("ingest_seconds", "From body read to answer")
        self.assess = self._histogram("assess_duration_seconds", "The decision about one message: no waiting in it")
        self.push = self._histogram("ingest_to_push_seconds", "From a message's arrival to its frames on a socket here")
        self.commits = self._histogram("store_commit_seconds", "One transaction, its sync included")
        self.lag = self._histogram("loop_lag_seconds", "How late the event loop woke up a task that slept")
        self.tiers = self._counter("tier_raised", "Rises by new tier", "tier")
        self.suggestions = self._counter("suggestions", "Cards by kind and outcome", "kind", "outcome")
        self.deliveries = self._counter(
            "webhook_deliveries",
            "Posts to robots and webhooks by kind of target and outcome; dead = given up",
            "target",
            "outcome",
        )
        self.refused = self._counter("refused", "Requests, frames and sockets turned away before any work", "reason")
        self.send_timeouts = self._counter("send_timeouts", "Sockets given up because they took no frame in time")
        self.retained = self._counter("retention_runs", "Runs of the nightly job that ended here")
        self.aged = self._counter("retention_rows", "Rows whose texts it masked or removed")
        self.retained_at = self._gauge("retention_last_run_timestamp_seconds", "When a run last ended here")
        self.queue = self._gauge("webhook_queue_depth", "Notices that wait to be sent")
        self.connections = self._gauge("connections", "Open sockets", "role")
        self.outbox = self._gauge("outbox_depth", "Frames that wait for a socket to take them")
        self.in_flight = self._gauge("messages_in_flight", "Messages let in and not answered yet")
        self.draining = self._gauge("draining", "1 while the service goes down")
        self.rules = self._gauge("rules_loaded_info", "The live rulebook", "hash")
        self.build = self._gauge("build_info", "The version that runs", "version")

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"csassist_{name}", text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"csassist_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str) -> Histogram:
        return Histogram(f"csassist_{name}", text, buckets=BUCKETS, registry=self.registry)

    def received(self, door: str, outcome: str) -> None:
        """One message came in at this door and met this end."""
        child = self._received.get((door, outcome))
        if child is None:
            child = self._received[door, outcome] = self.messages.labels(door, outcome)
        child.inc()

    # desk.meter.Meter

    def decided(self, seconds: float) -> None:
        """One decision."""
        self.assess.observe(seconds)
        if self.spans is not None:
            self.spans.past("csassist.decide", seconds)

    def recorded(self, seconds: float) -> None:
        """One durable write, as the message waited for it."""
        if self.spans is not None:
            self.spans.past("csassist.record", seconds)

    def raised(self, tier: str) -> None:
        """One rise."""
        self.tiers.labels(tier).inc()

    def card(self, kind: str, outcome: str, many: int = 1) -> None:
        """So many cards."""
        self.suggestions.labels(kind, outcome).inc(many)

    # other rooms

    def delivery(self, target: str, outcome: str) -> None:
        """One post to a target of this kind."""
        self.deliveries.labels(target, outcome).inc()

    def committed(self, seconds: float) -> None:
        """One transaction; called from any thread."""
        self.commits.observe(seconds)

    def retention(self, run: Run) -> None:
        """One run of the nightly job ended."""
        self.retained.inc()
        self.aged.inc(run.rows)
        if run.ended_at is not None:
            self.retained_at.set(run.ended_at.timestamp())

    def resumed_by(self, count: Callable[[], Mapping[str, int]]) -> None:
        """`count` tells, whenever asked, how many subscriptions went on from their position or took a snapshot."""
        self.registry.register(_Resumes(count))

    def render(self) -> bytes:
        """The exposition text."""
        return generate_latest(self.registry)


class _Resumes(Collector):
    """Reads the hub's own counts instead of keeping them twice."""

    def __init__(self, count: Callable[[], Mapping[str, int]]) -> None:
        self._count = count

    def collect(self) -> Iterable[CounterMetricFamily]:
        """One family."""
        family = CounterMetricFamily("csassist_resume", "Subscriptions by how they began", labels=["result"])
        counts = self._count()
        for result in RESUMES:
            family.add_metric([result], counts.get(result, 0))
        yield family
