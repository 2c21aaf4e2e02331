"""Rules about scripts: slots that somebody fills, no promise that nobody can keep, no two scripts alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import combinations

from csassist.catalogue.spec import Policy
from csassist.rulepack.fault import Fault
from csassist.rulepack.lint_wording import dear_spam, forbidden
from csassist.rulepack.nearness import Wording, nearer_than
from csassist.rulepack.shape import Entry
from csassist.suggest.slots import SLOT_NAMES
from csassist.suggest.spec import Script

Fold = Callable[[str], str]
EXAMPLE_KEYS = (*SLOT_NAMES, "product_id", "customer_value")  # what `given` of an example may set
LONGEST = 300  # code points; a longer reply is not read in a chat
ALIKE = 0.5  # normalised edit distance below which two scripts of a kind are one script
OPENING = 6  # characters; more than three scripts that open alike sound like a machine
_SLOT = re.compile(r"\{([^{}]*)\}")
_PLAIN = re.compile(r"[^\w]+")


def lint_scripts(scripts: Sequence[Entry[Script]], policy: Policy, fold: Fold) -> Iterator[Fault]:
    """Faults of each script alone, then of scripts that are alike."""
    known = frozenset(SLOT_NAMES) | {name for name, _ in policy.values}
    for entry in scripts:
        yield from _folder(entry)
        yield from _slots(entry, known)
        yield from _wording(entry)
        yield from _parts(entry)
        yield from _dates(entry)
        for i, word in enumerate(entry.value.when.words):
            if not fold(word).strip():
                yield entry.fault("R121", f"nothing of {word} is left after folding", "when", "words", i)
    yield from _openings(scripts)
    yield from _alike(scripts)


def _folder(entry: Entry[Script]) -> Iterator[Fault]:
    folder = entry.file.split("/")[-2]
    if folder != entry.value.kind:
        yield entry.fault("R118", f"kind {entry.value.kind} lies in the folder {folder}", "kind")


def _slots(entry: Entry[Script], known: frozenset[str]) -> Iterator[Fault]:
    script = entry.value
    if _balance(script.text):
        yield entry.fault("R141", "braces are not balanced; a slot is written {name}", "text")
    for name in _SLOT.findall(script.text):
        if name not in known:
            yield entry.fault("R140", f"nobody fills {{{name}}}; known: {', '.join(sorted(known))}", "text")
    for i, name in enumerate(script.when.needs):
        if name not in known:
            yield entry.fault("R140", f"nobody fills {name}; known: {', '.join(sorted(known))}", "when", "needs", i)
    for room in ("fires", "silent"):
        for i, example in enumerate(getattr(script, room)):
            for name, _ in example.given:
                if name not in EXAMPLE_KEYS:
                    message = f"an example cannot set {name}; it can set {', '.join(EXAMPLE_KEYS)}"
                    yield entry.fault("R140", message, room, i, "given")


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
    for word in forbidden(text):
        yield entry.fault("R142", f"{word} may not be promised", "text")
    if dear_spam(text):
        yield entry.fault("R143", "the customer is called 亲 too often; once is enough, 亲亲 never", "text")


def _parts(entry: Entry[Script]) -> Iterator[Fault]:
    """What a kind cannot do without."""
    script = entry.value
    if script.kind == "empathy" and not 1 <= script.level <= 4:
        yield entry.fault("R147", "an empathy script has a level from 1 to 4", "level")
    if script.kind != "empathy" and script.level:
        yield entry.fault("R122", "level belongs to empathy scripts only", "level")
    if script.kind == "faq" and not script.fact.strip():
        yield entry.fault("R147", "an faq script carries its plain fact", "fact")
    if script.kind == "faq" and script.scene is None:
        yield entry.fault("R147", "an faq script carries its scene", "scene")
    if script.kind == "fabe" and not script.fact.strip():
        yield entry.fault("R148", "a fabe script says in fact what proves it", "text", warning=True)
    if not -1.0 <= script.priority <= 1.0:
        yield entry.fault("R122", "priority lies between -1 and 1", "priority")


def _dates(entry: Entry[Script]) -> Iterator[Fault]:
    found: dict[str, date] = {}
    for name in ("valid_from", "valid_until"):
        text = getattr(entry.value, name)
        if not text:
            continue
        try:
            found[name] = date.fromisoformat(text)
        except ValueError:
            yield entry.fault("R146", f"{name} must be a date like 2026-11-11, not {text}", name)
    if len(found) == 2 and found["valid_until"] < found["valid_from"]:
        yield entry.fault("R146", "valid_until lies before valid_from", "valid_until")


def _bare(script: Script) -> str:
    """The wording alone: no slots, no symbols."""
    return _PLAIN.sub("", _SLOT.sub("", script.text))


def _openings(scripts: Sequence[Entry[Script]]) -> Iterator[Fault]:
    seen: dict[str, list[str]] = {}
    for entry in scripts:
        opening = _bare(entry.value)[:OPENING]
        if len(opening) < OPENING:
            continue
        others = seen.setdefault(opening, [])
        if len(others) >= 3:
            message = f"opens with {opening} like {', '.join(others[:3])}; three are enough"
            yield entry.fault("R144", message, "text")
        others.append(entry.value.id)


def _alike(scripts: Sequence[Entry[Script]]) -> Iterator[Fault]:
    """Every pair of a kind."""
    kinds: dict[str, list[tuple[Wording, Entry[Script]]]] = {}
    for entry in scripts:
        kinds.setdefault(entry.value.kind, []).append((Wording.of(_bare(entry.value)), entry))
    for group in kinds.values():
        for (one, entry), (other, second) in combinations(group, 2):
            if nearer_than(one, other, ALIKE):
                message = f"says nearly what {entry.value.id} says; rewrite or drop one"
                yield second.fault("R145", message, "text")
