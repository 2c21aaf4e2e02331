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
from csassist.thermometer.learnt import learnt_signals, most_telling, score
from csassist.thermometer.repeat import remember, times_asked
from csassist.thermometer.scan import Scan
from csassist.thermometer.session import session_heat
from csassist.thermometer.spec import CurveSpec
from csassist.thermometer.thermometer import Thermometer
from csassist.thermometer.weigh import weigh

BURST_GAP = timedelta(seconds=3)
BURST_MOST = 50  # bubbles; the next one opens a new burst
CALM_BELOW = 5.0  # degrees below which silence leaves no feeling and no cause
BURST_TEXT = 2_000  # code points kept for choosing scripts


class Heated(NamedTuple):
    """A reading, the standing after it (ladder, escalation and offered as before), and the burst that is open now.

    `folded` = the burst's text folded, for choosing scripts.
    """

    reading: Reading
    standing: Standing
    burst: Burst | None
    folded: str = ""


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
    learnt = learnt_signals(thermometer.curve, scan, message)
    burst = _burst(message, conversation, (scan, learnt), now)
    before, said = burst.before, _whole(thermometer, burst, scan)
    words = said.words
    extra = _extras(thermometer.curve, message, burst, said, sentiment)
    lean = words.lean if sentiment is None else sentiment
    reading, momentum = _read_burst(thermometer, burst, said, (extra, lean), now)
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
        _steps_passed(thermometer.curve, conversation, now),
        session_heat=session_heat(
            before.session_heat, before.turns, said.scored, reading.message_degrees, reading.polarity
        ),
    )
    return Heated(reading, standing, burst, said.folded.text)


def _whole(thermometer: Thermometer, burst: Burst, scan: Scan) -> Scan:
    """What the burst says: a single bubble what its scan says, several what stands in all of them together."""
    alone = len(burst.messages) == 1
    if alone and len(burst.text) < BURST_TEXT:
        return scan
    folded = thermometer.folder.fold(burst.text)
    if alone:
        return scan._replace(folded=folded)
    rules = [thermometer.rules[signal.id] for signal in burst.signals]
    hard = next((rule.hard for rule in rules if rule.hard is not None), None)
    scenes = dict.fromkeys(rule.scene for rule in rules if rule.scene is not None)
    scored = score(thermometer.model, folded, terms=False) if thermometer.model is not None else None
    return Scan(folded, burst.signals, thermometer.read_words(folded), hard, tuple(scenes), scored)


def _read_burst(
    thermometer: Thermometer, burst: Burst, said: Scan, added: tuple[Sequence[Signal], float], now: datetime
) -> tuple[Reading, float]:
    """The reading of the burst so far and the momentum after it. `added` = signals that no rule makes, and the lean."""
    curve, before = thermometer.curve, burst.before
    extra, lean = added
    weighed = weigh(said.signals, extra, said.hard is not None, thermometer.worths, curve)
    point = next_point(curve, before, weighed.tenths, weighed.relief, now)
    degrees = point.tenths / 10
    heard = Heard(weighed.signals, said.signals, lean, degrees, point.carried, said.scored)
    mood = take_mood(heard, before.reading, thermometer.voices)
    reading = Reading(
        degrees,
        weighed.tenths / 10,
        stage_of(curve, degrees, before.degrees, before.peak, before.reading.stage),
        mood.emotion,
        mood.confidence,
        mood.polarity,
        mood.triggers,
        round(degrees - before.degrees, 1) if before.degrees else degrees,
        burst.id,
        burst.messages,
        weighed.signals,
        point.contributions,
        said.hard,
        said.scenes,
    )
    return reading, point.momentum


def take_reply(thermometer: Thermometer, message: Message, conversation: Conversation, now: datetime) -> Heated:
    """The state after somebody other than the customer wrote: an agent's or bot's answer ends the wait."""
    before = conversation.standing
    answered = message.sender in (Sender.AGENT, Sender.BOT)
    share = thermometer.curve.agent_keep if message.sender is Sender.AGENT else 1.0
    tenths, contributions = decayed(thermometer.curve, before, share, now)
    reading = _quiet(thermometer, before, tenths, contributions)
    standing = Standing(
        reading.degrees,
        now,
        before.turns,
        before.peak,
        before.momentum,
        reading,
        before.escalation,
        before.ladder,
        before.asked,
        before.offered,
        0 if answered else before.unanswered,
        0 if answered else before.waited_steps,
        before.choosing,
        before.session_heat,
    )
    return Heated(reading, standing, None)


