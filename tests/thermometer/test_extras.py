"""Signals that no rule makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from csassist.conversation.message import Message, Sender
from csassist.thermometer.extras import burst_signal, outside_signal, repeat_signal
from csassist.thermometer.spec import CurveSpec, LookFor
from csassist.thermometer.thermometer import Thermometer
from thermometer.chat import START, Chat
from thermometer.making import make_rule

CURVE = CurveSpec(repeat_degrees=7, repeat_cap=20, burst_from=3, burst_degrees=4, burst_cap=10, sentiment_cap=6)
POLARITY = {"难看": -3.0, "廉价": -3.0}


def test_the_word_table_only_deepens_named_heat(build: Callable[..., Thermometer]) -> None:
    thermometer = build([make_rule("hot", LookFor(any=("退",)), 20.0)], curve=CURVE, polarity=POLARITY)
    assert Chat(thermometer).customer("难看又廉价").reading.signals == ()
    signals = Chat(thermometer).customer("难看又廉价，退").reading.signals
    assert [(s.id, s.degrees, s.text) for s in signals][-1] == ("sentiment", 4.2, "难看")


def test_repeat_and_burst_are_capped() -> None:
    assert repeat_signal(CURVE, 1) is None
    assert [s.degrees for n in (2, 3, 9) if (s := repeat_signal(CURVE, n))] == [7, 14, 20]
    assert burst_signal(CURVE, 2) is None
    assert [s.degrees for n in (3, 4, 9) if (s := burst_signal(CURVE, n))] == [4, 8, 10]


def test_an_outside_sentiment_that_is_not_unhappy_is_silent() -> None:
    message = Message("s1", "c-1", "m-1", 1, Sender.CUSTOMER, "嗯", START)
    assert outside_signal(CURVE, 0.3, message, 20.0) is None
    assert outside_signal(CURVE, -0.9, replace(message, text="  "), 20.0) is None


@pytest.mark.parametrize(("named", "degrees"), [(0.0, 0.0), (2.0, 2.0), (50.0, 5.4)])
def test_an_outside_sentiment_only_deepens_what_rules_named(named: float, degrees: float) -> None:
    message = Message("s1", "c-1", "m-1", 1, Sender.CUSTOMER, "太慢了", START)
    signal = outside_signal(CURVE, -0.9, message, named)
    assert (signal.degrees if signal is not None else 0.0) == degrees
    assert signal is None or (signal.id, signal.span, signal.text) == ("sentiment", (0, 3), "太慢了")
