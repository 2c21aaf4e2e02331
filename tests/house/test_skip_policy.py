"""The rule of tests/conftest.py, tried on a small suite of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from house.tree import ROOT

SUITE = """
import pytest

def test_tool():
    pytest.skip("no browser here")

@pytest.mark.skipif(True, reason="../shared/data is absent")
def test_data():
    pass
"""


WHOLE = """
import pytest

pytest.importorskip("no_such_package")
"""


@pytest.mark.parametrize("processes", ["0", "2"])
@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_under_ci_only_absent_data_may_be_skipped(tmp_path: Path, ci: str, code: int, processes: str) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "test_small.py").write_text(SUITE, encoding="utf-8")
    told = run(tmp_path, ci, processes, code)
    assert ("1 failed, 1 skipped" if ci else "2 skipped") in told


@pytest.mark.parametrize("processes", ["0", "2"])
def test_under_ci_a_whole_module_may_not_be_skipped(tmp_path: Path, processes: str) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "test_whole.py").write_text(WHOLE, encoding="utf-8")
    told = run(tmp_path, "true", processes, None)
    assert "skipped under CI=true: " in told
    assert "1 error" in told


def run(folder: Path, ci: str, processes: str, code: int | None) -> str:
    """A test run of that folder; what it says. `code` = its exit code, None for any that is a failure."""
    words = ["-q", "-p", "no:cacheprovider", "-n", processes, "--rootdir", str(folder), str(folder)]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=folder,
        env={**environ, "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code or (code is None and done.returncode != 0), done.stdout
    return done.stdout
