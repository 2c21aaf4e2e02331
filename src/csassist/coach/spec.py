"""What a draft rule may say, and what a finding is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["block", "warn", "hint"]
Covers = Literal["words", "clause", "sentence", "draft"]


@dataclass(frozen=True, slots=True)
class CoachExample:
    """A draft. For `fires`: `span` = the text the finding covers, `rewrite` = the whole draft after the rewrites."""

    say: str
    span: str = ""
    rewrite: str = ""


@dataclass(frozen=True, slots=True)
class CoachRule:
    """One fault of an agent's draft. Words are matched on folded text (lower case, half-width, simplified).

    Fires on `any` word, on a draft that is nothing but one of `whole` (symbols aside), or on too many of `count_of`.
    """

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
    rewrite: str = ""  # replaces what the finding covers; empty = no rewrite of it
    fires: tuple[CoachExample, ...] = ()
    silent: tuple[CoachExample, ...] = ()
    whole: tuple[str, ...] = ()
    unless_around: tuple[str, ...] = ()  # a longer word that covers the hit vetoes it: 第一时间 over 第一
    covers: Covers = "words"  # what span and rewrite are about: the words hit, or the clause, sentence, draft around


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
