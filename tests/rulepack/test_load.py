"""Loading: a good pack comes whole, a bad one gives every fault with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from csassist.errors import RulePackError
from csassist.rulepack.fault import Fault
from csassist.rulepack.load import find_pack, load_pack, read_pack

EXCLAIM = "signals/symbol/exclaim-run.yaml"


def faults_of(directory: Path) -> list[Fault]:
    with pytest.raises(RulePackError) as caught:
        load_pack(directory)
    assert caught.value.code == "R100"
    return list(caught.value.faults)  # type: ignore[arg-type]


def one(directory: Path) -> tuple[str, int, str]:
    (fault,) = faults_of(directory)
    return fault.file.removeprefix("zh-test/"), fault.line, fault.code


def test_a_good_pack_comes_whole(write_pack) -> None:
    pack = load_pack(write_pack())
    assert [e.value.id for e in pack.signals] == ["exclaim-run", "wants-refund-now"]
    assert pack.signals[0].value.adds.cap == 20.0
    assert pack.policy.value.values == (("deadline_reply", "10分钟内"), ("return_days", "7天"))
    assert pack.words.negations == ("不", "没有")
    assert pack.words.degree_adverbs == (("非常", 1.5), ("有点", 0.6))
    assert pack.products[0].value.points[0].evidence is not None
    assert (pack.id, pack.version) == ("zh-test", "1")


def test_the_rules_directory_around_a_pack_will_do(write_pack) -> None:
    directory = write_pack()
    assert find_pack(directory.parent) == directory


def test_no_pack_and_two_packs_are_said(tmp_path: Path, write_pack) -> None:
    with pytest.raises(RulePackError, match=r"no pack\.yaml"):
        find_pack(tmp_path / "nothing")
    other = write_pack().parent / "zh-other"
    other.mkdir()
    (other / "pack.yaml").write_text("id: zh-other\nversion: '1'\nlanguage: zh\n")
    with pytest.raises(RulePackError, match="several packs"):
        find_pack(other.parent)


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("status: stable", "status: stable\nstatus: draft", 5, "R103"),
        ("why:", "wyh: x\nwhy:", 5, "R104"),
        ("at_least: 3", "at_last: 3", 6, "R104"),
        ("family: symbol\n", "", 1, "R105"),
        ("degrees: 8, per_extra", "degrees: '8', per_extra", 7, "R106"),
        ("at_least: 3", "at_least: 3.0", 6, "R106"),
        ("at_least: 3", "at_least: 0x3", 6, "R106"),
        ("cap: 20", "cap: .inf", 7, "R106"),
        ("title: 连续感叹号", "title: 123", 2, "R106"),
        ("title: 连续感叹号", "title:", 2, "R106"),
        ("title: 连续感叹号", 'title: "\\ud800"', 2, "R102"),
        ("title: 连续感叹号", "title: [连续, 感叹号]", 2, "R106"),
        ("title: 连续感叹号", "title: !!python/name:os.system x", 2, "R106"),
        ("adds: {degrees: 8, per_extra: 2, cap: 20}", "adds: 8", 7, "R106"),
        ("status: stable", "status: stabel", 4, "R107"),
        ("because: 单个感叹号多为礼貌", "because: no", 12, "R108"),
        ("title: 连续感叹号", "title: off", 2, "R108"),
        ("at_least: 3", "at_least: 3, repeat: yes", 6, "R108"),
        ("look_for: {", "look_for: {unless: [''], ", 6, "R107"),
    ],
)
def test_each_wrong_thing_has_its_line_and_code(write_pack, good, old: str, new: str, line: int, code: str) -> None:
    assert old in good[EXCLAIM]
    assert one(write_pack({EXCLAIM: good[EXCLAIM].replace(old, new, 1)})) == (EXCLAIM, line, code)


def test_all_faults_of_all_files_come_in_one_run_in_order(write_pack, good) -> None:
    directory = write_pack(
        {
            EXCLAIM: good[EXCLAIM].replace("status: stable", "status: maybe").replace("at_least", "atleast"),
            "coach/hollow-apology.yaml": "id: [",
            "pack.yaml": good["pack.yaml"] + "ladder: {enter: [30, 50]}\n",
            "words/negations.txt": "不\n不\n",
        }
    )
    found = [(f.file.removeprefix("zh-test/"), f.line, f.code) for f in faults_of(directory)]
    assert found == [
        ("coach/hollow-apology.yaml", 1, "R102"),
        ("pack.yaml", 4, "R106"),
        (EXCLAIM, 4, "R107"),
        (EXCLAIM, 6, "R104"),
        ("words/negations.txt", 2, "R123"),
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("signals/late.yaml", "R109"),
        ("signals/symbol/deep/late.yaml", "R109"),
        ("signals/symbol/late.yml", "R109"),
        ("symbols/late.yaml", "R109"),
        ("words/verbs.txt", "R109"),
    ],
)
def test_files_without_a_room_are_not_overlooked(write_pack, name: str, code: str) -> None:
    assert one(write_pack({name: "id: late\n"})) == (name, 1, code)


def test_notes_and_editor_leftovers_are_let_be(write_pack) -> None:
    load_pack(write_pack({"README.md": "x", "signals/symbol/.exclaim-run.yaml.swp": "x", "coach/a.yaml~": "x"}))


def test_bytes_that_are_not_text(write_pack) -> None:
    directory = write_pack()
    (directory / EXCLAIM).write_bytes(b"id: a\ntitle: \xff\xfe\n")
    assert one(directory) == (EXCLAIM, 2, "R101")
    (directory / EXCLAIM).write_bytes(b"a: " + b"x" * 300_000)
    assert one(directory) == (EXCLAIM, 1, "R101")
    (directory / EXCLAIM).write_bytes(b"")
    assert one(directory) == (EXCLAIM, 1, "R102")


def test_nesting_without_end_is_a_fault_not_a_crash(write_pack) -> None:
    assert one(write_pack({EXCLAIM: "[" * 5000}))[2] in ("R102", "R106")
    bomb = "a: &a [x, x]\n" + "".join(f"k{i}: &k{i} [*{'a' if not i else f'k{i - 1}'}, *a]\n" for i in range(40))
    assert {f.code for f in faults_of(write_pack({EXCLAIM: bomb}))} <= {"R104", "R105"}


def test_without_pack_yaml_the_other_files_are_read_all_the_same(write_pack) -> None:
    pack, faults = read_pack(write_pack({"pack.yaml": None, "coach/hollow-apology.yaml": "id: ["}))
    assert pack is None
    assert sorted(f.code for f in faults) == ["R102", "R110"]


@pytest.mark.parametrize("factor", ["", "x", "nan", "-1", "9"])
def test_a_degree_adverb_needs_its_factor(write_pack, factor: str) -> None:
    directory = write_pack({"words/degree-adverbs.txt": f"很 1.2\n太 {factor}\n"})
    assert one(directory) == ("words/degree-adverbs.txt", 2, "R106")
