"""The service's own figures for Prometheus. Labels are bounded: never a shop, a conversation or a person."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """One registry per app, so that two apps in one process do not meet."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.messages = Counter(
            "csassist_messages_received",
            "Messages by sender and outcome",
            ("sender", "outcome"),
            registry=self.registry,
        )
        self.ingest = Histogram(
            "csassist_ingest_seconds", "From body read to answer", buckets=BUCKETS, registry=self.registry
        )
        self.tiers = Counter("csassist_tier_raised", "Rises by new tier", ("tier",), registry=self.registry)
        self.suggestions = Counter(
            "csassist_suggestions", "Cards by kind and outcome", ("kind", "outcome"), registry=self.registry
        )
        self.deliveries = Counter(
            "csassist_webhook_deliveries",
            "Posts to robots and webhooks by kind of target and outcome; dead = given up",
            ("target", "outcome"),
            registry=self.registry,
        )
        self.queue = Gauge("csassist_webhook_queue_depth", "Notices that wait to be sent", registry=self.registry)
        self.connections = Gauge("csassist_connections", "Open sockets", registry=self.registry)
        self.rules = Gauge("csassist_rules_loaded_info", "The live rulebook", ("hash",), registry=self.registry)

    def delivery(self, target: str, outcome: str) -> None:
        """One post to a target of this kind."""
        self.deliveries.labels(target, outcome).inc()

    def render(self) -> bytes:
        """The exposition text."""
        return generate_latest(self.registry)
