"""Reasons in short sentences."""

from __future__ import annotations

from csassist.conversation.reading import Emotion, Reading, Signal, Trigger
from csassist.conversation.tier import Tier
from csassist.escalation.reasons import give_reasons

READING = Reading(
    degrees=70,
    emotion=Emotion.ANGER,
    triggers=(Trigger.LOGISTICS,),
    signals=(
        Signal("thanks", "道谢", -5.0, (0, 2), "谢谢"),
        Signal("late", "还没到", 10.0, (2, 5), "还没到"),
        Signal("liar", "骗人", 40.0, (6, 8), "骗子"),
        Signal("repeat", "同一问题第2次询问", 7.0),
        Signal("hard-floor", "硬触发底线", 20.0),
    ),
)


def test_strongest_first_then_feeling_and_cause() -> None:
    assert give_reasons(READING, Tier.ALERT, Tier.CALM) == (
        "骗人：“骗子”",
        "还没到：“还没到”",
        "同一问题第2次询问",
        "情绪与起因：愤怒，物流延迟",
    )


def test_long_words_are_cut() -> None:
    reading = Reading(signals=(Signal("x", "反问", 9.0, (0, 40), "话" * 40),))
    assert give_reasons(reading, Tier.WATCH, Tier.CALM) == ("反问：“" + "话" * 16 + "…”",)


def test_calm_gives_none_and_a_fall_says_so() -> None:
    assert give_reasons(READING, Tier.CALM, Tier.WATCH) == ()
    assert give_reasons(Reading(degrees=21), Tier.WATCH, Tier.ALERT) == ("情绪缓和，降至21°",)
    assert give_reasons(Reading(degrees=25), Tier.WATCH, Tier.WATCH) == ("尚未平复，仍有25°",)
