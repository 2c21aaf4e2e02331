"""One situation as the score reads it: words found, names of its conditions, the level of empathy it asks for."""

from __future__ import annotations

from collections.abc import Mapping

from csassist.frozen import frozen
from csassist.suggest.library import Library, Seen
from csassist.suggest.masks import trigger_names
from csassist.suggest.reaction import NO_REACTION, Reaction, reaction
from csassist.suggest.roles import COMPARISON, DECISION, DOUBT, QUESTION
from csassist.suggest.situation import Situation
from csassist.suggest.spec import PurchaseStage

LEVELS = (30.0, 50.0, 75.0)  # degrees from which level 2, 3, 4 is due: the enter thresholds of the tiers


@frozen
class Lens:
    """Everything the score of one script looks at, worked out once per decision."""

    library: Library
    situation: Situation
    seen: Seen
    triggers: tuple[str, ...]
    scenes: tuple[str, ...]
    topic: tuple[str, ...]  # scenes of what was said before, when this text names none
    safety: bool
    hot: bool
    heated: bool
    quiet: bool
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
        scenes, heated = reading.scenes, situation.heated
        return cls(
            library,
            situation,
            seen,
            trigger_names(reading.triggers),
            scenes,
            () if scenes else choosing.topic,
            situation.safety,
            situation.hot,
            heated,
            seen.quiet and not heated,
            known[0],
            known[1],
            situation.effects,
            reaction(situation) if choosing.offers else NO_REACTION,
            library.spec.floor,
        )

    def stage(self) -> PurchaseStage | None:
        """Where in a purchase the customer stands."""
        return purchase_stage(self.seen.roles, self.scenes or self.topic)


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
        levels = library.levels
        for script_id in situation.offered:
            if script_id in levels:
                level = max(level, levels[script_id])
    return min(4, level)
