"""The verb for the shipped model: what is missing is named, and then nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from csassist.errors import NotFound
from csassist.lab.train import run_train


def test_it_names_the_source_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="stc3_cn"):
        run_train(tmp_path, tmp_path / "model.json.gz")
    assert list(tmp_path.iterdir()) == []