def take_wait(thermometer: Thermometer, conversation: Conversation, now: datetime) -> Heated | None:
    """What silence means at `now`: a waiting step heats (a named signal), long idleness cools. None: nothing is due."""
    due = next_due(thermometer, conversation)
    if due is None or now < due:
        return None
    curve, before = thermometer.curve, conversation.standing
    passed = _steps_passed(curve, conversation, now)
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
    return due_after(thermometer.curve, conversation.standing, conversation.waiting_since)


def due_after(curve: CurveSpec, standing: Standing, waiting: datetime | None) -> datetime | None:
    """The same for a standing and the time since when the customer waits."""
    if standing.degrees <= 0 or standing.at is None:
        idle = None
    else:
        idle = standing.at + timedelta(seconds=curve.idle_s)
    steps_left = standing.waited_steps < len(curve.waiting_steps)
    if waiting is None or not steps_left or standing.degrees < curve.waiting_floor:
        return idle
    step = waiting + timedelta(seconds=curve.waiting_steps[standing.waited_steps][0])
    return step if idle is None else min(step, idle)


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
    mood = (last.emotion, last.confidence, last.polarity, last.triggers)
    if degrees < CALM_BELOW and last.emotion is not Emotion.SATISFIED:
        mood = (Emotion.NEUTRAL, 1.0, 0.0, ())
    return Reading(
        degrees,
        0.0,
        stage_of(thermometer.curve, degrees, before.degrees, before.peak, last.stage),
        *mood,
        round(degrees - before.degrees, 1),
        contributions=contributions,
        scenes=last.scenes,
    )


def _burst(
    message: Message, conversation: Conversation, heard: tuple[Scan, tuple[Signal, ...]], now: datetime
) -> Burst:
    scan, learnt = heard
    last = conversation.burst
    if last is not None and now - last.last_at <= BURST_GAP and len(last.messages) < BURST_MOST:
        return replace(
            last,
            messages=(*last.messages, message.id),
            last_at=now,
            signals=last.signals + scan.signals,
            learnt=tuple(most_telling((*last.learnt, *learnt))),
            text=f"{last.text}\n{message.text}"[-BURST_TEXT:],
        )
    seed = f"{conversation.shop}\x1f{conversation.id}\x1f{message.id}".encode("utf-8", "surrogatepass")
    name = "b_" + blake2b(seed, digest_size=8).hexdigest()
    return Burst(
        name, (message.id,), now, conversation.standing, scan.signals, message.text[-BURST_TEXT:], learnt=learnt
    )


def _extras(curve: CurveSpec, message: Message, burst: Burst, said: Scan, sentiment: float | None) -> Sequence[Signal]:
    """Signals that no rule makes. `said` = what the whole burst says."""
    words, bubbles = said.words, len(burst.messages)
    if sentiment is None and words.worst is None and not words.asked and bubbles < curve.burst_from:
        return burst.learnt  # as most lines are
    lean: Signal | None = None
    if sentiment is not None:
        named = sum(signal.degrees for signal in said.signals if signal.degrees > 0)
        lean = outside_signal(curve, sentiment, message, named)
    elif bubbles == 1:
        lean = mood_signal(curve, said, message)
    again = repeat_signal(curve, times_asked(burst.before.asked, words.asked)) if words.asked else None
    quick = burst_signal(curve, bubbles)
    if lean is None and again is None and quick is None:
        return burst.learnt
    return [*burst.learnt, *(signal for signal in (lean, again, quick) if signal is not None)]


def _steps_passed(curve: CurveSpec, conversation: Conversation, now: datetime) -> int:
    """Waiting steps that lie behind `now`; those passed below the floor are gone and never heat later."""
    if conversation.waiting_since is None:
        return 0
    waited = (now - conversation.waiting_since).total_seconds()
    passed = 0
    for seconds, _ in curve.waiting_steps:
        passed += seconds <= waited
    return max(passed, conversation.standing.waited_steps)


def _spoken(seconds: int) -> str:
    return f"{seconds // 60}分钟" if seconds >= 60 else f"{seconds}秒"
