"""Rules for tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from csassist.thermometer.spec import Adds, LookFor, SignalRule


def make_rule(name: str, look: LookFor, degrees: float = 10.0, **more: Any) -> SignalRule:
    """A stable rule without examples."""
    plain = SignalRule(name, name, "wording", "stable", "a test", look, Adds(degrees), (), ())
    return replace(plain, **more)
