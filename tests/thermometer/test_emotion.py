"""Feeling, polarity and cause as votes of the signals."""

from __future__ import annotations

from csassist.conversation.reading import Emotion, Reading, Signal, Trigger
from csassist.thermometer.emotion import Heard, Voice, take_mood
from csassist.thermometer.model import Scored
from csassist.thermometer.spec import LookFor
from thermometer.making import make_rule

VOICES = {
    rule.id: Voice.of(rule)
    for rule in (
        make_rule("anger", LookFor(any=("a",)), emotion="anger", trigger="service"),
        make_rule("worry", LookFor(any=("b",)), emotion="anxiety", trigger="logistics"),
        make_rule("thanks", LookFor(any=("c",)), -8.0, emotion="satisfied"),
        make_rule("wronged", LookFor(any=("e",)), emotion="grievance"),
        make_rule("asks", LookFor(any=("f",)), 0.0, family="question"),
        make_rule("symbols", LookFor(any=("d",))),
    )
}


def hear(degrees: float, *given: tuple[str, float]) -> Heard:
    signals = tuple(Signal(name, name, value) for name, value in given)
    return Heard(tuple(s for s in signals if s.degrees > 0), signals, 0.0, degrees, 0.0)


def test_the_strongest_vote_wins_and_confidence_is_its_share() -> None:
    mood = take_mood(hear(40, ("anger", 30.0), ("worry", 10.0)), Reading(), VOICES)
    assert mood.emotion is Emotion.ANGER
    assert 0.5 < mood.confidence < 1
    assert mood.triggers == (Trigger.SERVICE, Trigger.LOGISTICS)
    assert mood.polarity < -0.5


def test_nothing_said_is_neutral_without_cause() -> None:
    mood = take_mood(hear(0), Reading(), VOICES)
    assert (mood.emotion, mood.confidence, mood.polarity, mood.triggers) == (Emotion.NEUTRAL, 1.0, 0.0, ())


def test_unhappy_without_known_cause() -> None:
    assert take_mood(hear(20, ("symbols", 20.0)), Reading(), VOICES).triggers == (Trigger.OTHER,)


def test_praise_is_positive() -> None:
    mood = take_mood(hear(0, ("thanks", -8.0)), Reading(), VOICES)
    assert mood.emotion is Emotion.SATISFIED
    assert mood.polarity > 0.3


def test_the_feeling_stays_while_heat_is_carried() -> None:
    before = Reading(degrees=60, emotion=Emotion.ANGER, triggers=(Trigger.SERVICE,))
    mood = take_mood(Heard((), (), 0.0, 30.0, 30.0), before, VOICES)
    assert (mood.emotion, mood.triggers) == (Emotion.ANGER, (Trigger.SERVICE,))


def scored(heat: float = 1.0, **odds: float) -> Scored:
    """The model's say: log-odds of the feelings named, others at −4."""
    kinds = dict.fromkeys(("anger", "anxiety", "sadness", "positive"), -4.0) | odds
    return Scored(heat=heat, polarity=0.0, base=heat, **kinds)


def hear_both(model: Scored, degrees: float, *given: tuple[str, float], carried: float = 0.0) -> Heard:
    return hear(degrees, *given)._replace(scored=model, carried=carried)


def test_rules_and_model_speak_together() -> None:
    """Alone either is silent or says something else; a rule tips what the model finds nearly even."""
    torn = scored(anxiety=0.0, sadness=0.4)
    assert take_mood(hear_both(torn, 20, ("symbols", 20.0)), Reading(), VOICES).emotion is Emotion.DISAPPOINTMENT
    assert take_mood(hear_both(torn, 20, ("worry", 15.0)), Reading(), VOICES).emotion is Emotion.ANXIETY
    assert take_mood(hear_both(torn, 20, ("wronged", 15.0)), Reading(), VOICES).emotion is Emotion.GRIEVANCE
    sure = scored(anger=2.0)
    assert take_mood(hear_both(sure, 20, ("worry", 15.0)), Reading(), VOICES).emotion is Emotion.ANGER


def test_a_feeling_is_named_sooner_in_heat_and_later_over_a_plain_question() -> None:
    faint = scored(anxiety=-1.5)
    assert take_mood(hear_both(faint, 4, ("symbols", 4.0)), Reading(), VOICES).emotion is Emotion.NEUTRAL
    assert take_mood(hear_both(faint, 20, ("symbols", 20.0)), Reading(), VOICES).emotion is Emotion.ANXIETY
    assert take_mood(hear_both(faint, 20, ("wronged", 20.0)), Reading(), VOICES).emotion is Emotion.GRIEVANCE
    clear = scored(anxiety=0.2)
    assert take_mood(hear_both(clear, 0), Reading(), VOICES).emotion is Emotion.ANXIETY
    assert take_mood(hear_both(clear, 0, ("asks", 0.0)), Reading(), VOICES).emotion is Emotion.NEUTRAL


def test_troubles_that_are_told_calmly_are_no_feeling() -> None:
    told = scored(heat=-3.0, sadness=1.0)
    mood = take_mood(hear_both(told, 0), Reading(), VOICES)
    assert mood.emotion is Emotion.NEUTRAL
    assert mood.confidence > 0.9


def test_the_feeling_stays_beside_the_model_too() -> None:
    before = Reading(degrees=60, emotion=Emotion.GRIEVANCE)
    calm = scored(heat=-3.0)
    assert take_mood(hear_both(calm, 30.0, carried=30.0), before, VOICES).emotion is Emotion.GRIEVANCE
    assert take_mood(hear_both(calm, 4.0, carried=4.0), before, VOICES).emotion is Emotion.NEUTRAL


def test_who_is_hot_is_neither_satisfied_nor_neutral() -> None:
    pleased = scored(positive=1.3)
    mood = take_mood(hear_both(pleased, 26, ("wronged", 26.0)), Reading(), VOICES)
    assert mood.emotion is Emotion.GRIEVANCE
    nameless = take_mood(
        hear_both(scored(anger=-4.0, anxiety=-5.0, sadness=-5.0), 26, ("learnt", 26.0)), Reading(), VOICES
    )
    assert nameless.emotion is Emotion.ANGER
    assert nameless.confidence < 0.1


def test_a_calm_word_after_heat_names_no_new_feeling() -> None:
    before = Reading(degrees=30, emotion=Emotion.ANGER)
    calm = scored(heat=-3.0)
    assert take_mood(hear_both(calm, 15.0, carried=15.0), before, VOICES).emotion is Emotion.NEUTRAL
