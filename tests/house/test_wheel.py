"""What a wheel holds, and that the product runs from it in any directory."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from house.conftest import Installed
from house.tree import ROOT, tracked

pytestmark = pytest.mark.slow


def test_the_wheel_holds_pages_rules_and_the_typed_package(installed: Installed) -> None:
    names = set(zipfile.ZipFile(installed.wheel).namelist())
    for page in ("index", "sidebar", "console", "demo_host"):
        assert f"csassist/_pages/{page}.html" in names
    assert any(n.startswith("csassist/_pages/assets/") and n.endswith(".js") for n in names)
    assert "csassist/py.typed" in names
    rules = {p.relative_to(ROOT / "rules").as_posix() for p in tracked() if p.is_relative_to(ROOT / "rules")}
    assert rules
    assert rules == {n.removeprefix("csassist/_rules/") for n in names if n.startswith("csassist/_rules/")}


def test_the_wheel_holds_every_tracked_file_of_the_package(installed: Installed) -> None:
    names = set(zipfile.ZipFile(installed.wheel).namelist())
    source = {p.relative_to(ROOT / "src").as_posix() for p in tracked() if p.is_relative_to(ROOT / "src")}
    assert source - names == set()


def test_the_wheel_holds_no_tests_no_sources_of_pages_and_no_notes(installed: Installed) -> None:
    names = zipfile.ZipFile(installed.wheel).namelist()
    tops = {n.split("/")[0] for n in names}
    assert {t for t in tops if not t.endswith(".dist-info")} == {"csassist"}
    assert [n for n in names if n.endswith((".ts", ".vue", ".map")) or "node_modules" in n] == []


def test_the_installed_product_explains_itself_in_an_empty_folder(installed: Installed, tmp_path: Path) -> None:
    done = subprocess.run(
        [installed.bin / "csassist", "explain", "--jsonl"],
        input='{"id": "1", "text": "说好昨天到，现在还没影子！！！再不发货我就投诉"}\n',
        cwd=tmp_path,
        env=installed.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert '"id":"1"' in done.stdout.replace(" ", "")
    where = subprocess.run(
        [installed.bin / "python", "-c", "import csassist; print(csassist.__file__)"],
        cwd=tmp_path,
        env=installed.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(installed.folder) in where.stdout


def test_an_sdist_carries_the_pages_and_needs_no_node(clone: Path, tmp_path: Path) -> None:
    def build(kind: str, source: Path, path: str) -> Path:
        done = subprocess.run(
            [sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", str(tmp_path), str(source)],
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return next(tmp_path.glob("*.tar.gz" if kind == "sdist" else "*.whl"))

    packed = build("sdist", clone, os.environ["PATH"])
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path, filter="data")
    names = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.py")}
    assert not [n for n in names if "/tests/" in n or "node_modules" in n]
    wheel = build("wheel", tmp_path / packed.name.removesuffix(".tar.gz"), "")
    assert "csassist/_pages/sidebar.html" in zipfile.ZipFile(wheel).namelist()
