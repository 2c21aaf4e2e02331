"""What a shop itself may put beside the rules: its product cards and scripts pass the same checks as a pack's.

Beyond these: nothing that a machine could read as markup, template or formula, and no number of one customer.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from csassist.assessment.rulebook import Rulebook
from csassist.catalogue.spec import Policy, ProductCard
from csassist.coach.review import review
from csassist.frozen import frozen
from csassist.rulepack.fault import Fault
from csassist.rulepack.lint_products import lint_products
from csassist.rulepack.lint_scripts import lint_scripts
from csassist.rulepack.lint_wording import forbidden
from csassist.rulepack.nearness import Wording, nearer_than
from csassist.rulepack.shape import Entry
from csassist.rulepack.vocabulary import fold_text
from csassist.suggest.spec import Script

T = TypeVar("T")
ALIKE = 0.5  # as in a pack: normalised edit distance below which two scripts of a kind are one script
WARNINGS = frozenset(("R148", "R152"))  # a card without evidence is kept, marked; the other card may come later
_TOLD = ("/facts/",)  # told to customers as they are; lint_products sees to selling points, versus and process
_SLOT = re.compile(r"\{[^{}]*\}")
_PLAIN = re.compile(r"[^\w]+")
_MARKUP = re.compile(
    r"</?[a-z!?]|&(?:#\d|#x[0-9a-f]|[a-z]{2,8};)|javascript:|data:text|\]\(|<%|%>|\{\{|\}\}|\{%|%\}|\{#|\$\{|#\{|%\(\w+\)s",
    re.IGNORECASE,
)
# Control characters, separators that break a line, invisible and direction marks, tags, private use, half characters.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_FORMULA = re.compile(r"\s*(?:[=@]|[+\-](?![\d.]))")
_OF_ONE = re.compile(r"(?<!\d)\d{8,}(?!\d)|(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|[\w.]+@[\w-]+\.[a-z]{2,}")


@frozen
class Finding:
    """One fault of what was sent; `pointer` is a JSON pointer into it, `line` a line of that text, 0 for all of it.

    A warning does not refuse.
    """

    pointer: str
    code: str
    detail: str
    warning: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True, order=True)
class _PlacedFault(Fault):
    pointer: str = ""


class _Sent(Entry[T]):
    """An entry that came over the wire: its faults know a pointer instead of a line."""

    __slots__ = ()

    def fault(self, code: str, message: str, *path: str | int, warning: bool = False) -> Fault:
        pointer = "".join(f"/{part}" for part in path)
        return _PlacedFault(self.file, 1, code, message, warning, pointer)


def product_findings(card: ProductCard, known: Container[str]) -> list[Finding]:
    """What is wrong with a card. `known` = ids of the products that it may name."""
    sent = _Sent(card, f"products/{card.id}.yaml", {})
    found = [_finding(fault) for fault in lint_products([sent]) if fault.code != "R152"]
    for other, pointer in _named(card):
        if other == card.id or other not in known:
            found.append(Finding(pointer, "R152", f"there is no other product {other} yet", warning=True))
    for pointer, text in _card_texts(card):
        found += _written(pointer, text)
        if _FORMULA.match(text):
            found.append(Finding(pointer, "R182", "begins like a formula of a spreadsheet"))
        title = pointer in ("/name", "/category")
        if title or pointer.startswith(_TOLD):
            found += [Finding(pointer, "R142", f"{word} may not be promised", title) for word in forbidden(text)]
    return found


def script_findings(script: Script, rulebook: Rulebook) -> list[Finding]:
    """What is wrong with a script for the shop whose library `rulebook` holds; its own earlier version is no rival."""
    sent = _Sent(script, f"scripts/{script.kind}/{script.id}.yaml", {})
    policy = Policy(tuple(rulebook.shelf.policy.items()))
    found = [_finding(fault) for fault in lint_scripts([sent], policy, fold_text)]
    for pointer, text in _script_texts(script):
        for number, line in enumerate(text.split("\n"), 1):
            found += [replace(each, line=number) for each in _written(pointer, line)]
            if _OF_ONE.search(line):
                told = "holds a number or address of one customer; write a slot"
                found.append(Finding(pointer, "R183", told, line=number))
    found += _stopped(script, rulebook)
    if not script.when.words:
        found.append(Finding("/words", "R147", "a shop's script needs words that a customer says to get it"))
    near = _near(script, rulebook)
    if near is not None:
        found.append(Finding("/text", "R145", f"says nearly what {near} says; improve that one instead"))
    return list(dict.fromkeys(found))


def _finding(fault: Fault) -> Finding:
    pointer = fault.pointer if isinstance(fault, _PlacedFault) else ""
    return Finding(pointer, fault.code, fault.message, fault.warning or fault.code in WARNINGS)


def _named(card: ProductCard) -> Iterator[tuple[str, str]]:
    if card.upgrade:
        yield card.upgrade, "/upgrade"
    for i, other in enumerate(card.related):
        yield other, f"/related/{i}"


def _card_texts(card: ProductCard) -> Iterator[tuple[str, str]]:
    """Every text of a card with its pointer."""
    for name in ("id", "name", "category", "versus", "note", "process"):
        yield f"/{name}", getattr(card, name)
    for fact, value in card.facts:
        yield f"/facts/{fact}", fact
        yield f"/facts/{fact}", value
    for i, point in enumerate(card.points):
        for name in ("feature", "advantage", "benefit", "loss"):
            yield f"/points/{i}/{name}", getattr(point, name)
        for name in ("topic", "personas"):
            for j, word in enumerate(getattr(point, name)):
                yield f"/points/{i}/{name}/{j}", word
        for persona, text in point.scenes:
            yield f"/points/{i}/scenes/{persona}", text
        if point.evidence is not None:
            yield f"/points/{i}/evidence/text", point.evidence.text
            yield f"/points/{i}/evidence/source", point.evidence.source


def _script_texts(script: Script) -> Iterator[tuple[str, str]]:
    for name in ("text", "title", "fact", "not_when"):
        yield f"/{name}", getattr(script, name)
    for i, text in enumerate(script.ahead):
        yield f"/ahead/{i}", text
    for name in ("words", "also", "unless"):
        for i, word in enumerate(getattr(script.when, name)):
            yield f"/{name}/{i}", word


def _written(pointer: str, text: str) -> Iterator[Finding]:
    """Text is text: nothing in it may mean something to a page, a template or a terminal."""
    if _UNSEEN.search(text):
        yield Finding(pointer, "R181", "holds a control, invisible or direction character")
    if _MARKUP.search(text):
        yield Finding(pointer, "R181", "holds markup or template syntax; a slot is written {name}")


def _stopped(script: Script, rulebook: Rulebook) -> Iterator[Finding]:
    """What the draft coach would not let an agent send, no script may say."""
    for finding in review(rulebook.coach, _SLOT.sub("", script.text)).findings:
        if finding.severity == "block":
            yield Finding("/text", "R151", f"the draft coach would stop this text: {finding.message}")


def _near(script: Script, rulebook: Rulebook) -> str | None:
    """The script of the library that says the same, or nearly the same in the same kind."""
    own = Wording.of(_bare(script.text))
    for compiled in rulebook.library.scripts:
        other = compiled.script
        if other.id == script.id:
            continue
        theirs = _bare(other.text)
        if theirs == own.text or (other.kind == script.kind and nearer_than(own, Wording.of(theirs), ALIKE)):
            return other.id
    return None


def _bare(text: str) -> str:
    """The wording alone: no slots, no symbols."""
    return _PLAIN.sub("", _SLOT.sub("", text))
