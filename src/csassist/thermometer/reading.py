"""Takes readings: a customer's bubble, somebody's reply, a wait. Values in, values out; the cost does not depend on how
long the conversation is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

from csassist.conversation.conversation import Burst, Conversation, Standing
from csassist.conversation.message import Message, Sender
from csassist.conversation.reading import Contribution, Emotion, Reading, Signal
from csassist.thermometer.curve import decayed, next_point, stage_of
from csassist.thermometer.emotion import Heard, take_mood
from csassist.thermometer.extras import burst_signal, mood_signal, outside_signal, repeat_signal
from csassist.thermometer.repeat import remember, times_asked
from csassist.thermometer.scan import Scan
from csassist.thermometer.thermometer import Thermometer
from csassist.thermometer.tokens import Words
from csassist.thermometer.weigh import weigh

BURST_GAP = timedelta(seconds=3)
BURST_MOST = 50  # bubbles; the next one opens a new burst
CALM_BELOW = 5.0  # degrees below which silence leaves no feeling and no cause
BURST_TEXT = 2_000  # code points kept for choosing scripts


class Heated(NamedTuple):
    """A reading, the standing after it (ladder, escalation and offered as before), and the burst that is open now."""

    reading: Reading
    standing: Standing
    burst: Burst | None


def take_reading(
    thermometer: Thermometer,
    message: Message,
    conversation: Conversation,
    now: datetime,
    sentiment: float | None = None,
) -> Heated:
    """Reading of the burst that this customer message belongs to; it replaces the burst's earlier reading.

    `sentiment` = an outside judgement −1…1, used in place of the word table.
    """
    scan = thermometer.scan(message.text, message.id)
    burst = _burst(message, conversation, scan, now)
    before = burst.before
    words = scan.words if len(burst.messages) == 1 else thermometer.read_words(burst.text)
    extra = [signal for signal in _extras(thermometer, message, burst, (scan, words), sentiment) if signal is not None]
    lean = words.lean if sentiment is None else sentiment
    reading, momentum = _read_burst(thermometer, burst, extra, lean, now)
    standing = Standing(
        reading.degrees,
        now,
        before.turns + 1,
        max(before.peak, reading.degrees),
        momentum,
        reading,
        before.escalation,
        before.ladder,
        remember(before.asked, words.asked, message.seq) if words.asked else before.asked,
        before.offered,
        before.unanswered + 1,
        _steps_passed(thermometer, conversation, now),
    )
    return Heated(reading, standing, burst)


def _read_burst(
    thermometer: Thermometer, burst: Burst, extra: Sequence[Signal], lean: float, now: datetime
) -> tuple[Reading, float]:
    """The reading of the burst so far, and the momentum after it."""
    curve, rules, before = thermometer.curve, thermometer.rules, burst.before
    hard = _hard(thermometer, burst)
    weighed = weigh(burst.signals, extra, hard is not None, rules, curve)
    point = next_point(curve, before, weighed.tenths, weighed.relief, now)
    degrees = point.tenths / 10
    mood = take_mood(Heard(weighed.signals, burst.signals, lean, degrees, point.carried), before.reading, rules)
    reading = Reading(
        degrees=degrees,
        message_degrees=weighed.tenths / 10,
        stage=stage_of(curve, degrees, before.degrees, before.peak, before.reading.stage),
        emotion=mood.emotion,
        confidence=mood.confidence,
        polarity=mood.polarity,
        triggers=mood.triggers,
        trend=round(degrees - before.degrees, 1),
        burst_id=burst.id,
        burst_messages=burst.messages,
        signals=weighed.signals,
        contributions=point.contributions,
        hard=hard,
        scenes=_scenes(thermometer, burst),
    )
    return reading, point.momentum


def take_reply(thermometer: Thermometer, message: Message, conversation: Conversation, now: datetime) -> Heated:
    """The state after somebody other than the customer wrote: an agent's or bot's answer ends the wait."""
    before = conversation.standing
    answered = message.sender in (Sender.AGENT, Sender.BOT)
    share = thermometer.curve.agent_keep if message.sender is Sender.AGENT else 1.0
    tenths, contributions = decayed(thermometer.curve, before, share, now)
    reading = _quiet(thermometer, before, tenths, contributions)
    standing = replace(
        before,
        degrees=reading.degrees,
        at=now,
        reading=reading,
        unanswered=0 if answered else before.unanswered,
        waited_steps=0 if answered else before.waited_steps,
    )
    return Heated(reading, standing, None)


def take_wait(thermometer: Thermometer, conversation: Conversation, now: datetime) -> Heated | None:
    """What silence means at `now`: a waiting step heats (a named signal), long idleness cools. None: nothing is due."""
    due = next_due(thermometer, conversation)
    if due is None or now < due:
        return None
    curve, before = thermometer.curve, conversation.standing
    passed = _steps_passed(thermometer, conversation, now)
    if passed > before.waited_steps and before.degrees >= curve.waiting_floor:
        return _heated_by_waiting(thermometer, before, passed, now)
    tenths, contributions = decayed(curve, before, 1.0, now)
    tenths = tenths if tenths >= 10 else 0  # below one degree nothing is left to watch
    if not tenths:
        contributions = ()
    reading = _quiet(thermometer, before, tenths, contributions)
    return Heated(reading, replace(before, degrees=reading.degrees, at=now, reading=reading), None)


def next_due(thermometer: Thermometer, conversation: Conversation) -> datetime | None:
    """When silence has to be looked at again: the next waiting step, or the next idle cooling; None at rest."""
    curve, standing = thermometer.curve, conversation.standing
    due: list[datetime] = []
    waiting = conversation.waiting_since
    steps_left = standing.waited_steps < len(curve.waiting_steps)
    if waiting is not None and steps_left and standing.degrees >= curve.waiting_floor:
        due.append(waiting + timedelta(seconds=curve.waiting_steps[standing.waited_steps][0]))
    if standing.degrees > 0 and standing.at is not None:
        due.append(standing.at + timedelta(seconds=curve.idle_s))
    return min(due, default=None)


def _heated_by_waiting(thermometer: Thermometer, before: Standing, passed: int, now: datetime) -> Heated:
    curve = thermometer.curve
    seconds = curve.waiting_steps[passed - 1][0]
    wanted = sum(round(10 * degrees) for _, degrees in curve.waiting_steps[before.waited_steps : passed])
    stood = round(before.degrees * 10)
    added = min(wanted, 1000 - stood)
    signal = Signal("waiting", f"等待超过{_spoken(seconds)}未回复", added / 10)
    reading = replace(
        before.reading,
        degrees=(stood + added) / 10,
        message_degrees=added / 10,
        signals=(signal,) if added else (),
        contributions=(Contribution("carried", stood / 10), Contribution("waiting", added / 10)),
        stage=stage_of(curve, (stood + added) / 10, before.degrees, before.peak, before.reading.stage),
        trend=added / 10,
        hard=None,
    )
    standing = replace(
        before,
        degrees=reading.degrees,
        at=now,
        peak=max(before.peak, reading.degrees),
        reading=reading,
        waited_steps=passed,
    )
    return Heated(reading, standing, None)


def _quiet(thermometer: Thermometer, before: Standing, tenths: int, contributions: tuple[Contribution, ...]) -> Reading:
    """A reading without anything said: the feeling stays while there is heat, signals are those of no message."""
    degrees = tenths / 10
    last = before.reading
    if degrees < CALM_BELOW and last.emotion is not Emotion.SATISFIED:
        last = replace(last, emotion=Emotion.NEUTRAL, confidence=1.0, polarity=0.0, triggers=())
    return replace(
        last,
        degrees=degrees,
        message_degrees=0.0,
        stage=stage_of(thermometer.curve, degrees, before.degrees, before.peak, before.reading.stage),
        trend=round(degrees - before.degrees, 1),
        signals=(),
        contributions=contributions,
        burst_id=None,
        burst_messages=(),
        hard=None,
    )


def _burst(message: Message, conversation: Conversation, scan: Scan, now: datetime) -> Burst:
    last = conversation.burst
    if last is not None and now - last.last_at <= BURST_GAP and len(last.messages) < BURST_MOST:
        return replace(
            last,
            messages=(*last.messages, message.id),
            last_at=now,
            signals=last.signals + scan.signals,
            text=f"{last.text}\n{message.text}"[-BURST_TEXT:],
        )
    seed = f"{conversation.shop}\x1f{conversation.id}\x1f{message.id}".encode("utf-8", "surrogatepass")
    name = "b_" + blake2b(seed, digest_size=8).hexdigest()
    return Burst(name, (message.id,), now, conversation.standing, scan.signals, message.text[-BURST_TEXT:])


def _extras(
    thermometer: Thermometer, message: Message, burst: Burst, read: tuple[Scan, Words], sentiment: float | None
) -> tuple[Signal | None, ...]:
    """`read` = the scan of this bubble and the words of the whole burst."""
    curve = thermometer.curve
    scan, words = read
    if sentiment is None:
        lean = mood_signal(curve, scan, message)
    else:
        lean = outside_signal(curve, sentiment, message)
    return (
        lean if len(burst.messages) == 1 or sentiment is not None else None,
        repeat_signal(curve, times_asked(burst.before.asked, words.asked)),
        burst_signal(curve, len(burst.messages)),
    )


def _hard(thermometer: Thermometer, burst: Burst) -> str | None:
    return next((rule.hard for s in burst.signals if (rule := thermometer.rules[s.id]).hard is not None), None)


def _scenes(thermometer: Thermometer, burst: Burst) -> tuple[str, ...]:
    scenes = (thermometer.rules[signal.id].scene for signal in burst.signals)
    return tuple(dict.fromkeys(scene for scene in scenes if scene is not None))


def _steps_passed(thermometer: Thermometer, conversation: Conversation, now: datetime) -> int:
    """Waiting steps that lie behind `now`; those passed below the floor are gone and never heat later."""
    if conversation.waiting_since is None:
        return 0
    waited = (now - conversation.waiting_since).total_seconds()
    passed = sum(1 for seconds, _ in thermometer.curve.waiting_steps if seconds <= waited)
    return max(passed, conversation.standing.waited_steps)


def _spoken(seconds: int) -> str:
    return f"{seconds // 60}分钟" if seconds >= 60 else f"{seconds}秒"
