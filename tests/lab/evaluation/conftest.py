"""A folder of small sets in the shapes of the real ones; every line is our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from csassist.assessment.rulebook import Rulebook
from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.judge import Judge
from lab.evaluation.small_sets import ANGRY, CALM, THANKS, Ticks, turn, write


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """One set of each kind."""
    folder = tmp_path / "data"
    folder.mkdir()
    hot = {"id": "hot", "turns": [turn(CALM), turn("有的", "agent"), turn(ANGRY)], "satisfaction": -1.5}
    fine = {"id": "fine", "turns": [turn(CALM), turn(""), turn(THANKS)], "satisfaction": 1.2}
    plain = {"id": "plain", "turns": [turn(CALM)], "satisfaction": 0.4}
    write(folder, "stc3_cn", hot, fine, plain)
    write(
        folder,
        "jddc_sessions",
        {"id": "a", "turns": [turn(CALM), turn("[订单x]")]},
        {"id": "b", "turns": [turn(ANGRY)]},
    )
    polar = [{"text": ANGRY, "polarity": -1}, {"text": THANKS, "polarity": 1}, {"text": CALM, "polarity": None}]
    write(folder, "shop_reviews", *polar)
    moods = [{"text": ANGRY, "emotion": "anger"}, {"text": THANKS, "emotion": "positive"}]
    write(
        folder, "moods", *moods, {"text": CALM, "emotion": "neutral"}, {"text": "哇，真没想到", "emotion": "surprise"}
    )
    sour = [{"role": "customer", "ids": "1 2", "polarity": -1}] * 3
    sweet = [{"role": "customer", "ids": "3", "polarity": 0}, {"role": "customer", "ids": "4", "polarity": 1}]
    dynamics = [{"id": "s", "turns": sour, "satisfaction": 1}, {"id": "t", "turns": sweet, "satisfaction": 3}]
    write(folder, "ssa_taobao_tea", *dynamics)
    write(folder, "pairs", {"context": ["在吗"], "reply": ["在的"]})
    return folder


@pytest.fixture
def bench(data: Path, rulebook: Rulebook) -> Bench:
    """The shipped rules, no yardstick, few resamples."""
    return Bench(data, Judge(rulebook), None, Ticks(), resamples=20)
