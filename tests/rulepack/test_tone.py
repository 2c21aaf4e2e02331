"""The library before the coach: a reply that an agent would be stopped from sending is a fault of the pack."""

from __future__ import annotations

import pytest

from csassist.rulepack.check import inspect

PARCEL = "scripts/action/check-parcel.yaml"


@pytest.mark.parametrize(
    ("severity", "codes"), [("block", ["R151"]), ("warn", ["R151"]), ("hint", [])]
)  # a hint may stand
def test_the_coach_reads_every_script(write_pack, good, severity: str, codes: list[str]) -> None:
    apology = good["coach/hollow-apology.yaml"].replace("severity: warn", f"severity: {severity}")
    script = good[PARCEL].replace("text: 我现在", "text: 非常抱歉，我现在")
    found = inspect(write_pack({PARCEL: script, "coach/hollow-apology.yaml": apology}))
    assert [(fault.code, fault.line) for fault in found.faults] == [(code, 6) for code in codes]
