"""Which feeling, how sure, how happy or not, and about what: votes of the signals. Knows no curve and no tier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from csassist.conversation.reading import Emotion, Reading, Signal, Trigger
from csassist.thermometer.spec import SignalRule

_UNHAPPY_KINDS = (Emotion.ANGER, Emotion.GRIEVANCE, Emotion.ANXIETY, Emotion.DISAPPOINTMENT)
_NEUTRAL_MASS = 8.0  # degrees of votes that calm always has: a single weak hint stays neutral
_CARRIED_SHARE = 0.4  # of the carried degrees, as votes for the feeling that carried them
_UNHAPPY = 10.0  # degrees from which a cause is named
_CAUSE_SHARE = 0.15  # of a signal's degrees, beside the 4 votes that every mention of a cause has
_VAGUE = frozenset({"threat", "complaint", "insult", "sarcasm", "giving_up"})  # how they feel, hardly what about
_POLARITY_SCALE = 45.0  # degrees of message heat that make the polarity -1
_SCENE_TRIGGERS = {
    "price": Trigger.PRICE, "payment": Trigger.PRICE, "shipping": Trigger.LOGISTICS,
    "delivery_problem": Trigger.LOGISTICS, "returns": Trigger.AFTER_SALES, "refund": Trigger.AFTER_SALES,
    "installation": Trigger.AFTER_SALES, "invoice": Trigger.AFTER_SALES, "damage": Trigger.PRODUCT,
    "allergy": Trigger.SAFETY,
}  # fmt: skip


class Mood(NamedTuple):
    emotion: Emotion
    confidence: float
    polarity: float
    triggers: tuple[Trigger, ...]


class Heard(NamedTuple):
    """`signals` = as shown, `raw` = every hit (scenes and clipped praise too), `lean` = the word table's −1…1."""

    signals: Sequence[Signal]
    raw: Sequence[Signal]
    lean: float
    degrees: float
    carried: float


def take_mood(heard: Heard, before: Reading, rules: Mapping[str, SignalRule]) -> Mood:
    """The mood of a burst; `before` = the reading before it, whose feeling and cause fade slowly."""
    if not heard.raw and not heard.signals and heard.degrees < _UNHAPPY / 2:
        return Mood(Emotion.NEUTRAL, 1.0, round(0.35 * heard.lean, 2), ())
    heat = sum(signal.degrees for signal in heard.signals)
    praise = -sum(s.degrees for s in heard.raw if s.id in rules and rules[s.id].emotion == "satisfied")
    emotion, confidence = _emotion(heard, praise, before, rules)
    polarity = _polarity(heard, heat, praise, rules)
    return Mood(emotion, confidence, polarity, _triggers(heard.raw, heard.degrees, before, rules))


def _emotion(heard: Heard, praise: float, before: Reading, rules: Mapping[str, SignalRule]) -> tuple[Emotion, float]:
    if not heard.signals and not praise and heard.degrees < _UNHAPPY / 2:
        return Emotion.NEUTRAL, 1.0
    votes = dict.fromkeys(_UNHAPPY_KINDS, 0.0)
    for signal in heard.signals:
        rule = rules.get(signal.id)
        if signal.degrees > 0 and rule is not None and rule.emotion is not None and rule.emotion != "satisfied":
            votes[Emotion(rule.emotion)] += signal.degrees
    if before.emotion in votes:
        votes[before.emotion] += _CARRIED_SHARE * heard.carried
    total = sum(votes.values())
    best = max(votes, key=lambda emotion: votes[emotion])
    if heard.degrees < _UNHAPPY and praise > max(2.0, total):
        return Emotion.SATISFIED, round(praise / (praise + total + _NEUTRAL_MASS), 2)
    if total < _NEUTRAL_MASS or heard.degrees < _UNHAPPY / 2:
        return Emotion.NEUTRAL, round(_NEUTRAL_MASS / (_NEUTRAL_MASS + total), 2)
    return best, round(votes[best] / (total + _NEUTRAL_MASS / 2), 2)


def _polarity(heard: Heard, heat: float, praise: float, rules: Mapping[str, SignalRule]) -> float:
    """Heat speaks against, praise for; the word table has a third of a voice, and none over plain service questions."""
    plain = any(signal.id in rules and rules[signal.id].family in ("question", "scene") for signal in heard.raw)
    value = praise / 12.0 - heat / _POLARITY_SCALE + heard.lean * (0.1 if plain and not heat and not praise else 0.35)
    return round(max(-1.0, min(1.0, value)), 2)


def _triggers(
    raw: Sequence[Signal], degrees: float, before: Reading, rules: Mapping[str, SignalRule]
) -> tuple[Trigger, ...]:
    if degrees < _UNHAPPY:
        return ()
    votes: dict[Trigger, float] = {}
    for signal in raw:
        rule = rules.get(signal.id)
        if rule is not None and rule.trigger is not None and signal.degrees >= 0:
            cause = Trigger(rule.trigger)
            vague = rule.family in _VAGUE
            votes[cause] = votes.get(cause, 0.0) + (2.0 if vague else 4.0 + _CAUSE_SHARE * signal.degrees)
        elif rule is not None and rule.scene in _SCENE_TRIGGERS:
            cause = _SCENE_TRIGGERS[rule.scene]
            votes[cause] = votes.get(cause, 0.0) + 4.0
    for rank, cause in enumerate(before.triggers):
        if cause is not Trigger.OTHER:
            votes[cause] = votes.get(cause, 0.0) + 3.0 - rank
    for scene in before.scenes:
        if scene in _SCENE_TRIGGERS:
            votes[_SCENE_TRIGGERS[scene]] = votes.get(_SCENE_TRIGGERS[scene], 0.0) + 1.5
    ranked = sorted(votes, key=lambda cause: (-votes[cause], cause.value))[:2]
    if len(ranked) == 2 and votes[ranked[1]] < 0.25 * votes[ranked[0]]:
        ranked = ranked[:1]
    return tuple(ranked) or (Trigger.OTHER,)
