"""The verb: what is missing is named, what is not built says so, a file that is written can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from csassist.errors import NotBuilt, NotFound
from csassist.lab.train import run_train


def test_without_a_data_folder_it_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="--data"):
        run_train(None, None, None, tmp_path / "model.json.gz")
    with pytest.raises(NotFound, match="stc3_cn"):
        run_train(None, None, tmp_path, tmp_path / "model.json.gz")
    assert list(tmp_path.iterdir()) == []


def test_adapting_to_a_shop_is_not_built_yet(tmp_path: Path) -> None:
    with pytest.raises(NotBuilt):
        run_train("chats.jsonl", None, None, tmp_path / "model.json.gz")
