"""The build hook: what counts as fresh, and what it says when the pages cannot be built."""

from __future__ import annotations

import importlib.util
import stat
from pathlib import Path
from types import ModuleType

import pytest

from house.tree import ROOT


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    web = tmp_path / "web"
    (web / "src").mkdir(parents=True)
    (web / "package.json").write_text("{}", encoding="utf-8")
    (web / "package-lock.json").write_text("{}", encoding="utf-8")
    (web / "src" / "main.ts").write_text("1", encoding="utf-8")
    return tmp_path


def tool(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n" + script, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


NPM = """
PATH=/usr/bin:/bin
echo "$@" >> ../npm.log
if [ "$1" = ci ]; then mkdir -p node_modules; fi
if [ "$1" = run ]; then
    mkdir -p ../src/csassist/_pages
    for page in index sidebar console demo_host; do echo page > ../src/csassist/_pages/$page.html; done
fi
"""


def test_builds_once_and_again_only_when_a_source_changed(hook: ModuleType, clone: Path, monkeypatch) -> None:
    tool(clone / "bin", "node", "echo v22.1.0\n")
    tool(clone / "bin", "npm", NPM)
    monkeypatch.setenv("PATH", str(clone / "bin"))
    assert hook.build_pages(clone)
    assert not hook.build_pages(clone)
    (clone / "web" / "src" / "main.test.ts").write_text("a test", encoding="utf-8")
    assert not hook.build_pages(clone)
    (clone / "web" / "src" / "main.ts").write_text("2", encoding="utf-8")
    assert hook.build_pages(clone)
    said = (clone / "npm.log").read_text(encoding="utf-8").splitlines()
    assert said == ["ci --no-audit --no-fund", "run build", "run build"]


def test_without_node_it_fails_and_says_what_is_needed(hook: ModuleType, clone: Path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(clone / "bin"))
    with pytest.raises(hook.PagesError, match=r"Node\.js >= 20\.19"):
        hook.build_pages(clone)


def test_an_old_node_is_refused(hook: ModuleType, clone: Path, monkeypatch) -> None:
    tool(clone / "bin", "node", "echo v20.9.0\n")
    tool(clone / "bin", "npm", NPM)
    monkeypatch.setenv("PATH", str(clone / "bin"))
    with pytest.raises(hook.PagesError, match=r"found v20\.9\.0"):
        hook.build_pages(clone)


def test_a_failing_or_empty_build_is_an_error(hook: ModuleType, clone: Path, monkeypatch) -> None:
    tool(clone / "bin", "node", "echo v20.19.0\n")
    monkeypatch.setenv("PATH", str(clone / "bin"))
    tool(clone / "bin", "npm", "exit 3\n")
    with pytest.raises(hook.PagesError, match="npm ci"):
        hook.build_pages(clone)
    tool(clone / "bin", "npm", "PATH=/usr/bin:/bin; mkdir -p node_modules\n")
    with pytest.raises(hook.PagesError, match=r"made no index\.html"):
        hook.build_pages(clone)


def test_without_sources_it_says_where_to_build_from(hook: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(hook.PagesError, match="whole clone"):
        hook.build_pages(tmp_path)
