"""Rules about rules: what a pack that reads well may still have wrong. Runs no example; examples.py does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from csassist.rulepack.concessions import lint_concessions
from csassist.rulepack.fault import Fault
from csassist.rulepack.lint_campaigns import lint_campaigns
from csassist.rulepack.lint_numbers import lint_numbers
from csassist.rulepack.lint_products import lint_products
from csassist.rulepack.lint_promises import lint_promises
from csassist.rulepack.lint_scripts import lint_scripts
from csassist.rulepack.lint_signals import lint_signals
from csassist.rulepack.pack import Pack
from csassist.rulepack.shape import Entry

COACH_FIRES = 3  # true examples of a draft rule
Fold = Callable[[str], str]  # what the thermometer makes of a text before it matches


def lint(pack: Pack, fold: Fold, today: date | None = None) -> list[Fault]:
    """Every fault and warning of the content of a pack. `today` tells which scripts are over; None = none is."""
    faults = [
        *_ids(pack),
        *lint_numbers(pack.head),
        *lint_signals(pack.signals, fold),
        *lint_scripts(pack.scripts, pack.policy.value, fold),
        *lint_campaigns(pack, today),
        *lint_products(pack.products),
        *lint_concessions(pack.concessions, pack.scripts),
        *lint_promises(pack, fold),
    ]
    for rule in pack.signals:
        faults += _examples(rule, ("fires", "silent", "gaps"))
        faults += _spans(rule, rule.value.fires)
    for script in pack.scripts:
        faults += _examples(script, ("fires", "silent"))
    for promise in pack.promises:
        faults += _examples(promise, ("fires", "silent"))
        faults += _spans(promise, promise.value.fires)
    for draft_rule in pack.coach:
        faults += _examples(draft_rule, ("fires", "silent"))
        faults += _spans(draft_rule, draft_rule.value.fires)
        faults += _unmatchable(draft_rule, fold)
    return faults


def _ids(pack: Pack) -> Iterator[Fault]:
    """An id is the file name, unique over all rooms, not retired."""
    entries: list[Entry[Any]] = [*pack.signals, *pack.scripts, *pack.products, *pack.coach, *pack.promises]
    seen: dict[str, str] = {}
    for entry in entries:
        name, stem = entry.value.id, entry.file.rpartition("/")[2].removesuffix(".yaml")
        if name != stem:
            yield entry.fault("R111", f"id {name} lies in {stem}.yaml; both must be the same", "id")
        if name in seen:
            yield entry.fault("R112", f"id {name} is used in {seen[name]} already", "id")
        if name in pack.retired:
            yield entry.fault("R113", f"id {name} was retired; take another one", "id")
        if getattr(entry.value, "status", "") == "retired":
            yield entry.fault("R113", "a retired rule moves to retired/, beside the pack", "status")
        seen.setdefault(name, entry.file)
    if pack.id != pack.directory.name:
        yield pack.head.fault("R111", f"pack {pack.id} lies in the directory {pack.directory.name}", "id")


def _examples(entry: Entry[Any], rooms: Sequence[str]) -> Iterator[Fault]:
    """Both kinds are there; no two are the same; none is claimed both ways."""
    claimed: dict[tuple[object, ...], str] = {}
    for room in rooms:
        examples = getattr(entry.value, room)
        if not examples and room != "gaps":
            yield entry.fault("R114", f"no {room} examples; a rule needs both kinds", room)
        for place, example in enumerate(examples):
            if not example.say.strip():
                yield entry.fault("R107", "an example says nothing", room, place)
            around = (getattr(example, name, ()) for name in ("given", "after", "heard"))
            key = (example.say, *(tuple(part) for part in around))
            if key in claimed:
                code = "R116" if claimed[key] == room else "R117"
                message = f"the same example stands in {claimed[key]} already: {example.say[:30]}"
                yield entry.fault(code, message, room, place)
            claimed.setdefault(key, room)


def _spans(entry: Entry[Any], fires: Sequence[Any]) -> Iterator[Fault]:
    for place, example in enumerate(fires):
        if example.span and example.span not in example.say:
            yield entry.fault(
                "R115", f"span {example.span} does not stand in {example.say[:30]}", "fires", place, "span"
            )


def _unmatchable(entry: Entry[Any], fold: Fold) -> Iterator[Fault]:
    """A coach rule looks for something, its words survive folding, and it has examples enough."""
    rule = entry.value
    if not (rule.any or rule.whole or rule.count_of or rule.shorter_than or rule.lacks or rule.check):
        yield entry.fault("R120", "looks for nothing; give any, whole, count_of, lacks, check or shorter_than")
    if bool(rule.count_of) != ("more_than" in {path[0] for path in entry.lines if path}):
        yield entry.fault("R122", "count_of and more_than belong together")
    if (rule.check == "policy") != bool(rule.figure):
        yield entry.fault("R122", "check: policy and figure belong together", "figure")
    if rule.lacks and not (rule.tier or rule.after):
        yield entry.fault("R122", "lacks needs a tier or after, else it would mark every plain answer", "lacks")
    if 0 < len(rule.fires) < COACH_FIRES:
        yield entry.fault("R114", f"a draft rule needs {COACH_FIRES} fires examples at least", "fires")
    for name in ("any", "unless", "lacks", "after"):
        for place, word in enumerate(getattr(rule, name)):
            if not fold(word).strip():
                yield entry.fault("R121", f"nothing of {word} is left after folding", name, place)
