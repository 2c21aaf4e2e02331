"""Which feeling, how sure, how happy or not, and about what: votes of the signals. Knows no curve and no tier."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from csassist.conversation.reading import Emotion, Reading, Signal, Trigger
from csassist.thermometer.model import Scored
from csassist.thermometer.spec import SignalRule

_NEUTRAL, _OTHER = Emotion.NEUTRAL, Trigger.OTHER  # reading a member off its class costs more than the rest of a line
_GRIEVANCE, _LET_DOWN = Emotion.GRIEVANCE, Emotion.DISAPPOINTMENT
_HEADS = (Emotion.ANGER, Emotion.ANXIETY, _LET_DOWN, Emotion.SATISFIED)  # as the model tells them
_UNHAPPY_KINDS = (Emotion.ANGER, Emotion.GRIEVANCE, Emotion.ANXIETY, Emotion.DISAPPOINTMENT)
_NEUTRAL_MASS = 8.0  # degrees of votes that calm always has: a single weak hint stays neutral
_CARRIED_SHARE = 0.4  # of the carried degrees, as votes for the feeling that carried them
_UNHAPPY = 10.0  # degrees from which a cause is named
_CAUSE_SHARE = 0.15  # of a signal's degrees, beside the 4 votes that every mention of a cause has
_VAGUE = frozenset({"threat", "complaint", "insult", "sarcasm", "giving_up"})  # how they feel, hardly what about
_LEARNT_FROM = (
    -1.0
)  # log-odds from which the model has a say (these numbers: fitted on labelled posts and the heat panel) …
_LEARNT_HOT = -2.0  # … over heat for which rules have no name
_LEARNT_PLAIN = 0.5  # … over plain questions
_FELT_FROM = (
    -0.5
)  # log-odds of heat below which an unhappy feeling is less likely: service talk names troubles calmly …
_FELT = 2.0  # … by so many units of log-odds for every unit of heat
_ANGER = -0.3  # log-odds: the model names anger too readily
_PER_VOTE = 0.09  # log-odds that a degree of a rule's heat is worth to its feeling …
_VOTE_MOST = {
    Emotion.ANGER: 1.0,
    Emotion.GRIEVANCE: 1.8,
    Emotion.ANXIETY: 1.0,
    Emotion.DISAPPOINTMENT: 1.0,
}  # … at most
_PER_PRAISE = 0.2  # … that a degree of praise is worth to satisfied
_PER_HEAT = 0.05  # … that a degree of heat speaks against it
_HOT = 13.0  # degrees from which a feeling is unhappy whatever the words alone sound like: WATCH as shipped
_LEARNT_SCALE = 4.0  # log-odds of polarity at which its lean is tanh(1)
_SAID = 0.3  # share of the rules in the polarity
_POLARITY_SCALE = 45.0  # degrees of message heat that make the polarity -1
_SCENE_TRIGGERS = {
    "price": Trigger.PRICE, "payment": Trigger.PRICE, "shipping": Trigger.LOGISTICS,
    "delivery_problem": Trigger.LOGISTICS, "returns": Trigger.AFTER_SALES, "refund": Trigger.AFTER_SALES,
    "installation": Trigger.AFTER_SALES, "invoice": Trigger.AFTER_SALES, "damage": Trigger.PRODUCT,
    "allergy": Trigger.SAFETY,
}  # fmt: skip


class Voice(NamedTuple):
    """What a rule has to say here, looked up once per pack."""

    emotion: Emotion | None  # one of the unhappy ones
    praises: bool
    cause: Trigger | None
    scene_cause: Trigger | None  # what its scene points at, for a rule that names no cause
    vague: bool
    plain: bool  # a plain service question or scene

    @classmethod
    def of(cls, rule: SignalRule) -> Voice:
        """The voice of a rule."""
        return cls(
            Emotion(rule.emotion) if rule.emotion is not None and rule.emotion != "satisfied" else None,
            rule.emotion == "satisfied",
            Trigger(rule.trigger) if rule.trigger is not None else None,
            _SCENE_TRIGGERS.get(rule.scene) if rule.scene is not None else None,
            rule.family in _VAGUE,
            rule.family in ("question", "scene"),
        )


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
    scored: Scored | None = None  # the learnt model's say


def take_mood(heard: Heard, before: Reading, voices: Mapping[str, Voice]) -> Mood:
    """The mood of a burst; `before` = the reading before it, whose feeling and cause fade slowly.

    `voices` = what each rule says; signals that no rule makes have none.
    """
    raw, degrees = heard.raw, heard.degrees
    if heard.scored is None and not raw and not heard.signals and degrees < _UNHAPPY / 2:
        return Mood(_NEUTRAL, 1.0, round(0.35 * heard.lean, 2), ())
    praise, plain = 0.0, False
    for signal in raw:
        voice = voices.get(signal.id)
        if voice is not None:
            if voice.praises:
                praise -= signal.degrees
            if voice.plain:
                plain = True
    heat = sum([signal.degrees for signal in heard.signals]) if heard.signals else 0.0
    emotion, confidence = _emotion(heard, (praise, plain), before, voices)
    triggers = () if degrees < _UNHAPPY else _triggers(raw, before, voices)
    if heard.scored is None:
        polarity = _polarity(heat, praise, heard.lean, plain=plain)
    else:
        polarity = _learnt_polarity(heat, praise, heard.scored.polarity, plain=plain)
    return tuple.__new__(Mood, (emotion, confidence, polarity, triggers))


def _emotion(
    heard: Heard, said: tuple[float, bool], before: Reading, voices: Mapping[str, Voice]
) -> tuple[Emotion, float]:
    """`said` = praise in degrees, and whether this is plain service talk."""
    praise, plain = said
    if heard.scored is None and not heard.signals and not praise and heard.degrees < _UNHAPPY / 2:
        return _NEUTRAL, 1.0
    if heard.scored is not None and not heard.signals and not heard.carried and praise <= 2.0:
        return _fused(heard.scored, {}, said, heard.degrees, 0.0)  # as most lines are
    votes = dict.fromkeys(_UNHAPPY_KINDS, 0.0)
    for signal in heard.signals:
        voice = voices.get(signal.id)
        if signal.degrees > 0 and voice is not None and voice.emotion is not None:
            votes[voice.emotion] += signal.degrees
    named = sum(votes.values())
    carried = _CARRIED_SHARE * heard.carried if before.emotion in votes else 0.0
    if carried:
        votes[before.emotion] += carried
    total = named + carried
    if heard.degrees < _UNHAPPY and praise > max(2.0, total):
        return Emotion.SATISFIED, round(praise / (praise + total + _NEUTRAL_MASS), 2)
    if heard.scored is not None and max(named, _NEUTRAL_MASS) > carried:
        said = praise, plain and not named
        return _fused(heard.scored, votes, said, heard.degrees, heard.degrees - heard.carried)
    if total < _NEUTRAL_MASS or heard.degrees < _UNHAPPY / 2:
        return _NEUTRAL, round(_NEUTRAL_MASS / (_NEUTRAL_MASS + total), 2)
    return _most_voted(votes, total)


def _fused(
    scored: Scored, votes: Mapping[Emotion, float], said: tuple[float, bool], degrees: float, own: float
) -> tuple[Emotion, float]:
    """The model's log-odds, each raised by what rules say for it (`votes`; empty = nothing; `own` = degrees of
    this message); over plain questions it must be surest.

    It knows no grievance: rules tell that from disappointment. Where it is not sure enough, rules alone decide.
    """
    praise, plain = said
    cool = _FELT * min(0.0, scored.heat - _FELT_FROM)
    anger = wronged = anxiety = let_down = total = 0.0
    if votes:
        anger, wronged, anxiety, let_down = [min(m, _PER_VOTE * votes[kind]) for kind, m in _VOTE_MOST.items()]
        total = sum(votes.values())
    odds = (
        scored.anger + cool + _ANGER + anger,
        scored.anxiety + cool + anxiety,
        scored.sadness + cool + wronged + let_down,
        scored.positive + min(1.0, _PER_PRAISE * praise) - min(2.0, _PER_HEAT * degrees),
    )
    best = max(odds)
    sure = 1.0 / (1.0 + math.exp(-best))
    least = _LEARNT_HOT if total < _NEUTRAL_MASS and degrees >= _UNHAPPY else _LEARNT_FROM
    hot = degrees >= _HOT and own > 0 and total >= praise
    if best >= (_LEARNT_PLAIN if plain and not praise else least) and not (hot and best == odds[3] < _LEARNT_PLAIN):
        kind = _HEADS[odds.index(best)]
        return _GRIEVANCE if kind is _LET_DOWN and wronged > let_down else kind, round(sure, 2)
    if (hot and total) or (total >= _NEUTRAL_MASS and degrees >= _UNHAPPY / 2):
        return _most_voted(votes, total)
    if hot:  # heat for which no rule names a feeling: the likeliest unhappy one, with what little is sure of it
        worst = max(odds[:3])
        return _HEADS[odds.index(worst)], round(1.0 / (1.0 + math.exp(-worst)), 2)
    return _NEUTRAL, round(1.0 - sure, 2)


def _most_voted(votes: Mapping[Emotion, float], total: float) -> tuple[Emotion, float]:
    best = max(votes, key=lambda emotion: votes[emotion])
    return best, round(votes[best] / (total + _NEUTRAL_MASS / 2), 2)


def _learnt_polarity(heat: float, praise: float, odds: float, *, plain: bool) -> float:
    """The model's lean with what rules say for and against; over plain service questions it hardly speaks."""
    lean = (1.0 - _SAID) * math.tanh(odds / _LEARNT_SCALE)
    if not heat and not praise:
        return round(1000.0 * (lean * 0.3 if plain else lean)) / 1000.0  # a third of the time of round(…, 3)
    said = max(-1.0, min(1.0, praise / 12.0 - heat / _POLARITY_SCALE))
    return round(_SAID * said + lean, 3)


