"""Where the rules are that come with csassist. Reads nothing."""

from __future__ import annotations

from pathlib import Path

import csassist


def default_directory() -> Path:
    """The rules that come with csassist: inside the package when installed, else the repository's rules/."""
    package = Path(csassist.__file__).resolve().parent
    inside = package / "_rules"
    return inside if inside.is_dir() else package.parent.parent / "rules"
