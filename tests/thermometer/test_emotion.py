"""Feeling, polarity and cause as votes of the signals."""

from __future__ import annotations

from csassist.conversation.reading import Emotion, Reading, Signal, Trigger
from csassist.thermometer.emotion import Heard, Voice, take_mood
from csassist.thermometer.spec import LookFor
from thermometer.making import make_rule

VOICES = {
    rule.id: Voice.of(rule)
    for rule in (
        make_rule("anger", LookFor(any=("a",)), emotion="anger", trigger="service"),
        make_rule("worry", LookFor(any=("b",)), emotion="anxiety", trigger="logistics"),
        make_rule("thanks", LookFor(any=("c",)), -8.0, emotion="satisfied"),
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
