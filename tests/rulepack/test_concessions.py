"""concessions.yaml: read by id, refused with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from csassist.catalogue.concession import Concession, Concessions
from csassist.rulepack.concessions import lint_concessions, read_concessions
from csassist.rulepack.fault import Fault
from csassist.rulepack.load import load_pack, read_pack
from csassist.rulepack.place import default_directory
from csassist.rulepack.shape import Entry
from csassist.suggest.spec import Script, ScriptExample, When

GOOD = """
coupon:
  title: 优惠券
  wording: "{amount}优惠券"
  unit: 元
  offer: {new: 5, vip: 20}
  agent: {new: 5, vip: 15}
  supervisor: {new: 20, vip: 100}
"""


def read(tmp_path: Path, text: str) -> tuple[Entry[Concessions], list[Fault]]:
    (tmp_path / "concessions.yaml").write_text(text, "utf-8")
    faults: list[Fault] = []
    return read_concessions(tmp_path, "pack", faults), faults


def linted(tmp_path: Path, text: str) -> list[str]:
    entry, faults = read(tmp_path, text)
    assert not faults
    return [f"{fault.file}:{fault.line} {fault.code} {fault.message}" for fault in lint_concessions(entry, ())]


def test_a_good_file_reads(tmp_path: Path) -> None:
    entry, faults = read(tmp_path, GOOD)
    assert faults == []
    ((name, concession),) = entry.value.entries
    assert name == "coupon"
    assert isinstance(concession, Concession)
    assert dict(concession.offer) == {"new": 5.0, "vip": 20.0}
    assert linted(tmp_path, GOOD) == []


def test_no_file_grants_nothing(tmp_path: Path) -> None:
    faults: list[Fault] = []
    assert read_concessions(tmp_path, "pack", faults).value.entries == ()
    assert faults == []


def test_an_unknown_key_has_its_line(tmp_path: Path) -> None:
    _, faults = read(tmp_path, GOOD + "  most: 3\n")
    assert [(fault.line, fault.code) for fault in faults] == [(9, "R104")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{amount}优惠券", "优惠券", "pack/concessions.yaml:4 R153 coupon: the wording says no {amount}"),
        ("vip: 20}", "vip: 200}", "pack/concessions.yaml:6 R153 coupon: 200 for vip is more than anybody may grant"),
        ("{new: 5, vip: 20}", "{new: 0}", "pack/concessions.yaml:6 R153 coupon: an offer of 0 to new is none"),
        ("vip: 15}", "vip: 150}", "pack/concessions.yaml:7 R153 coupon: an agent may grant vip more than a supervisor"),
        (
            "{new: 20,",
            "{new: 20, gold: 1,",
            "pack/concessions.yaml:8 R153 coupon: there is no value tier gold; known: new, regular, vip",
        ),
    ],
)
def test_what_nobody_may_grant_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in linted(tmp_path, GOOD.replace(old, new))


@pytest.mark.parametrize(
    ("concession", "text", "said"),
    [
        ("coupon", "给您{concession}。", ""),
        ("gold", "给您{concession}。", "there is no concession gold in concessions.yaml"),
        ("coupon", "给您一张券。", "grants coupon and does not say it; write {concession}"),
        ("", "给您{concession}。", "says {concession} and names no concession"),
    ],
)
def test_scripts_name_a_concession_and_say_it(tmp_path: Path, concession: str, text: str, said: str) -> None:
    entry, _ = read(tmp_path, GOOD)
    example = (ScriptExample("晚了"),)
    script = Script(
        "late", "policy", "补偿", "stable", When(words=("晚",)), text, "", example, example, concession=concession
    )
    found = [fault.message for fault in lint_concessions(entry, (Entry(script, "pack/scripts/policy/late.yaml", {}),))]
    assert found == ([said] if said else [])


def test_the_shipped_pack_grants_by_value_tier() -> None:
    pack, _ = read_pack(default_directory() / "zh-retail")
    assert pack is not None
    names = {name for name, _ in pack.concessions.value.entries}
    assert {"coupon", "refund-part", "return-days", "gift", "freight", "points", "price-difference"} <= names
    assert load_pack(default_directory()).concessions.value == pack.concessions.value
