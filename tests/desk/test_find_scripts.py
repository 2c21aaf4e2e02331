"""Search: validity, filters, order. What it finds over HTTP stands in tests/journeys/test_scripts.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from csassist.desk.find_scripts import ScriptIndex, Wanted
from csassist.rulepack.reload import RulebookHolder
from csassist.suggest.spec import Script, When

NOW = datetime(2026, 11, 11, 10, 0, tzinfo=UTC)
ONE = Script(
    "a-1", "faq", "定金能退吗", "stable", When(words=("定金",)), "定金付了以后尾款期不付是不退的。", "", (), (),
    scene="payment", fact="定金不退",
)  # fmt: skip
TWO = replace(
    ONE, id="a-2", title="尾款什么时候付", when=When(words=("尾款",)), text="尾款今晚八点开始付。", fact="八点"
)  # fmt: skip


@pytest.fixture
def find(rulebooks: RulebookHolder):
    base = rulebooks.current()

    def run(scripts: list[Script], query: str, now: datetime = NOW, **more: str) -> list[str]:
        empty = replace(base.library, scripts=())
        library = rulebooks.library(replace(base, library=empty), scripts)
        index = ScriptIndex.build(library, rulebooks.words)
        return [script.id for script in index.find(Wanted(query, now, **more), rulebooks.words)]

    return run


def test_a_title_weighs_more_than_a_text(find) -> None:
    assert find([ONE, TWO], "尾款") == ["a-2", "a-1"]
    assert find([ONE, TWO], "定金") == ["a-1"]
    assert find([ONE, TWO], "") == ["a-1", "a-2"]
    assert find([ONE, TWO], "？！") in (["a-1", "a-2"], [])


def test_filters_narrow(find) -> None:
    other = replace(TWO, id="a-3", scene="refund", when=When(words=("尾款",), scenes=("price",)))
    assert find([ONE, TWO, other], "尾款", scene="price") == ["a-3"]
    assert find([ONE, TWO, other], "尾款", scene="payment") == ["a-2", "a-1"]
    assert find([ONE, TWO, other], "尾款", kind="nudge") == []


def test_only_what_is_valid_on_the_shops_day(find) -> None:
    sale = replace(TWO, valid_from="2026-11-01", valid_until="2026-11-11")
    evening, midnight = datetime(2026, 11, 11, 15, 59, tzinfo=UTC), datetime(2026, 11, 11, 16, 0, tzinfo=UTC)
    assert find([sale], "尾款", evening) == ["a-2"]
    assert find([sale], "尾款", midnight) == []
    assert find([sale], "尾款", datetime(2026, 10, 31, 15, 59, tzinfo=UTC)) == []
