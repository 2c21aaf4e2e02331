"""Tallies and effects together: order, titles, rare reasons counted as one."""

from __future__ import annotations

from csassist.insight.effect import Effect
from csassist.insight.usage import MOST_REASONS, Tally, usage_report

EFFECT = Effect("b", 3, -4.0, -9.0, 1.0, 0.0, 0.05)


def test_the_most_sent_comes_first_then_the_most_shown() -> None:
    tallies = (Tally("c", "faq", {"shown": 1}), Tally("a", "faq", {"shown": 1}), Tally("d", "faq", {"shown": 9}),
               Tally("b", "empathy", {"sent": 2}))  # fmt: skip
    report = usage_report(tallies, (EFFECT,), {"b": "先安抚"}, "2026-11-22/1")
    assert [line.tally.script_id for line in report.lines] == ["b", "d", "a", "c"]
    assert (report.lines[0].effect, report.lines[0].title) == (EFFECT, "先安抚")
    assert (report.lines[1].effect, report.lines[1].title, report.as_of) == (None, "", "2026-11-22/1")


def test_rare_reasons_are_counted_together() -> None:
    reasons = tuple((f"原因{n}", 20 - n) for n in range(MOST_REASONS + 3))
    (line,) = usage_report((Tally("a", "faq", {}, None, reasons),), (), {}, "").lines
    assert len(line.tally.reasons) == MOST_REASONS + 1
    assert sum(count for _, count in line.tally.reasons) == sum(count for _, count in reasons)
