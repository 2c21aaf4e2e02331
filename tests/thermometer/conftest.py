"""A thermometer of the retail pack, and one built from a handful of rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from csassist.escalation.spec import LadderSpec
from csassist.rulepack.load import read_pack
from csassist.rulepack.vocabulary import build_folder, polarity_table, segmenter
from csassist.thermometer.spec import CurveSpec, SignalRule, ThermometerSpec, WordLists
from csassist.thermometer.text import Folder
from csassist.thermometer.thermometer import Thermometer

RULES = Path(__file__).parents[2] / "rules" / "zh-retail"


@pytest.fixture(scope="session")
def folder() -> Folder:
    return build_folder()


@pytest.fixture(scope="session")
def build(folder: Folder) -> Callable[..., Thermometer]:
    """build(rules, words=…, curve=…) -> Thermometer, without a word table unless given."""

    def make(
        rules: list[SignalRule],
        words: WordLists | None = None,
        curve: CurveSpec | None = None,
        polarity: dict[str, float] | None = None,
    ) -> Thermometer:
        spec = ThermometerSpec(tuple(rules), curve or CurveSpec(), words or WordLists())
        return Thermometer.build(spec, folder=folder, segment=segmenter("rjieba"), polarity=polarity or {})

    return make


@pytest.fixture(scope="session")
def retail_spec() -> tuple[ThermometerSpec, LadderSpec]:
    pack, faults = read_pack(RULES)
    mine = [fault for fault in faults if "/signals/" in fault.file or "/words/" in fault.file]
    assert pack is not None
    assert mine == []
    rules = tuple(entry.value for entry in pack.signals)
    return ThermometerSpec(rules, pack.head.value.curve, pack.words), pack.head.value.ladder


@pytest.fixture(scope="session")
def retail(retail_spec: tuple[ThermometerSpec, LadderSpec], folder: Folder) -> Thermometer:
    polarity, _ = polarity_table()
    return Thermometer.build(retail_spec[0], folder=folder, segment=segmenter("rjieba"), polarity=polarity)
