"""Rules about scripts: slots that somebody fills, no promise that nobody can keep, no two scripts alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from csassist.catalogue.spec import Policy
from csassist.rulepack.fault import Fault
from csassist.rulepack.lint_alike import lint_alike
from csassist.rulepack.lint_wording import dear_spam, forbidden
from csassist.rulepack.shape import Entry, Path
from csassist.suggest.slots import SLOT_NAMES
from csassist.suggest.spec import Script

Fold = Callable[[str], str]
EXAMPLE_KEYS = (*SLOT_NAMES, "product_id", "customer_value")  # what `given` of an example may set
LONGEST = 300  # code points; a longer reply is not read in a chat
_SLOT = re.compile(r"\{([^{}]*)\}")
_FACTS = {"scarcity": "stock", "social_proof": "sold"}  # tactic -> the slot whose value can be looked up
_AHEAD = re.compile(r"[^：]{2,30}：.{4,}")  # 问什么：怎么答


def lint_scripts(scripts: Sequence[Entry[Script]], policy: Policy, fold: Fold) -> Iterator[Fault]:
    """Faults of each script alone, then of scripts that are alike."""
    known = frozenset(SLOT_NAMES) | {name for name, _ in policy.values}
    for entry in scripts:
        yield from _folder(entry)
        yield from _slots(entry, known)
        yield from _wording(entry)
        yield from _parts(entry)
        for i, word in enumerate(entry.value.when.words):
            if not fold(word).strip():
                yield entry.fault("R121", f"nothing of {word} is left after folding", "when", "words", i)
    yield from lint_alike(scripts)


def _folder(entry: Entry[Script]) -> Iterator[Fault]:
    folder = entry.file.split("/")[-2]
    if folder != entry.value.kind:
        yield entry.fault("R118", f"kind {entry.value.kind} lies in the folder {folder}", "kind")


def _slots(entry: Entry[Script], known: frozenset[str]) -> Iterator[Fault]:
    script = entry.value
    for text, path in _spoken(script):
        if _balance(text):
            yield entry.fault("R141", "braces are not balanced; a slot is written {name}", *path)
        for name in _SLOT.findall(text):
            if name not in known:
                yield entry.fault("R140", f"nobody fills {{{name}}}; known: {', '.join(sorted(known))}", *path)
    for room in ("needs", "lacks"):
        for i, name in enumerate(getattr(script.when, room)):
            if name not in known:
                yield entry.fault("R140", f"nobody fills {name}; known: {', '.join(sorted(known))}", "when", room, i)
    for room in ("fires", "silent"):
        for i, example in enumerate(getattr(script, room)):
            for name, _ in example.given:
                if name not in EXAMPLE_KEYS:
                    message = f"an example cannot set {name}; it can set {', '.join(EXAMPLE_KEYS)}"
                    yield entry.fault("R140", message, room, i, "given")


def _spoken(script: Script) -> Iterator[tuple[str, Path]]:
    """Everything of a script that may reach the customer, with its place."""
    yield script.text, ("text",)
    yield script.fact, ("fact",)
    for i, answer in enumerate(script.ahead):
        yield answer, ("ahead", i)


def _balance(text: str) -> bool:
    """True when { and } do not alternate."""
    braces = "".join(char for char in text if char in "{}｛｝")
    return braces != "{}" * (len(braces) // 2)


def _wording(entry: Entry[Script]) -> Iterator[Fault]:
    text = entry.value.text
    if not text.strip():
        yield entry.fault("R107", "the script says nothing", "text")
    if len(text) > LONGEST:
        yield entry.fault("R107", f"{len(text)} characters; a reply in a chat has at most {LONGEST}", "text")
    for said, path in _spoken(entry.value):
        for word in forbidden(said):
            yield entry.fault("R142", f"{word} may not be promised", *path)
    if dear_spam(text):
        yield entry.fault("R143", "the customer is called 亲 too often; once is enough, 亲亲 never", "text")


def _parts(entry: Entry[Script]) -> Iterator[Fault]:
    """What a kind cannot do without."""
    script = entry.value
    if script.scene is None:
        yield entry.fault("R147", "a script carries its scene", "scene")
    if not script.not_when.strip():
        yield entry.fault("R147", "a script tells the agent when not to use it", "not_when")
    for i, answer in enumerate(script.ahead):
        if not _AHEAD.fullmatch(answer):
            yield entry.fault("R147", "ahead is written 问什么：怎么答", "ahead", i)
    if script.kind == "empathy" and not 1 <= script.level <= 4:
        yield entry.fault("R147", "an empathy script has a level from 1 to 4", "level")
    if script.kind != "empathy" and script.level:
        yield entry.fault("R122", "level belongs to empathy scripts only", "level")
    if script.kind == "faq" and not script.fact.strip():
        yield entry.fault("R147", "an faq script carries its plain fact", "fact")
    if script.kind == "fabe" and not script.fact.strip():
        yield entry.fault("R148", "a fabe script says in fact what proves it", "text")
    fact = _FACTS.get(script.tactic or "")
    if fact is not None and fact not in script.when.needs:
        yield entry.fault("R147", f"the tactic {script.tactic} stands on a fact: needs: [{fact}]", "tactic")
    if not -1.0 <= script.priority <= 1.0:
        yield entry.fault("R122", "priority lies between -1 and 1", "priority")
