"""The hand-written worths: nested words add up, lists join, a wrong line is refused, the files that ship are sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from csassist.lab.training.lexicon import read_lexicon
from csassist.rulepack.vocabulary import fold_text


def read(tmp_path: Path, *files: str) -> dict[str, dict[str, float]]:
    for number, text in enumerate(files):
        (tmp_path / f"{number}.txt").write_text(text, "utf-8")
    return {word: {h: v for h, v in worth.items() if v} for word, worth in read_lexicon(str.lower, tmp_path).items()}


def test_a_word_inside_a_word_is_taken_off_again(tmp_path: Path) -> None:
    found = read(tmp_path, "# food\n## polarity=1.5\n好吃\n## polarity=-2\n不好吃\n")
    assert found == {"好吃": {"polarity": 1.5}, "不好吃": {"polarity": -3.5}}


def test_of_two_lists_the_stronger_counts_and_contradictions_add_up(tmp_path: Path) -> None:
    found = read(tmp_path, "## heat=1 anger=0.5\n哼\n", "## heat=2\n哼\n## anger=-0.25\n哼\n")
    assert found == {"哼": {"heat": 2.0, "anger": 0.25}}


def test_an_unknown_head_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such head"):
        read(tmp_path, "## mood=1\n好\n")


def test_the_lists_that_ship_say_what_words_plainly_mean() -> None:
    found = read_lexicon(fold_text)
    assert len(found) > 300
    assert all(word == fold_text(word) for word in found)
