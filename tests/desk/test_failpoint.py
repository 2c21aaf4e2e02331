"""Failpoints do nothing unless armed; the deaths themselves are tried in tests/journeys/test_intervene.py."""

from __future__ import annotations

import os
import signal

import pytest

from csassist.desk import failpoint
from csassist.desk.failpoint import NAMES, arm


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no failpoint tea"):
        arm("tea")


def test_only_the_armed_moment_kills(monkeypatch: pytest.MonkeyPatch) -> None:
    deaths: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda process, what: deaths.append((process, what)))
    for name in NAMES:
        failpoint.failpoint(name)
    assert deaths == []
    arm("after_commit")
    try:
        for name in NAMES:
            failpoint.failpoint(name)
    finally:
        arm(None)
    assert deaths == [(os.getpid(), signal.SIGKILL)]
