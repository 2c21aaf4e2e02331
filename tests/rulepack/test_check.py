"""check-rules: one run says everything, prints file:line, and exits with 1 for any fault."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csassist.rulepack.check import check
from csassist.rulepack.fault import CODES
from csassist.rulepack.place import default_directory
from rulepack.test_campaign import CAMPAIGN

EXCLAIM = "signals/symbol/exclaim-run.yaml"
REFUND = "signals/complaint/wants-refund-now.yaml"


def test_a_good_pack_is_ok_and_counted(write_pack) -> None:
    report = check(write_pack())
    assert report.ok
    assert report.exit_code == 0
    counts = dict(report.counts)
    assert (counts["signals"], counts["scripts"], counts["examples"]) == (2, 1, 11)
    assert list(report.lines()) == ["ok: 1 packs, 2 signals, 1 scripts, 1 products, 1 draft rules, 11 examples"]


def test_faults_of_reading_linting_and_examples_come_in_one_run(write_pack, good) -> None:
    directory = write_pack(
        {
            "products/kettle-01.yaml": good["products/kettle-01.yaml"].replace("name:", "nam:"),
            "coach/hollow-apology.yaml": good["coach/hollow-apology.yaml"].replace("span: 非常抱歉", "span: 抱歉了"),
            EXCLAIM: good[EXCLAIM].replace("谢谢您!", "谢谢您!!!"),
        }
    )
    report = check(directory.parent)
    assert report.exit_code == 1
    assert [(f.file, f.line, f.code) for f in report.faults] == [
        ("zh-test/coach/hollow-apology.yaml", 8, "R115"),
        ("zh-test/products/kettle-01.yaml", 1, "R105"),
        ("zh-test/products/kettle-01.yaml", 2, "R104"),
        ("zh-test/signals/symbol/exclaim-run.yaml", 12, "R161"),
    ]
    printed = list(report.lines())
    assert printed[0].startswith(str(directory / "coach/hollow-apology.yaml") + ":8 R115 ")
    assert printed[-1].startswith("4 faults: ")


def test_warnings_are_shown_and_do_not_fail(write_pack) -> None:
    report = check(write_pack({**CAMPAIGN}), today=date(2027, 7, 1))
    assert report.ok
    assert [f.code for f in report.warnings] == ["R149"]
    assert any("R149 (warning)" in line for line in report.lines())


def test_a_faulty_file_does_not_hide_the_faults_of_the_others(write_pack, good) -> None:
    parcel, kettle = "scripts/action/check-parcel.yaml", "products/kettle-01.yaml"
    changes = {
        parcel: good[parcel].replace("{deadline_reply}给", "{no_slot}绝对给"),
        kettle: good[kettle].replace("    evidence: {text: 六小时 62 度, source: 检测报告 2025-118}\n", ""),
        "signals/complaint/wants-refund-now.yaml": "id: [",
    }
    found = {(f.file.removeprefix("zh-test/"), f.code) for f in check(write_pack(changes)).faults}
    assert found >= {(parcel, "R140"), (parcel, "R142"), (kettle, "R148")}
    assert ("signals/complaint/wants-refund-now.yaml", "R102") in found


def test_every_pack_around_is_checked(write_pack) -> None:
    directory = write_pack()
    other = directory.parent / "zh-other"
    other.mkdir()
    (other / "pack.yaml").write_text("id: zh-other\nversion: '1'\nlanguage: zh\n")
    assert dict(check(directory.parent).counts)["packs"] == 2


def test_nothing_there_is_a_fault_not_a_crash(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing"):
        report = check(place)
        assert [f.code for f in report.faults] == ["R110"]
        assert list(report.lines())


def test_a_dot_for_the_pack_one_stands_in(write_pack, good, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = write_pack({EXCLAIM: good[EXCLAIM].replace("status: stable", "status: x")})
    monkeypatch.chdir(directory)
    assert [f.file for f in check(Path()).faults] == ["zh-test/" + EXCLAIM]
    monkeypatch.chdir(directory.parent)
    assert [f.file for f in check(Path()).faults] == ["zh-test/" + EXCLAIM]


def test_the_rule_that_the_guide_builds_holds(write_pack) -> None:
    guide = (default_directory() / "README.md").read_text(encoding="utf-8")
    rule = guide.partition("```yaml\n")[2].partition("```")[0]
    assert check(write_pack({"signals/complaint/asks-who-is-responsible.yaml": rule})).faults == ()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_mistyped_file_ever_raises(write_pack, good, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(sorted(good)))
    text = good[file]
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 12))
    typed = data.draw(st.text(alphabet="{}[]:,-#&*!|>'\"\n\t\u200b aI退0.", max_size=4))
    report = check(write_pack({file: text[:at] + typed + text[at + cut :]}))
    assert all(fault.line >= 1 and fault.code in CODES for fault in report.faults)


def test_calm_and_scenarios_beside_the_pack_are_played(write_pack) -> None:
    directory = write_pack()
    for name, text in (
        ("calm/zh-test.jsonl", '{"id": "a", "turns": [{"role": "customer", "text": "你好"}]}\n'),
        ("scenarios/one.yaml", "id: one\nabout: x\npack: zh-test\nturns: [{at: 0, say: 你好, tier: ALERT}]\n"),
        ("scenarios/two.yaml", "id: two\nabout: x\npack: zh-test\nturnz: []\n"),
    ):
        path = directory.parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    report = check(directory)
    assert [(f.file, f.line, f.code) for f in report.faults] == [
        ("scenarios/one.yaml", 4, "R166"),
        ("scenarios/two.yaml", 1, "R105"),
        ("scenarios/two.yaml", 4, "R104"),
    ]
    assert dict(report.counts)["calm lines"] == 1


def test_a_room_that_refuses_to_build_is_a_fault(write_pack, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr("csassist.rulepack.check.compile_pack", refuse)
    report = check(write_pack())
    assert [f.code for f in report.faults] == ["R168"]


def test_explain_prints_the_reading_of_each_example(write_pack) -> None:
    lines = list(check(write_pack(), explain=True).lines())
    assert any("怎么还没到!!!" in line for line in lines)
    assert any("连续感叹号 8" in line for line in lines)
    assert any("→ action check-parcel" in line for line in lines)


def test_the_table_of_codes_in_the_docs_is_the_table_in_the_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    rows = dict(line.strip("|").split(" | ", 1) for line in page.splitlines() if line.startswith("| R1"))
    assert {code.strip(): text.strip(" |") for code, text in rows.items()} == CODES


def test_the_rules_that_ship_have_no_fault() -> None:
    report = check(default_directory())
    assert [str(fault) for fault in report.faults] == []
    assert dict(report.counts)["calm lines"] >= 150
    assert dict(report.counts)["scenarios"] >= 12
