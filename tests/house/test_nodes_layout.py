"""compose.nodes.yaml and its proxy, linted and played without Docker: nothing of it was built here, and it says so."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from csassist.hub.redis_line import read_where
from csassist.settings import load_settings
from house.tree import ROOT

TEXT = (ROOT / "compose.nodes.yaml").read_text(encoding="utf-8")
LAYOUT: dict[str, Any] = yaml.safe_load(TEXT)
NODES = ("node-1", "node-2")


def test_the_file_says_that_it_was_not_started() -> None:
    assert "Not built or started where this was written" in TEXT


def test_both_nodes_are_the_same_and_as_locked_up_as_the_single_one() -> None:
    single = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["csassist"]
    one, two = (LAYOUT["services"][name] for name in NODES)
    assert one == two
    for rule in ("read_only", "cap_drop", "security_opt", "init", "restart", "image", "build", "stop_grace_period"):
        assert one[rule] == single[rule], rule
    assert "ports" not in one, "only the proxy is reached from outside"


def test_every_secret_is_a_file_and_every_image_has_a_version() -> None:
    named = {name for service in LAYOUT["services"].values() for name in service.get("secrets", ())}
    assert named == set(LAYOUT["secrets"])
    for service in LAYOUT["services"].values():
        assert re.search(r":\d+\.\d+", service["image"]), service["image"]
        assert "mem_limit" in service
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    for secret in LAYOUT["secrets"].values():
        assert Path(secret["file"]).name in ignored, f"{secret['file']} may be committed by mistake"


def test_only_loopback_is_published() -> None:
    published = [port for service in LAYOUT["services"].values() for port in service.get("ports", ())]
    assert published == ["127.0.0.1:8000:8000"]


def test_the_settings_of_a_node_are_settings(tmp_path: Path) -> None:
    told = {"csassist_keys": '[{"key":"k","role":"admin","shop":"s1"}]', "csassist_broker": "redis://redis:6379/0"}
    told["csassist_store"] = "postgresql://csassist:pw@postgres:5432/csassist"
    for name, text in told.items():
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    given = LAYOUT["services"]["node-1"]["environment"]
    environ = {name: value.replace("/run/secrets", str(tmp_path)) for name, value in given.items()}
    settings = load_settings({}, environ, None)
    assert settings.store == told["csassist_store"]
    assert read_where(settings.broker_url() or "").name == "redis:6379"


@pytest.mark.parametrize("name", ["redis", "postgres"])
def test_the_commands_of_the_engines_are_taken_by_the_programs(name: str, tmp_path: Path) -> None:
    command = LAYOUT["services"][name]["command"]
    if name == "redis":
        options = [*command, "--port", "0", "--unixsocket", str(tmp_path / "s"), "--dir", str(tmp_path)]
        program = shutil.which("redis-server")
    else:
        options = ["postgres", *command[1:], "-C", "max_connections", "-D", str(tmp_path)]
        program = shutil.which("postgres")
    if program is None:
        pytest.skip(f"{name} is not installed: apt-get install it")
    if name == "postgres":
        assert [part for part in command if part != "-c"] == [
            "postgres",
            "synchronous_commit=on",
            "max_connections=100",
        ]
        return
    process = subprocess.Popen([program, *options[1:]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            assert b"FATAL" not in line, line
            if b"eady to accept connections" in line:
                break
        else:
            raise AssertionError("redis-server ended")
    finally:
        process.kill()
        process.communicate()


def test_the_proxy_knows_both_nodes_and_asks_whether_they_are_ready() -> None:
    config = (ROOT / "docs/ops/haproxy.cfg").read_text(encoding="utf-8")
    assert re.findall(r"server (\S+) (\S+):8000 check", config) == [(name, name) for name in NODES]
    assert "option httpchk GET /readyz" in config
    mounted = LAYOUT["services"]["proxy"]["volumes"][0].split(":")[0]
    assert (ROOT / mounted).is_file()
