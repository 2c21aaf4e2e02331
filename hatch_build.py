"""Builds the pages (web/ -> src/csassist/_pages) and lays rules/ into the wheel as csassist/_rules.

Knows Node and npm; refuses to build a product without its pages. `python hatch_build.py` builds the pages alone.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = (20, 19)  # the floor of Vite 8
PAGES = ("index.html", "sidebar.html", "console.html", "demo_host.html")
# What the bundle is made of; tests, editor files and node_modules are not.
SOURCES = ("*.html", "package.json", "package-lock.json", "vite.config.*", "tsconfig*.json", "src/**/*", "public/**/*")
STAMP = ".sources"


class PagesError(RuntimeError):
    """The pages cannot be built; the message says what to do."""


class PagesAndRules(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own generic, unused by hooks
    """The build hook of pyproject.toml."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds stale pages; a standard wheel also gets the default rules (an editable one reads the repository's)."""
        root = Path(self.root)
        build_pages(root)
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"][str(root / "rules")] = "csassist/_rules"


def build_pages(root: Path) -> bool:
    """Makes src/csassist/_pages from web/ unless it is fresh. True when something was built; raises PagesError."""
    web, pages = root / "web", root / "src" / "csassist" / "_pages"
    if not (web / "package.json").is_file():
        raise PagesError(f"csassist: no page sources in {web}; build from a whole clone or from the sdist")
    wanted = fingerprint(web)
    if is_fresh(pages, wanted):
        return False
    npm = require_node()
    install_packages(web, npm)
    run([npm, "run", "build"], web)
    missing = [name for name in PAGES if not (pages / name).is_file()]
    if missing:
        raise PagesError(f"csassist: `npm run build` in {web} made no {', '.join(missing)}")
    (pages / STAMP).write_text(wanted + "\n", encoding="utf-8")
    return True


def is_fresh(pages: Path, wanted: str) -> bool:
    """Whether `pages` was built from sources with this fingerprint."""
    stamp = pages / STAMP
    whole = all((pages / name).is_file() for name in PAGES)
    return whole and stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == wanted


def fingerprint(web: Path) -> str:
    """SHA-256 over names and contents of all that the bundle is made of."""
    digest = hashlib.sha256()
    for path in sorted(set(source_files(web))):
        digest.update(path.relative_to(web).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def source_files(web: Path) -> Iterator[Path]:
    """The files that the bundle is made of."""
    for pattern in SOURCES:
        for path in web.glob(pattern):
            if path.is_file() and ".test." not in path.name:
                yield path


def require_node() -> str:
    """The npm to call; raises PagesError without Node of the major version needed."""
    needed = ".".join(map(str, NODE))
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise PagesError(f"csassist: the pages need Node.js >= {needed} and npm at build time; install them and retry")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if tuple(int(part) for part in said.lstrip("v").split(".")[:2]) < NODE:
        raise PagesError(f"csassist: the pages need Node.js >= {needed}, found {said} at {node}")
    return npm


def install_packages(web: Path, npm: str) -> None:
    """`npm ci`, unless node_modules is there from this very lock file."""
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    stamp = web / "node_modules" / ".csassist-lock"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == lock:
        return
    run([npm, "ci", "--no-audit", "--no-fund"], web)
    stamp.write_text(lock, encoding="utf-8")


def run(command: list[str], folder: Path) -> None:
    """Runs a command with its output on stderr (stdout belongs to the build front end); raises PagesError."""
    done = subprocess.run(command, cwd=folder, stdout=sys.stderr, check=False)
    if done.returncode != 0:
        said = " ".join([Path(command[0]).name, *command[1:]])
        raise PagesError(f"csassist: `{said}` failed in {folder}")


if __name__ == "__main__":
    try:
        build_pages(Path(__file__).resolve().parent)
    except PagesError as fault:
        sys.exit(str(fault))
