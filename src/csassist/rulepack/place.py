"""Where the rules are that come with csassist, and how a shop's own model is called. Reads nothing."""

from __future__ import annotations

from pathlib import Path

import csassist

ADAPTED = "model.json.gz"  # in the data directory: what `csassist train --calm` writes


def default_directory() -> Path:
    """The rules that come with csassist: inside the package when installed, else the repository's rules/."""
    package = Path(csassist.__file__).resolve().parent
    inside = package / "_rules"
    return inside if inside.is_dir() else package.parent.parent / "rules"
