"""Every sentence in every language; the same hint as long as it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from csassist.desk.exposure_words import LANGUAGES, cool_off_text, exposure_text
from csassist.insight.exposure import Exposure

NONE = Exposure(datetime(2026, 11, 22, tzinfo=UTC))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_of_day_has_its_words(language: str) -> None:
    some = replace(NONE, red_minutes=12.4, red_conversations=2)
    tired = replace(some, break_advised=True, lately_minutes=22.0)
    dense = replace(some, break_advised=True, lately_minutes=2.0)
    texts = [exposure_text(one, language) for one in (NONE, some, tired, dense)]
    assert len(set(texts)) == 4
    assert "12" in texts[1]
    assert "22" in texts[2]
    assert not any("{" in text for text in texts)


def test_the_hint_stays_and_varies() -> None:
    assert cool_off_text("c-1") == cool_off_text("c-1")
    assert len({cool_off_text(f"c-{n}") for n in range(40)}) == 3
    assert cool_off_text("c-1", "en").isascii()