def _polarity(heat: float, praise: float, lean: float, *, plain: bool) -> float:
    """Heat speaks against, praise for; the word table has a third of a voice, and none over plain service questions."""
    value = praise / 12.0 - heat / _POLARITY_SCALE + lean * (0.1 if plain and not heat and not praise else 0.35)
    return round(max(-1.0, min(1.0, value)), 2)


def _triggers(raw: Sequence[Signal], before: Reading, voices: Mapping[str, Voice]) -> tuple[Trigger, ...]:
    votes: dict[Trigger, float] = {}
    for signal in raw:
        voice = voices.get(signal.id)
        if voice is None:
            continue
        if voice.cause is not None and signal.degrees >= 0:
            said = 2.0 if voice.vague else 4.0 + _CAUSE_SHARE * signal.degrees
            votes[voice.cause] = votes.get(voice.cause, 0.0) + said
        elif voice.scene_cause is not None:
            votes[voice.scene_cause] = votes.get(voice.scene_cause, 0.0) + 4.0
    for rank, cause in enumerate(before.triggers):
        if cause is not _OTHER:
            votes[cause] = votes.get(cause, 0.0) + 3.0 - rank
    for scene in before.scenes:
        if scene in _SCENE_TRIGGERS:
            votes[_SCENE_TRIGGERS[scene]] = votes.get(_SCENE_TRIGGERS[scene], 0.0) + 1.5
    ranked = sorted(votes, key=lambda cause: (-votes[cause], cause.value))[:2]
    if len(ranked) == 2 and votes[ranked[1]] < 0.25 * votes[ranked[0]]:
        ranked = ranked[:1]
    return tuple(ranked) or (_OTHER,)
