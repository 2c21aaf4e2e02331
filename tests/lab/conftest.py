"""The rulebook of the repository, compiled once for the room."""

from __future__ import annotations

from pathlib import Path

import pytest

from csassist.assessment.rulebook import Rulebook
from csassist.rulepack.reload import RulebookHolder


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return RulebookHolder(Path(__file__).parents[2] / "rules").current()
