"""One situation as the index reads it: words found, names of its conditions, the level of empathy it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from csassist.catalogue.shelf import Shelf
from csassist.conversation.quick import quick
from csassist.suggest.library import Library
from csassist.suggest.masks import trigger_names
from csassist.suggest.situation import Situation
from csassist.suggest.slots import known_slots

Found = Mapping[int, tuple[int, int]]  # word number -> span in the folded text
LEVELS = (30.0, 50.0, 75.0)  # degrees from which level 2, 3, 4 is due: the enter thresholds of the tiers


@quick
@dataclass(frozen=True, slots=True)
class Lens:
    """Everything the score of one script looks at, worked out once per decision."""

    situation: Situation
    found: Found
    terms: tuple[tuple[int, float], ...]  # the words found that stand in examples, with their weights
    mass: float  # sum of those weights
    triggers: tuple[str, ...]
    scenes: tuple[str, ...]
    safety: bool
    quiet: bool
    level: int
    slots: Mapping[str, str]
    effects: Mapping[str, float]
    floor: float

    @classmethod
    def of(cls, library: Library, shelf: Shelf, situation: Situation, seen: tuple[Found, bool]) -> Lens:
        """Reads a situation; `seen` = the library's words found in its text, and whether that is small talk."""
        reading = situation.reading
        found, quiet = seen
        weights = library.weights
        terms = []
        mass = 0.0
        for number in found:
            weight = weights[number]
            if weight:
                terms.append((number, weight))
                mass += weight
        return cls(
            situation=situation,
            found=found,
            terms=tuple(terms),
            mass=mass,
            triggers=trigger_names(reading.triggers),
            scenes=reading.scenes,
            safety=situation.safety,
            quiet=quiet,
            level=empathy_level(library, situation),
            slots=known_slots(situation, shelf),
            effects=dict(situation.effects) if situation.effects else {},
            floor=library.spec.floor,
        )


def is_quiet(library: Library, situation: Situation) -> bool:
    """Small talk that carries no heat of its own."""
    return not situation.heated and library.quiet.covers(situation.folded)


def empathy_level(library: Library, situation: Situation) -> int:
    """1 acknowledge, 2 name the feeling, 3 take their side, 4 act.

    By heat; one further when the customer has written twice without an answer; never the level already given again;
    act at once when a hot customer has turned to plain facts.
    """
    reading = situation.reading
    if situation.hot and not situation.heated:
        return 4
    level = 1 + sum(reading.degrees >= threshold for threshold in LEVELS)
    if situation.unanswered >= 3:
        level += 1
    given = 0
    for script_id in situation.offered:
        number = library.numbers.get(script_id)
        if number is not None:
            given = max(given, library.scripts[number].script.level)
    return min(4, max(level, given))
