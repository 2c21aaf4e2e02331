"""The shared fold cases, run here and by the browser's tests; and what no case file can say."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from csassist.wire.fold import fold, new_state

CASES = sorted((Path(__file__).parents[1] / "fold_cases").glob("*.json"))


def test_there_are_cases() -> None:
    assert len(CASES) >= 15


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert case["name"] == path.stem
    state = new_state(case["channel"])
    for frame in case["steps"]:
        before, told = copy.deepcopy(state), copy.deepcopy(frame)
        after = fold(state, frame)
        assert state == before, "the old state was changed"
        assert frame == told, "the frame was changed"
        state = after
    assert state == case["expect"]
