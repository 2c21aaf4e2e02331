"""The product as a stranger installs it: a wheel from the tracked files, put into a folder of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

from house.tree import ROOT, SOURCE, tracked


@dataclass(frozen=True)
class Installed:
    """A virtual environment with the built product; its dependencies are those of the test run."""

    wheel: Path
    folder: Path

    @property
    def bin(self) -> Path:
        return self.folder / "bin"

    @property
    def environ(self) -> dict[str, str]:
        """The caller's environment without anything of ours, and with this product first on the path."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("CSASSIST_", "PYTHON", "VIRTUAL_ENV"))}
        return {**kept, "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}", "HOME": str(self.folder)}


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tracked files as they are now, with the pages built from them (scripts/prepare built those)."""
    folder = tmp_path_factory.mktemp("clone") / "csassist"
    for path in tracked():
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    with (tmp_path_factory.getbasetemp().parent / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another process of this run may be about to build them too
        subprocess.run([sys.executable, "hatch_build.py"], cwd=ROOT, check=True, capture_output=True)
    shutil.copytree(SOURCE / "_pages", folder / "src" / "csassist" / "_pages")
    return folder


@pytest.fixture(scope="session")
def installed(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """`pip install --no-deps --no-build-isolation .` from that clone, as the Dockerfile and scripts do it."""
    folder = tmp_path_factory.mktemp("install")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    venv = folder / "venv"
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), "."],
        cwd=clone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    wheel = next(folder.glob("csassist-*.whl"))
    site = next((venv / "lib").glob("python*")) / "site-packages"
    for command in (
        [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python"), "install", "--no-deps", str(wheel)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    # Its own csassist comes first on the path; everything else is found behind it.
    (site / "zz_dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return Installed(wheel, venv)
