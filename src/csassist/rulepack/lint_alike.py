"""Rules about scripts beside one another: no two that say the same, few that open the same. Knows no slot's meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from csassist.rulepack.fault import Fault
from csassist.rulepack.nearness import Wording, nearer_than
from csassist.rulepack.shape import Entry
from csassist.suggest.spec import Script

ALIKE = 0.5  # normalised edit distance below which two scripts of a kind are one script
OPENING = 6  # characters; more than three scripts that open alike sound like a machine
_SLOT = re.compile(r"\{([^{}]*)\}")
_PLAIN = re.compile(r"[^\w]+")


def lint_alike(scripts: Sequence[Entry[Script]]) -> Iterator[Fault]:
    """R144 for the fourth script that opens like three others, R145 for one that says what another says."""
    yield from _openings(scripts)
    yield from _same(scripts)
    yield from _alike(scripts)


def bare(script: Script) -> str:
    """The wording alone: no slots, no symbols."""
    return _PLAIN.sub("", _SLOT.sub("", script.text))


def _openings(scripts: Sequence[Entry[Script]]) -> Iterator[Fault]:
    seen: dict[str, list[str]] = {}
    for entry in scripts:
        opening = bare(entry.value)[:OPENING]
        if len(opening) < OPENING:
            continue
        others = seen.setdefault(opening, [])
        if len(others) >= 3:
            message = f"opens with {opening} like {', '.join(others[:3])}; three are enough"
            yield entry.fault("R144", message, "text")
        others.append(entry.value.id)


def _same(scripts: Sequence[Entry[Script]]) -> Iterator[Fault]:
    """One wording that two ids claim is a fault whatever their kinds; within a kind `_alike` says so already."""
    owners: dict[str, Entry[Script]] = {}
    for entry in scripts:
        owner = owners.setdefault(bare(entry.value), entry)
        if owner is not entry and owner.value.kind != entry.value.kind:
            yield entry.fault("R145", f"{owner.value.id} claims the same wording", "text")


def _alike(scripts: Sequence[Entry[Script]]) -> Iterator[Fault]:
    """Every pair of a kind."""
    kinds: dict[str, list[tuple[Wording, Entry[Script]]]] = {}
    for entry in scripts:
        kinds.setdefault(entry.value.kind, []).append((Wording.of(bare(entry.value)), entry))
    for group in kinds.values():
        for (one, entry), (other, second) in combinations(group, 2):
            if nearer_than(one, other, ALIKE):
                message = f"says nearly what {entry.value.id} says; rewrite or drop one"
                yield second.fault("R145", message, "text")
