"""What a draft rule may say, and what a finding is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["block", "warn", "hint"]


@dataclass(frozen=True, slots=True)
class CoachExample:
    say: str
    span: str = ""
    rewrite: str = ""


@dataclass(frozen=True, slots=True)
class CoachRule:
    """One fault of an agent's draft. `any` words are matched on folded text."""

    id: str
    title: str
    severity: Severity
    why: str
    message: str  # what the agent reads
    any: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()  # with one of these in the draft it is no fault
    count_of: str = ""  # symbols counted over the whole draft …
    more_than: int = 0  # … fault when there are more
    shorter_than: int = 0  # the draft's length without symbols must be below this for the rule to apply (0 = any)
    rewrite: str = ""  # replaces the span; empty = no rewrite of this span
    fires: tuple[CoachExample, ...] = ()
    silent: tuple[CoachExample, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    id: str
    severity: Severity
    span: tuple[int, int]
    message: str
    rewrite: str


@dataclass(frozen=True, slots=True)
class Review:
    findings: tuple[Finding, ...]
    rewrite: str  # the whole draft with the rewrites applied
