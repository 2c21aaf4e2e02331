"""How well one script fits one situation, 0–1. Knows no other script and gives no reasons (reasons.py does).

The weights are ours: set by hand so that one telling word of an author just clears the floor of 0.45, a vague one does
not, and mood alone carries empathy only.
"""

from __future__ import annotations

from math import exp

from csassist.suggest.compiled import Compiled
from csassist.suggest.lens import Lens, empathy_level
from csassist.suggest.option import Composed, Option
from csassist.suggest.reaction import NO_REACTION

WORD_BASE, WORD_SHARE, WORD_LIKENESS = 0.22, 0.42, 0.18
PLAIN_BASE, PLAIN_LIKENESS = 0.15, 0.35
WORD_CONDITION, PLAIN_CONDITION = 0.09, 0.2  # an agreeing trigger, scene or emotion
TOPIC = 0.5  # share of an agreeing scene that was spoken of before, not now
CUE = 1.25  # what the text is, what the agent asked: each weighs a little more than a scene
GENERAL = 0.04  # above the floor, for each condition of a script that answers the way of a text only
CONTRADICTED = 0.15  # the reading names other scenes
OFF_SAFETY = 0.15  # health is at stake and the script speaks of something else
MOOD = 0.1  # empathy, action and handover for a hot customer
WRONG_LEVEL = 0.1  # per level of empathy too many or too few
OPEN_SLOT = 0.12  # the card could not be inserted
BARE = 0.15  # an apology and little else
UNFINISHED = 0.1  # a closing script while more than small talk is said
WRONG_STAGE, RIGHT_STAGE = 0.06, 0.03  # of the purchase
OWN_TYPE = 0.05  # written for this type of customer, or for this value tier
RESTING = 0.2  # a kind shown a moment ago, while nothing new is heated
THUMB = 0.08  # priority and past effect, each -1 … 1


def weigh(compiled: Compiled, lens: Lens) -> float:
    """How well the script fits. Conditions that exclude were looked at before (candidates.py)."""
    if compiled.words:
        score = _worded(compiled, lens)
    else:
        shared, terms = 0.0, compiled.terms
        for number in lens.seen.terms:
            if number in terms:
                shared += terms[number]
        likeness = _likeness(shared, lens.seen.mass) if shared else 0.0
        if compiled.general:
            score = lens.floor + GENERAL * compiled.ways + THUMB * likeness
        else:
            score = PLAIN_BASE + PLAIN_CONDITION * _agreeing(compiled, lens) + PLAIN_LIKENESS * likeness
    if compiled.moody or lens.hot or lens.safety:
        score += _mood(compiled, lens)
    if lens.reaction is not NO_REACTION:
        score -= _worn(compiled, lens)
    script = compiled.script
    if script.priority or lens.effects:
        score += THUMB * (script.priority + lens.effects.get(script.id, 0.0))
    for slot in compiled.slots:
        if slot not in lens.policy and slot not in lens.slots:
            score = max(score - OPEN_SLOT, min(score, lens.floor))  # goes behind its rivals, but does not vanish
            break
    return 0.99 if score > 0.99 else max(0.0, score)


def option(compiled: Compiled, score: float) -> Option:
    """The scored script as an option."""
    return Option(compiled.script.kind, compiled.script.id, score, compiled, compiled.bare, compiled.general)


def specific(chosen: Option, lens: Lens) -> bool:
    """Whether a word, a trigger or a scene speaks for it, not only the mood."""
    source = chosen.source
    if isinstance(source, Composed) or source.words:
        return True
    when = source.script.when
    return bool(when.heard) or _place(lens.triggers, when.triggers) >= 0 or _place(lens.scenes, when.scenes) >= 0


def _worded(compiled: Compiled, lens: Lens) -> float:
    """Words, likeness to the examples, agreeing conditions."""
    seen, said = lens.seen, compiled.said
    total = shared = 0.0
    for number in seen.found:
        if number in said:
            weight, impact = said[number]
            total += weight
            shared += impact
    likeness = _likeness(shared, seen.mass) if shared else 0.0
    agreeing = _agreeing(compiled, lens) if compiled.conditional else 0.0
    # saturating: the first telling word says most
    score = WORD_BASE + WORD_SHARE * (1.0 - exp(-1.2 * total)) + WORD_CONDITION * agreeing + WORD_LIKENESS * likeness
    scenes = compiled.scenes
    return score - CONTRADICTED if scenes and lens.scenes and scenes.isdisjoint(lens.scenes) else score


def _likeness(shared: float, mass: float) -> float:
    """How much of what was said stands in a script's examples, 0–1. `shared` = BM25 of it, `mass` = what was said."""
    return min(1.0, shared / mass) * (1.0 - exp(-1.5 * shared))


def _agreeing(compiled: Compiled, lens: Lens) -> float:
    """Number of agreeing conditions, each by its weight."""
    when = compiled.script.when
    agreeing = 0.0
    scenes = compiled.scenes
    if scenes:
        if lens.scenes:
            agreeing += not scenes.isdisjoint(lens.scenes)
        elif lens.topic and not scenes.isdisjoint(lens.topic):
            agreeing += TOPIC
    if when.triggers and lens.triggers:
        place = _place(lens.triggers, when.triggers)
        agreeing += 1.0 if place == 0 else 0.6 if place == 1 else 0.0
    if compiled.ways:  # conditions that hold, else it would not be looked at
        agreeing += CUE * compiled.ways
    if when.emotions:  # a script that names emotions is here because one of them was read
        agreeing += 1.0
    return agreeing


def _place(names: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    """Place of the first name that is wanted, -1 for none."""
    for place, name in enumerate(names):
        if name in wanted:
            return place
    return -1


def _mood(compiled: Compiled, lens: Lens) -> float:
    """What tier and heat, the customer's type and the stage of a purchase say about this kind of reply."""
    script = compiled.script
    extra = 0.0
    if lens.hot and compiled.calls:
        extra += MOOD
        if script.kind == "handover" and script.when.tiers:
            extra += 2 * MOOD
    if not compiled.words and script.when.tiers:
        extra += MOOD / 2
    if compiled.bare:
        extra -= BARE
    if compiled.closing and not (lens.quiet or compiled.general):
        extra -= UNFINISHED
    if script.level:
        extra -= WRONG_LEVEL * abs(script.level - empathy_level(lens.library, lens.situation))
    if lens.safety and not compiled.safety:
        extra -= OFF_SAFETY
    if script.types and lens.situation.customer_type in script.types:
        extra += OWN_TYPE
    if script.when.values:  # conditions hold, else it would not be looked at
        extra += OWN_TYPE
    if script.stage is not None:
        stage = lens.stage()
        extra += RIGHT_STAGE if script.stage == stage else -WRONG_STAGE if stage else 0.0
    return extra


def _worn(compiled: Compiled, lens: Lens) -> float:
    """What the card loses because its like was shown a moment ago, or did not help."""
    kind = compiled.script.kind
    loss = lens.reaction.less.get((kind, compiled.family), 0.0)
    answers = compiled.script.when.heard  # what was asked for and came: that is said, whatever was said before
    return loss + RESTING if kind in lens.reaction.resting and not (lens.heated or answers) else loss
