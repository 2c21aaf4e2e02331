"""Reports as JSON and as a file that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from csassist.conversation.tier import Tier
from csassist.desk.experience import EffectTable
from csassist.insight.effect import Effect
from csassist.insight.raised import Raised, raised_report
from csassist.insight.usage import Ending, Tally, usage_report
from csassist.wire.report import BOM, COLUMNS, csv_text, effects_csv, effects_dict, raised_dict, usage_csv, usage_dict

TALLY = Tally("wait", "empathy", {"shown": 5, "sent": 2, "edited": 1}, 0.125, (("太长", 2), ("", 1)),
              (Ending("csat", 2, 4.5), Ending("refund", 1, None)))  # fmt: skip
REPORT = usage_report((TALLY,), (Effect("wait", 2, -8.0, -20.5, 4.5, -1.0, 0.058),), {"wait": "先接住"}, "2026-11-22/4")


def test_a_line_tells_every_outcome_with_effect_and_endings() -> None:
    told = usage_dict(REPORT)
    assert told["effects_as_of"] == "2026-11-22/4"
    (line,) = told["items"]
    assert (line["shown"], line["used"], line["sent"], line["unseen"]) == (5, 0, 2, 0)
    assert line["dismiss_reasons"] == [{"reason": "太长", "count": 2}, {"reason": "", "count": 1}]
    assert line["effect"] == {"effect": 0.058, "uses": 2, "change": -8.0, "low": -20.5, "high": 4.5, "expected": -1.0}
    assert line["outcomes"][1] == {"type": "refund", "count": 1, "mean": None}


def test_rules_are_raised_by_the_name_that_people_know() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    raised = [Raised(at, Tier.ALERT, rule, "service") for rule in ("liar", "liar", "gone-since")]
    report = replace(raised_report(raised, 5, (at, at), UTC), titles={"liar": "指责欺骗", "other": "别的"})
    assert raised_dict(report)["by_rule"] == [
        {"id": "liar", "title": "指责欺骗", "alerts": 2},
        {"id": "gone-since", "title": "", "alerts": 1},
    ]


def test_the_file_says_the_same_and_numbers_stay_numbers() -> None:
    text = usage_csv(REPORT)
    assert text.startswith(BOM)
    (row,) = csv.DictReader(io.StringIO(text.removeprefix(BOM)))
    assert tuple(row) == COLUMNS
    assert (row["effect_change"], row["effect_low"], row["edit_distance"]) == ("-8.0", "-20.5", "0.125")
    assert row["dismiss_reasons"] == "太长 ×2; 未说明 ×1"
    assert row["outcomes"] == "csat ×2 均值4.5; refund ×1"


def test_a_table_of_effects_is_named_as_assessments_name_it() -> None:
    table = EffectTable(4, datetime(2026, 11, 22, 3, tzinfo=UTC), (Effect("wait", 2, -8.0, None, None, 0.0, 0.1),))
    told = effects_dict(table)
    assert (told["effects_as_of"], told["as_of"]) == ("2026-11-22/4", "2026-11-22T03:00:00.000Z")
    assert told["items"][0]["low"] is None
    (row,) = csv.DictReader(io.StringIO(effects_csv(table).removeprefix(BOM)))
    assert (row["effects_as_of"], row["script_id"], row["low"], row["effect"]) == ("2026-11-22/4", "wait", "", "0.1")
    assert effects_dict(EffectTable()) == {"effects_as_of": "", "version": 0, "as_of": None, "items": []}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\x00=1", "\n=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    rows = list(csv.reader(io.StringIO(csv_text(("a",), [(text,)]).removeprefix(BOM), newline="")))
    assert rows[1][0].startswith("'")


def test_quotes_commas_and_lines_stay_in_their_cell() -> None:
    value = '他说"不要",\n换行'
    rows = list(csv.reader(io.StringIO(csv_text(("a", "b"), [(value, None)]).removeprefix(BOM), newline="")))
    assert rows == [["a", "b"], [value, ""]]
