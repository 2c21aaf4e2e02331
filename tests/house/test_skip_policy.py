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
ONLY_XDIST = ["-p", "xdist.plugin", "-p", "no:cacheprovider", "--continue-on-collection-errors"]


@pytest.mark.parametrize(("ci", "processes", "code"), [("true", "0", 1), ("true", "2", 1), ("", "0", 0)])
def test_under_ci_only_absent_data_may_be_skipped(tmp_path: Path, ci: str, processes: str, code: int) -> None:
    """Neither a test nor a whole module, in one process or in two."""
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "test_small.py").write_text(SUITE, encoding="utf-8")
    (tmp_path / "test_whole.py").write_text(WHOLE, encoding="utf-8")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *ONLY_XDIST, "-n", processes, "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=tmp_path,
        env={**environ, "CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    assert ("1 failed, 1 skipped, 1 error" if ci else "3 skipped") in done.stdout
