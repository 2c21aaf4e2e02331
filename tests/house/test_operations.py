"""Alerts and the dashboard name metrics that exist, and every alert is explained; rules are what Prometheus reads."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml
from prometheus_client.metrics_core import Metric

from csassist.api.metrics import Metrics
from house.tree import ROOT

OPS = ROOT / "docs" / "ops"
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
RULES: list[dict[str, Any]] = yaml.safe_load((OPS / "alerts.yaml").read_text("utf-8"))["groups"][0]["rules"]
BOARD: dict[str, Any] = json.loads((OPS / "grafana.json").read_text("utf-8"))
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}


def samples() -> set[str]:
    """Every sample that /metrics may hold."""
    metrics = Metrics()
    metrics.resumed_by(dict)
    families: list[Metric] = list(metrics.registry.collect())
    return {family.name + suffix for family in families for suffix in SUFFIXES[family.type]}


def named(expression: str) -> set[str]:
    return set(re.findall(r"\b(?:csassist|process)_[a-z_]+\b", expression))


def test_rules_are_what_prometheus_reads() -> None:
    file = yaml.safe_load((OPS / "alerts.yaml").read_text("utf-8"))
    assert set(file) == {"groups"}
    assert [set(group) for group in file["groups"]] == [{"name", "rules"}]
    assert len(RULES) >= 6
    for rule in RULES:
        assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
        assert re.fullmatch(r"Csassist[A-Z][A-Za-z]+", rule["alert"])
        assert re.fullmatch(r"\d+[smh]", rule["for"])
        assert rule["labels"] in ({"severity": "page"}, {"severity": "ticket"})
        assert set(rule["annotations"]) == {"summary", "description"}
        for left, right in ("()", "{}", "[]"):
            assert rule["expr"].count(left) == rule["expr"].count(right)
        assert rule["expr"].count('"') % 2 == 0
    assert len({rule["alert"] for rule in RULES}) == len(RULES)


def test_every_alert_asks_for_what_is_there_and_is_explained() -> None:
    known = samples()
    for rule in RULES:
        assert named(rule["expr"]) - known == set(), rule["alert"]
        assert named(rule["expr"]) or rule["expr"].startswith("up{")
        assert f"\n### {rule['alert']}\n" in PAGE
        assert f"operations.md#{rule['alert'].lower()}" in rule["annotations"]["description"]


def test_the_dashboard_asks_for_what_is_there() -> None:
    known = samples()
    expressions = [target["expr"] for panel in BOARD["panels"] for target in panel.get("targets", [])]
    assert len(expressions) >= 15
    assert {name for one in expressions for name in named(one)} - known == set()
    assert all(panel["type"] in ("row", "timeseries", "table") for panel in BOARD["panels"])
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])
    assert not any("summary" in one for one in expressions)


def test_every_metric_of_ours_is_described_and_watched() -> None:
    own = {family.name for family in Metrics().registry.collect() if family.name.startswith("csassist_")} | {
        "csassist_resume"
    }
    assert {name for name in own if f"`{name}" not in PAGE} == set()
    watched = {
        name for panel in BOARD["panels"] for target in panel.get("targets", []) for name in named(target["expr"])
    }
    assert {name for name in own if not any(one.startswith(name) for one in watched)} == set()


def test_files_hold_no_address() -> None:
    for path in (OPS / "alerts.yaml", OPS / "grafana.json"):
        assert isinstance(path, Path)
        assert "://" not in path.read_text("utf-8")
