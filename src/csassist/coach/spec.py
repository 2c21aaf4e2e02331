"""What a draft rule may say, and what a finding is."""

from __future__ import annotations

from typing import Literal

from csassist.frozen import frozen

Severity = Literal["block", "warn", "hint"]
Covers = Literal["words", "clause", "sentence", "draft"]
Family = Literal[
    "hollow_apology", "chain_questions", "exclamations", "missing_politeness", "jargon", "deflection", "no_action",
    "over_promise", "ad_law", "off_platform", "cold", "vague", "negative_form", "too_casual", "blame_customer",
    "figure",
]  # fmt: skip
Check = Literal["", "policy", "product", "order"]  # whose figures the draft is held against


@frozen
class CoachExample:
    """A draft. For `fires`: `span` = the text the finding covers, `rewrite` = the whole draft after the rewrites.

    `after` = what the customer said before, `tier` = how hot the conversation is, `given` = order and product as in a
    script's example.
    """

    say: str
    span: str = ""
    rewrite: str = ""
    after: str = ""
    tier: int = 0
    given: tuple[tuple[str, str], ...] = ()


@frozen
class CoachRule:
    """One fault of an agent's draft. Words are matched on folded text (lower case, half-width, simplified).

    Fires on `any` word, on a draft that is nothing but one of `whole` (symbols aside), on too many of `count_of`, on a
    draft that `lacks` all of these words, or on figures that contradict (`check`). `tier` and `after` narrow it to a
    conversation: without one it is silent.
    """

    id: str
    title: str
    severity: Severity
    family: Family
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
    lacks: tuple[str, ...] = ()  # none of these stands in the draft: the whole draft is the finding
    tier: int = 0  # only in a conversation of this tier or above
    after: tuple[str, ...] = ()  # only when the customer's last words hold one of these
    check: Check = ""
    figure: str = ""  # check policy: the policy value; `any` = words of a clause that speaks of it
    covers: Covers = "words"  # what span and rewrite are about: the words hit, or the clause, sentence, draft around


@frozen
class Finding:
    id: str
    severity: Severity
    family: Family
    span: tuple[int, int]
    message: str
    rewrite: str


@frozen
class Review:
    findings: tuple[Finding, ...]
    rewrite: str  # the whole draft with the rewrites applied
