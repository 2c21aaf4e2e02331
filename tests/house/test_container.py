"""Dockerfile and compose.yaml, linted and played without Docker: the image itself is not built here.

Their commands run from the built wheel in a fresh folder: refuse without a key, serve with one, be healthy, stop.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from fakes.ports import free_port
from house.conftest import Installed
from house.tree import ROOT

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICE = COMPOSE["services"]["csassist"]


def instructions() -> list[tuple[str, str]]:
    """(instruction, rest) of every line of the Dockerfile, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^#.*\n", "", text)).splitlines()
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines if line.strip()]


def runtime() -> list[tuple[str, str]]:
    """The instructions of the last stage."""
    lines = instructions()
    last = max(i for i, (word, _) in enumerate(lines) if word == "FROM")
    return lines[last:]


def environment() -> dict[str, str]:
    """ENV of the last stage."""
    found: dict[str, str] = {}
    for word, rest in runtime():
        if word == "ENV":
            found.update(part.split("=", 1) for part in shlex.split(rest))
    return found


def exec_form(word: str) -> list[str]:
    """The JSON list of ENTRYPOINT, CMD or HEALTHCHECK."""
    rest = next(rest for name, rest in runtime() if name == word)
    return json.loads(rest[rest.index("[") :])


def test_the_image_is_built_in_stages_and_runs_as_nobody_special() -> None:
    stages = [rest for word, rest in instructions() if word == "FROM"]
    assert [s.split()[-1] for s in stages] == ["node", "build", "runtime"]
    assert all(":" in s.split()[0] and not s.split()[0].endswith(":latest") for s in stages)
    users = [rest for word, rest in runtime() if word == "USER"]
    assert users
    assert users[-1].split(":")[0] not in {"root", "0"}
    assert not any(word == "ADD" for word, _ in instructions())


def test_the_image_installs_the_pinned_packages_only() -> None:
    installs = [rest for word, rest in instructions() if word == "RUN" and "pip install" in rest]
    assert len(installs) == 2
    assert "--require-hashes -r requirements.lock" in installs[0]
    assert "--no-deps --no-build-isolation ." in installs[1]
    assert "pip install" not in " ".join(rest for _, rest in runtime())


def test_what_is_copied_is_there_and_what_is_needed_is_not_ignored() -> None:
    ignored = [
        line
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    needed = ("pyproject.toml", "hatch_build.py", "requirements.lock", "README.md", "LICENSE", "src", "rules", "web")
    for name in needed:
        assert (ROOT / name).exists()
        assert not any(fnmatch(name, pattern) for pattern in ignored)
    assert {".git", ".venv", "**/node_modules", "src/csassist/_pages", "csassist-keys.json"} <= set(ignored)


def test_compose_runs_one_hardened_service() -> None:
    assert list(COMPOSE["services"]) == ["csassist"]
    assert SERVICE["read_only"] is True
    assert SERVICE["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in SERVICE["security_opt"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICE["ports"])
    assert SERVICE["volumes"] == [f"data:{environment()['CSASSIST_DATA']}"]
    assert any(t.startswith("/tmp") for t in SERVICE["tmpfs"])
    (secret,) = SERVICE["secrets"]
    assert SERVICE["environment"]["CSASSIST_KEYS_FILE"] == f"/run/secrets/{secret}"
    assert COMPOSE["secrets"][secret]["file"] == "./csassist-keys.json"


def test_every_variable_that_image_and_compose_set_is_a_setting() -> None:
    from csassist.settings import Settings

    names = [n for n in (*environment(), *SERVICE["environment"]) if n.startswith("CSASSIST_")]
    known = {f"CSASSIST_{field}".upper() for field in Settings.model_fields}
    assert [n for n in names if n.removesuffix("_FILE") not in known] == []


@contextlib.contextmanager
def container(installed: Installed, folder: Path, *, keys: str | None) -> Iterator[tuple[subprocess.Popen[str], dict]]:
    """ENTRYPOINT + CMD in a fresh folder with the image's and compose's environment; /data and the secret lie there."""
    environ = {**installed.environ, **environment(), "PATH": installed.environ["PATH"]}
    environ |= {"CSASSIST_DATA": str(folder / "data"), "CSASSIST_PORT": str(free_port())}
    (folder / "data").mkdir()
    if keys is not None:
        (folder / "secret").write_text(keys, encoding="utf-8")
        environ["CSASSIST_KEYS_FILE"] = str(folder / "secret")
    command = [*exec_form("ENTRYPOINT"), *exec_form("CMD")]
    process = subprocess.Popen(
        [installed.bin / command[0], *command[1:]],
        cwd=folder / "data",
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process, environ
    finally:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_with_a_key_it_becomes_healthy_and_stops_in_time(installed: Installed, tmp_path: Path) -> None:
    keys = '[{"key": "k-one", "role": "admin", "shop": "s1"}]\n'
    with container(installed, tmp_path, keys=keys) as (process, environ):
        check = exec_form("HEALTHCHECK")
        healthy = 1
        deadline = time.monotonic() + 60
        while healthy and time.monotonic() < deadline and process.poll() is None:
            healthy = subprocess.run(
                [installed.bin / check[0], *check[1:]], env=environ, capture_output=True, check=False
            ).returncode
        assert healthy == 0, process.communicate(timeout=1)[0] if process.poll() is not None else "not healthy"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=int(SERVICE["stop_grace_period"].removesuffix("s"))) in (0, -signal.SIGTERM)
    assert [p for p in (tmp_path / "data").iterdir() if p.suffix in {".db", ".sqlite", ".sqlite3"}]


@pytest.mark.slow
def test_without_a_key_it_refuses_to_leave_loopback(installed: Installed, tmp_path: Path) -> None:
    with container(installed, tmp_path, keys=None) as (process, _):
        said, _ = process.communicate(timeout=60)
        assert process.returncode not in (0, None)
        assert "CSASSIST_KEYS" in said
        assert "Traceback" not in said


def test_the_scripts_are_whole() -> None:
    for script in [*(ROOT / "scripts").iterdir(), ROOT / ".ci" / "run"]:
        if script.is_file() and script.suffix in {"", ".sh"} and "bash" in script.read_text(encoding="utf-8")[:40]:
            done = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
