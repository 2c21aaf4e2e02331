"""P22: the embedded service calls nobody, unless it is configured to."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from promises.proof import Proof, scaled

pytestmark = pytest.mark.slow
HOOK = {"name": "hook", "kind": "webhook", "url": "http://192.0.2.7/in", "shop": "s1", "min_tier": "ALERT"}
CONFIGURED = {
    "CSASSIST_NOTICES": json.dumps([{**HOOK, "secret": "whsec_Y3Nhc3Npc3QtdGVzdC1rZXktMjQtYnl0ZXMh"}]),
    "CSASSIST_NOTICE_NETWORKS": "192.0.2.0/24",
}


def alone(data: Path, messages: int, env: dict[str, str] | None = None) -> dict[str, Any]:
    """What happened in a namespace without routes."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is absent: no network namespaces here")
    done = subprocess.run(
        ["unshare", "--net", "--map-root-user", sys.executable, "-m", "promises.alone", str(data), str(messages)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **(env or {})},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-1500:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_in_a_namespace_without_routes_it_serves_and_tries_nothing(proof: Proof, tmp_path: Path) -> None:
    found = alone(tmp_path / "data", scaled(500))
    proof.count(messages=scaled(500), stored=found["stored"], packets_without_a_way=found["no_route"])
    assert found["stored"] == scaled(500)
    assert found["no_route"] == 0
    assert found["remotes"] == []


def test_the_look_would_see_one_that_is_configured(proof: Proof, tmp_path: Path) -> None:
    found = alone(tmp_path / "data", 10, CONFIGURED)
    proof.count(packets_without_a_way=found["no_route"])
    assert found["stored"] == 10, "a robot out of reach narrows nothing else"
    assert found["no_route"] > 0
