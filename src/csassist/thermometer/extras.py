"""Signals that no rule makes: the word table's lean, a repeated question, a burst. Knows how much each may add."""

from __future__ import annotations

from csassist.conversation.message import Message
from csassist.conversation.reading import Signal
from csassist.thermometer.scan import Scan
from csassist.thermometer.spec import CurveSpec

_FROM = 2.5  # summed log-odds against, below which the word table keeps silent
_PER_ODDS = 1.2  # degrees per unit of log-odds beyond that
_OUTSIDE_FROM = -0.4  # an outside sentiment above this is not unhappy


def mood_signal(curve: CurveSpec, scan: Scan, message: Message) -> Signal | None:
    """The word table's say, pointing at its worst word: it only deepens heat that a rule has named.

    Alone it would call more than half of the calm service chats unhappy (measured), so alone it is silent.
    """
    words = scan.words
    if words.worst is None or words.lean >= 0 or words.weight < _FROM:
        return None
    named = sum(signal.degrees for signal in scan.signals if signal.degrees > 0)
    degrees = round(min(curve.sentiment_cap, (words.weight - _FROM) * _PER_ODDS, named), 1)
    if degrees <= 0:
        return None
    start, end = scan.folded.span(*words.worst)
    return Signal("sentiment", "用词偏负面", degrees, (start, end), message.text[start:end], message.id)


def outside_signal(curve: CurveSpec, sentiment: float, message: Message, named: float) -> Signal | None:
    """An outside judgement of the whole message, held like the word table: it deepens the degrees that rules `named`.

    Alone SnowNLP would bring 17 % of calm retail turns to WATCH instead of 10 %, so alone it is silent (measured).
    """
    if sentiment >= _OUTSIDE_FROM or not message.text.strip():
        return None
    degrees = round(min(curve.sentiment_cap * min(1.0, -sentiment), named), 1)
    if degrees <= 0:
        return None
    return Signal("sentiment", "外部情感判断偏负面", degrees, (0, len(message.text)), message.text, message.id)


def repeat_signal(curve: CurveSpec, times: int) -> Signal | None:
    """Asked before: heats with every further time. Needs no span."""
    if times < 2:
        return None
    degrees = min(curve.repeat_cap, curve.repeat_degrees * (times - 1))
    return Signal("repeat", f"同一问题第{times}次询问", degrees)


def burst_signal(curve: CurveSpec, bubbles: int) -> Signal | None:
    """Many bubbles in one breath."""
    if bubbles < curve.burst_from:
        return None
    degrees = min(curve.burst_cap, curve.burst_degrees * (bubbles - curve.burst_from + 1))
    return Signal("burst", f"连发{bubbles}条", degrees)
