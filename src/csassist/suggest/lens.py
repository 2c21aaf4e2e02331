"""One situation as the score reads it: words found, names of its conditions, the level of empathy it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from csassist.conversation.quick import quick
from csassist.suggest.library import Found, Library, Seen
from csassist.suggest.masks import trigger_names
from csassist.suggest.reaction import Reaction, reaction
from csassist.suggest.roles import COMPARISON, DECISION, DOUBT, QUESTION
from csassist.suggest.situation import Situation
from csassist.suggest.spec import PurchaseStage

LEVELS = (30.0, 50.0, 75.0)  # degrees from which level 2, 3, 4 is due: the enter thresholds of the tiers


@quick
@dataclass(frozen=True, slots=True)
class Lens:
    """Everything the score of one script looks at, worked out once per decision."""

    situation: Situation
    found: Found
    terms: tuple[tuple[int, float], ...]  # the words found that stand in examples, with their rarity
    mass: float  # sum of those rarities
    triggers: tuple[str, ...]
    scenes: tuple[str, ...]
    topic: tuple[str, ...]  # scenes of what was said before, when this text names none
    stage: PurchaseStage | None
    safety: bool
    hot: bool
    quiet: bool
    level: int
    slots: Mapping[str, str]  # of this situation
    policy: Mapping[str, str]  # of the shop
    effects: Mapping[str, float]
    reaction: Reaction
    floor: float

    @classmethod
    def of(
        cls, library: Library, situation: Situation, seen: Seen, known: tuple[Mapping[str, str], Mapping[str, str]]
    ) -> Lens:
        """Reads a situation. `seen` = its text as the library reads it; `known` = its slots, the policy values."""
        reading, choosing = situation.reading, situation.choosing
        scenes = reading.scenes
        return cls(
            situation=situation,
            found=seen.found,
            terms=seen.terms,
            mass=seen.mass,
            triggers=trigger_names(reading.triggers),
            scenes=scenes,
            topic=() if scenes else choosing.topic,
            stage=purchase_stage(seen.roles, scenes or choosing.topic),
            safety=situation.safety,
            hot=situation.hot,
            quiet=seen.quiet and not situation.heated,
            level=empathy_level(library, situation),
            slots=known[0],
            policy=known[1],
            effects=dict(situation.effects) if situation.effects else {},
            reaction=reaction(situation),
            floor=library.spec.floor,
        )


BUYING = frozenset(("presale", "price", "payment", "unpaid", "membership"))


def purchase_stage(roles: int, scenes: tuple[str, ...]) -> PurchaseStage | None:
    """Where in a purchase the customer stands (D5): acting, weighing, getting to know; None outside a purchase."""
    if roles & DECISION:
        return "action"
    if roles & (DOUBT | COMPARISON):
        return "consideration"
    if not BUYING.isdisjoint(scenes):
        if "payment" in scenes or "unpaid" in scenes:
            return "action"
        return "consideration" if "price" in scenes else "awareness" if roles & QUESTION else None
    return None


def empathy_level(library: Library, situation: Situation) -> int:
    """1 acknowledge, 2 name the feeling, 3 take their side, 4 act.

    By heat; one further when the customer has written twice without an answer; never the level already given again;
    act at once when a hot customer has turned to plain facts.
    """
    reading = situation.reading
    if situation.hot and not situation.heated:
        return 4
    degrees = reading.degrees
    level = 1 + (degrees >= LEVELS[0]) + (degrees >= LEVELS[1]) + (degrees >= LEVELS[2])
    if situation.unanswered >= 3:
        level += 1
    if level < 4:
        for script_id in situation.offered:
            number = library.numbers.get(script_id)
            if number is not None:
                level = max(level, library.scripts[number].script.level)
    return min(4, level)
