from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from csassist.lab.evaluation.figure import Bin, Breakdown, Figure, Findings, Goal, Plot
from csassist.lab.evaluation.report import REMARKS, write_report
from csassist.lab.evaluation.table import as_json, shown, tally

MISSED = Figure("a.b", "a", "found", 0.62, 0.55, 0.7, 90, Goal(0.8, 0.9), snow=0.5, percent=True)
MET = Figure("a.c", "a", "ordered", 0.82, 0.7, 0.9, 90, Goal(0.8, 0.9), seen=True)
PLOT = Plot("curve", "a < b", "degrees", "share", (Bin(5.0, 0.1, 0.0, 0.3, 9), Bin(60.0, 0.9, 0.7, 1.0, 8)))
FOUND = Findings([MISSED, MET], [PLOT], [Breakdown("Kinds", ("kind", "n"), (("late", "3"),))], ["b was not measured"])


def test_the_page_holds_goals_weak_spots_pictures_and_tables(tmp_path: Path) -> None:
    page = tmp_path / "evaluation.md"
    write_report(page, FOUND, {"rules": "abc"})
    text = page.read_text("utf-8")
    assert "rules `abc`" in text
    assert "| a: found | 62.0 % | 55.0 %–70.0 % | 50.0 % | 80.0 % | 90.0 % | ✘ | 90 |" in text
    assert "a: ordered † | 0.820" in text
    assert "- a: found: 62.0 %, wanted 80.0 %." in text
    assert "- a: ordered: reached, but its interval goes to 0.700." in text
    assert "- b was not measured" in text
    assert "(evaluation/curve.svg)" in text
    assert "| late | 3 |" in text
    assert "reached: 1 of 2" in text


def test_a_picture_is_sound_xml_with_every_bin(tmp_path: Path) -> None:
    write_report(tmp_path / "evaluation.md", FOUND, {})
    root = ET.fromstring((tmp_path / "evaluation" / "curve.svg").read_text("utf-8"))
    assert len(root.findall("{*}circle")) == 2
    assert root.findtext("{*}title") == "a < b"


def test_remarks_by_hand_are_kept(tmp_path: Path) -> None:
    page = tmp_path / "evaluation.md"
    write_report(page, FOUND, {})
    page.write_text(page.read_text("utf-8").partition(REMARKS)[0] + f"{REMARKS}\n\nTried: this and that.\n", "utf-8")
    write_report(page, Findings([MET]), {})
    text = page.read_text("utf-8")
    assert text.endswith(f"{REMARKS}\n\nTried: this and that.\n")
    assert text.count(REMARKS) == 1
    assert "found" not in text.partition("## All figures")[0].partition("## Goals")[2]


def test_json_and_count_of_goals() -> None:
    said = as_json(FOUND, {"rules": "abc"})
    assert said["rules"] == "abc"
    assert [one["grade"] for one in said["figures"]] == ["short", "reach"]
    assert said["plots"][0]["bins"][0] == [5.0, 0.1, 0.0, 0.3, 9]
    assert tally(FOUND.figures) == (0, 1, 2)
    assert [shown(v, False) for v in (None, float("nan"), 0.5)] == ["", "–", "0.500"]
