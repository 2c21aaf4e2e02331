"""The rules that come with csassist are found from any directory, inside the package first."""

from __future__ import annotations

from pathlib import Path

import pytest

import csassist
from csassist.rulepack.place import default_directory


def test_the_repository_rules_are_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert (default_directory() / "zh-retail" / "pack.yaml").is_file()


def test_rules_inside_the_package_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "src" / "csassist"
    package.mkdir(parents=True)
    monkeypatch.setattr(csassist, "__file__", str(package / "__init__.py"))
    assert default_directory() == tmp_path.resolve() / "rules"
    (package / "_rules").mkdir()
    assert default_directory() == package.resolve() / "_rules"
