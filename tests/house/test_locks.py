"""Pins: every package with hashes, no address in any lock file, nothing that pyproject names is missing."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from house.tree import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(lock: str) -> dict[str, str]:
    """Name -> version of a lock file."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    found = re.findall(r"^([A-Za-z0-9_.\-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, re.MULTILINE)
    return {plain(name): version for name, version in found}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=! ;]", name)[0]).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_there_is_no_option_line(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    assert len(entries) == len(pins(lock)) > 20
    assert [e.split()[0] for e in entries if "--hash=sha256:" not in e] == []
    assert not re.search(r"^--|://", text, re.MULTILINE)


def test_everything_that_pyproject_names_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = {plain(n) for n in [*project["project"]["dependencies"], *project["build-system"]["requires"]]}
    wanted_by_tests = {plain(n) for n in project["project"]["optional-dependencies"]["dev"]}
    assert needed - pins("requirements.lock").keys() == set()
    assert wanted_by_tests - pins("requirements-dev.lock").keys() == set()


def test_tests_run_on_the_very_versions_that_ship() -> None:
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: (version, dev.get(name)) for name, version in run.items() if dev.get(name) != version} == {}


def test_packages_of_the_pages_are_pinned_without_addresses() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [n for n, e in packages.items() if "://" in e.get("resolved", "")] == []
    assert [n for n, e in packages.items() if "integrity" not in e and not e.get("link")] == []
