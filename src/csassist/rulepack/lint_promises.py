"""Rules about promise rules: they look for something, their words survive folding, their policy value is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from csassist.promise.book import length_of
from csassist.promise.spec import PromiseRule
from csassist.rulepack.fault import Fault
from csassist.rulepack.pack import Pack
from csassist.rulepack.promises import zone_of
from csassist.rulepack.shape import Entry

Fold = Callable[[str], str]
LEAST = 3  # true examples of a rule


def lint_promises(pack: Pack, fold: Fold) -> Iterator[Fault]:
    """Every fault of the promise rules and of `promise:` in pack.yaml."""
    policy = dict(pack.policy.value.values)
    try:
        zone_of(pack.head.value.promise.time_zone)
    except ValueError as error:
        yield pack.head.fault("R130", str(error), "promise", "time_zone")
    if not 0.0 < pack.head.value.promise.warn_share <= 0.5:
        yield pack.head.fault("R130", "warn_share lies above 0 and at most at 0.5", "promise", "warn_share")
    for entry in pack.promises:
        yield from _rule(entry, fold)
        rule = entry.value
        if rule.due and length_of(policy.get(rule.due, "")) is None:
            yield entry.fault("R140", f"policy.yaml gives no span of time for {rule.due}", "due")


def _rule(entry: Entry[PromiseRule], fold: Fold) -> Iterator[Fault]:
    rule = entry.value
    if not (rule.say or rule.do):
        yield entry.fault("R120", "looks for nothing; give say or do")
    if rule.due_s <= 0:
        yield entry.fault("R122", "due_s must be above 0", "due_s")
    if 0 < len(rule.fires) < LEAST:
        yield entry.fault("R114", f"a promise rule needs {LEAST} fires examples at least", "fires")
    seen: set[str] = set()
    for name in ("say", "do", "unless"):
        for place, word in enumerate(getattr(rule, name)):
            if not fold(word).strip():
                yield entry.fault("R121", f"nothing of {word} is left after folding", name, place)
            if word in seen:
                yield entry.fault("R123", f"{word} is listed twice", name, place)
            seen.add(word)
