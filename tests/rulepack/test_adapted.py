"""A shop's own model: taken up when its file changes, left alone when it is broken, gone when the file is."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from csassist.rulepack.adapted import ABSENT, AdaptedModel, signature
from csassist.rulepack.model_file import write_model
from csassist.thermometer.model import HEADS, ModelTable


def table(name: str, weight: int = 3) -> ModelTable:
    return ModelTable(name, ("慢", "谢谢"), dict.fromkeys(HEADS, (weight, -4)), dict.fromkeys(HEADS, -1), 256)


def test_nothing_there_is_no_fault_and_no_model(tmp_path: Path) -> None:
    for path in (None, tmp_path / "model.json.gz", tmp_path / "nowhere" / "model.json.gz"):
        adapted = AdaptedModel(path)
        assert not adapted.changed()
        adapted.look()
        assert (adapted.file, adapted.fault, adapted.watched) == (None, None, path is not None)


def test_a_new_file_is_seen_once_and_taken(tmp_path: Path) -> None:
    path = tmp_path / "model.json.gz"
    adapted = AdaptedModel(path)
    for name, weight in (("one", 3), ("two", 5)):
        write_model(path, table(name, weight), {})
        assert adapted.changed()
        adapted.look()
        assert not adapted.changed()
        assert adapted.file is not None
        assert adapted.file.table == table(name, weight)


@pytest.mark.parametrize("raw", [b"", b"no gzip", gzip.compress(b"{}", mtime=0)])
def test_a_broken_file_leaves_the_model_before_it_and_says_why(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "model.json.gz"
    write_model(path, table("one"), {})
    adapted = AdaptedModel(path)
    adapted.look()
    before = adapted.file
    path.write_bytes(raw)
    adapted.look()
    assert adapted.file is before
    assert adapted.fault is not None
    assert (adapted.fault.file, adapted.fault.code) == ("model.json.gz", "R190")
    assert not adapted.changed()  # it is not read again and again
    write_model(path, table("two", 5), {})
    adapted.look()
    assert adapted.fault is None
    assert adapted.file is not None
    assert adapted.file.table.name == "two"


def test_a_deleted_file_ends_the_model_and_its_fault(tmp_path: Path) -> None:
    path = tmp_path / "model.json.gz"
    write_model(path, table("one"), {})
    adapted = AdaptedModel(path)
    adapted.look()
    path.write_bytes(b"broken")
    adapted.look()
    path.unlink()
    assert adapted.changed()
    adapted.look()
    assert (adapted.file, adapted.fault, adapted.seen) == (None, None, ABSENT)


def test_what_another_process_read_is_used_for_the_same_path_only(tmp_path: Path) -> None:
    path = tmp_path / "model.json.gz"
    write_model(path, table("one"), {})
    first = AdaptedModel(path)
    first.look()
    assert first.file is not None
    same, other = AdaptedModel(path), AdaptedModel(tmp_path / "other.gz")
    for adapted in (same, other):
        adapted.take_early(path, first.seen, first.file)
    assert (same.file, same.changed()) == (first.file, False)
    assert other.file is None
    write_model(path, table("two", 5), {})  # it changed after the other process had read it
    assert signature(path) != first.seen
    assert same.changed()
