"""The corpus written for the learnt model: every line well formed, none twice, none of the development data."""

from __future__ import annotations

import gzip
import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from csassist.conversation.reading import Emotion, Trigger

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "src" / "csassist" / "lab" / "corpus"
DATA = Path(os.environ.get("DATA", ROOT.parent / "shared" / "data"))
FIELDS = {"text", "level", "emotion", "trigger"}
NO_LETTER = re.compile(r"[\W_]+")
SHORT = 6  # letters; shorter lines (好的谢谢, 没有了) are everybody's
UNHAPPY = {Emotion.ANGER, Emotion.GRIEVANCE, Emotion.ANXIETY, Emotion.DISAPPOINTMENT}


def lines(*names: str) -> list[dict[str, Any]]:
    """The rows of the named files, or of all."""
    files = [CORPUS / f"{name}.jsonl" for name in names] or sorted(CORPUS.glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def folded(text: str) -> str:
    """Blanks, letter case, width and the full stop make no difference; ! and ? do."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip("。.,;~") or text


def letters(text: str) -> str:
    """Nothing but letters and digits: the strictest sense of 'the same line'."""
    return NO_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def test_every_line_has_the_four_fields_and_no_other() -> None:
    for row in lines():
        assert set(row) == FIELDS, row
        assert row["text"].strip() == row["text"] != "", row
        assert row["level"] in (0, 1, 2, 3), row
        assert row["emotion"] in set(Emotion), row
        assert row["trigger"] is None or row["trigger"] in set(Trigger), row


def test_calm_lines_are_set_off_by_nothing_and_heated_ones_are_unhappy() -> None:
    odd = [row for row in lines() if (row["level"] == 0) == (row["emotion"] in UNHAPPY)]
    assert odd == []
    assert [row for row in lines() if row["level"] == 0 and row["trigger"] is not None] == []


def test_no_line_stands_twice() -> None:
    counts = Counter(folded(row["text"]) for row in lines())
    assert [text for text, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "level", "emotion", "least"),
    [
        ("calm", 0, Emotion.NEUTRAL, 1300),
        ("satisfied", 0, Emotion.SATISFIED, 350),
        ("slight", 1, None, 350),
        ("clear", 2, None, 400),
        ("strong", 3, None, 350),
        ("microblog", None, None, 250),
        ("posts", None, None, 250),
        ("reviews", None, None, 250),
    ],
)
def test_every_kind_has_enough_lines(name: str, level: int | None, emotion: Emotion | None, least: int) -> None:
    rows = lines(name)
    assert len(rows) >= least
    assert {row["level"] for row in rows} == {level} or level is None
    assert {row["emotion"] for row in rows} == {emotion} or emotion is None


def test_every_emotion_and_every_trigger_occurs_at_clear_and_at_strong() -> None:
    for level in (2, 3):
        rows = [row for row in lines() if row["level"] == level]
        assert {Emotion(row["emotion"]) for row in rows} >= UNHAPPY
        assert set(Trigger) <= {Trigger(row["trigger"]) for row in rows if row["trigger"]}


def test_most_lines_are_as_short_as_chat_is() -> None:
    sizes = [len(row["text"]) for row in lines()]
    assert sum(size <= 25 for size in sizes) / len(sizes) > 0.6
    assert sum(size >= 40 for size in sizes) > 150


@pytest.mark.skipif(not DATA.is_dir(), reason="the development data is absent")
def test_no_line_stands_in_the_development_data() -> None:
    ours = {letters(row["text"]) for row in lines()}
    ours = {text for text in ours if len(text) >= SHORT}
    found = {text for file in sorted(DATA.glob("*.jsonl.gz")) for text in texts(file) if letters(text) in ours}
    assert sorted(found) == []


def texts(file: Path) -> Iterator[str]:
    """Every text of a gzipped set, wherever it stands in the row."""
    with gzip.open(file, "rt", encoding="utf-8") as rows:
        for row in rows:
            yield from strings(json.loads(row))


def strings(value: Any) -> Iterator[str]:
    """All strings in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)
