"""Rules about signal rules: a condition that says one thing, words that can match, numbers that have an effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from csassist.rulepack.fault import Fault
from csassist.rulepack.shape import Entry
from csassist.thermometer.spec import LookFor, SignalRule

Fold = Callable[[str], str]
_ONLY_WITH = {"within": ("sequence",), "at_least": ("symbol_run", "repeat")}
_UNHAPPY = frozenset(("anger", "grievance", "anxiety", "disappointment"))


def lint_signals(rules: Sequence[Entry[SignalRule]], fold: Fold) -> Iterator[Fault]:
    """Faults of each rule alone, then of rules that speak of the same example or the same words."""
    for entry in rules:
        yield from _folder(entry)
        yield from _condition(entry)
        yield from _words(entry, fold)
        yield from _degrees(entry)
    yield from _contradictions(rules)
    yield from _shared_words(rules)


def _folder(entry: Entry[SignalRule]) -> Iterator[Fault]:
    folder = entry.file.split("/")[-2]
    if folder != entry.value.family:
        yield entry.fault("R118", f"family {entry.value.family} lies in the folder {folder}", "family")


def _kinds(look: LookFor) -> list[str]:
    given = {"any": look.any, "sequence": look.sequence, "symbol_run": look.symbol_run, "emoji": look.emoji}
    return [name for name, value in given.items() if value] + (["repeat"] if look.repeat else [])


def _condition(entry: Entry[SignalRule]) -> Iterator[Fault]:
    look = entry.value.look_for
    kinds = _kinds(look)
    if not kinds:
        yield entry.fault("R120", "look_for says nothing; give any, sequence, symbol_run, emoji or repeat", "look_for")
    if len(kinds) > 1:
        yield entry.fault("R120", f"look_for says {' and '.join(kinds)}; one rule looks for one thing", "look_for")
    for setting, kinds_it_needs in _ONLY_WITH.items():
        if ("look_for", setting) in entry.lines and not set(kinds_it_needs) & set(kinds):
            needed = " or ".join(kinds_it_needs)
            yield entry.fault("R122", f"{setting} works with {needed} only", "look_for", setting)
    if look.at_least < 1:
        yield entry.fault("R122", "at_least must be 1 or more", "look_for", "at_least")
    if not 0 <= look.within <= 200:
        yield entry.fault("R122", "within is a number of code points, 0–200", "look_for", "within")
    if look.sequence and (len(look.sequence) < 2 or not all(look.sequence)):
        yield entry.fault("R120", "a sequence needs at least two groups of words", "look_for", "sequence")


def _words(entry: Entry[SignalRule], fold: Fold) -> Iterator[Fault]:
    """Words survive folding and stand only once."""
    look = entry.value.look_for
    places: list[tuple[str, tuple[str | int, ...]]] = [(word, ("any", i)) for i, word in enumerate(look.any)]
    places += [(w, ("sequence", i, j)) for i, group in enumerate(look.sequence) for j, w in enumerate(group)]
    places += [(word, ("unless", i)) for i, word in enumerate(look.unless)]
    places += [(word, ("unless_around", i)) for i, word in enumerate(look.unless_around)]
    if look.symbol_run:
        places.append((look.symbol_run, ("symbol_run",)))
    seen: set[tuple[object, ...]] = set()
    for word, path in places:
        if not fold(word).strip():
            yield entry.fault("R121", f"nothing of {word} is left after folding", "look_for", *path)
        key = (word, *path[:-1])
        if key in seen:
            yield entry.fault("R123", f"{word} is listed twice", "look_for", *path)
        seen.add(key)
    for i, word in enumerate(look.unless_around):
        if look.any and not any(hit in word for hit in look.any):
            message = f"{word} covers none of the words of any"
            yield entry.fault("R122", message, "look_for", "unless_around", i)


def _degrees(entry: Entry[SignalRule]) -> Iterator[Fault]:
    adds = entry.value.adds
    for name in ("degrees", "per_extra", "cap"):
        number = getattr(adds, name)
        if number is not None and abs(number) > 100.0:
            yield entry.fault("R122", f"{name} {number:g} lies beyond 100 degrees", "adds", name)
    if adds.cap is not None and abs(adds.cap) < abs(adds.degrees):
        yield entry.fault("R122", f"cap {adds.cap:g} is below the first hit's {adds.degrees:g}", "adds", "cap")
    if adds.cap is not None and adds.cap * adds.degrees < 0:
        yield entry.fault("R122", "cap and degrees point to different sides", "adds", "cap")
    if entry.value.hard is not None and adds.degrees < 0:
        yield entry.fault("R122", "a hard trigger cannot cool", "adds", "degrees")


def _contradictions(rules: Sequence[Entry[SignalRule]]) -> Iterator[Fault]:
    """One text cannot be an example of satisfaction and of unhappiness."""
    glad: dict[str, str] = {}
    for entry in rules:
        if entry.value.emotion == "satisfied":
            glad.update((example.say, entry.value.id) for example in entry.value.fires)
    for entry in rules:
        if entry.value.emotion not in _UNHAPPY:
            continue
        for i, example in enumerate(entry.value.fires):
            if example.say in glad:
                message = f"{glad[example.say]} calls the same text satisfied"
                yield entry.fault("R117", message, "fires", i)


def _shared_words(rules: Sequence[Entry[SignalRule]]) -> Iterator[Fault]:
    """A word that two rules of a family look for is counted twice; probably not meant."""
    owner: dict[tuple[str, str], str] = {}
    for entry in rules:
        for i, word in enumerate(entry.value.look_for.any):
            key = (entry.value.family, word)
            if key in owner and entry.value.family != "scene":
                message = f"{word} is counted by {owner[key]} too"
                yield entry.fault("R123", message, "look_for", "any", i, warning=True)
            owner.setdefault(key, entry.value.id)
