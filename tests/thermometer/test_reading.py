"""Readings over a conversation: bursts, replies, waits, repetition."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message, Sender
from csassist.conversation.reading import Emotion, Reading, Stage, Trigger
from csassist.thermometer.reading import Heated, next_due, take_reading
from csassist.thermometer.spec import Adds, CurveSpec, LookFor, WordLists
from csassist.thermometer.thermometer import Thermometer
from thermometer.chat import START, Chat
from thermometer.making import make_rule

Build = Callable[..., Thermometer]
CURVE = CurveSpec(
    keep=0.5, momentum=0.0, repeat_degrees=7, burst_from=3, burst_degrees=4, waiting_steps=((60, 4.0), (180, 6.0))
)
RULES = [
    make_rule("liar", LookFor(any=("骗子",)), 40.0, emotion="anger", trigger="service"),
    make_rule("late", LookFor(any=("还没发",)), 16.0, emotion="anxiety", trigger="logistics"),
    make_rule("thanks", LookFor(any=("谢谢",)), -10.0, family="damper", emotion="satisfied"),
    make_rule("scene", LookFor(any=("发货",)), 0.0, family="scene", scene="shipping"),
    make_rule("regulator", LookFor(any=("12315",)), 30.0, adds=Adds(30.0), hard="regulator", emotion="anger"),
]
WORDS = WordLists(questions=("什么时候", "还没"), fillers=("还", "没", "什么", "时候", "怎么"))


def start(build: Build) -> Chat:
    return Chat(build(RULES, WORDS, CURVE))


def check_sums(reading: Reading) -> None:
    assert sum(round(s.degrees * 10) for s in reading.signals) == round(reading.message_degrees * 10)
    assert sum(round(c.degrees * 10) for c in reading.contributions) == round(reading.degrees * 10)
    assert 0 <= reading.degrees <= 100


def test_the_span_leads_into_the_posted_text(build: Build) -> None:
    reading = start(build).customer("你们是騙　子骗子").reading
    (signal,) = reading.signals
    assert (signal.span, signal.text, signal.message_id) == ((6, 8), "骗子", "m-1")
    assert (reading.degrees, reading.emotion, reading.triggers) == (40.0, Emotion.ANGER, (Trigger.SERVICE,))
    check_sums(reading)


def test_a_calm_question_reads_zero(build: Build) -> None:
    reading = start(build).customer("什么时候发货").reading
    assert (reading.degrees, reading.emotion, reading.triggers) == (0.0, Emotion.NEUTRAL, ())
    assert (reading.stage, reading.scenes, reading.signals) == (Stage.CALM, ("shipping",), ())


def test_half_is_carried_to_the_next_burst(build: Build) -> None:
    chat = start(build)
    chat.customer("骗子")
    chat.agent()
    reading = chat.customer("随便").reading
    assert 19.0 < reading.degrees <= 20.0
    assert reading.contributions[0].id == "carried"
    assert reading.stage is Stage.COOLING
    check_sums(reading)


def test_a_later_bubble_replaces_the_reading_of_its_burst(build: Build) -> None:
    chat = start(build)
    first = chat.customer("还没发")
    second = chat.customer("骗子", gap=3.0)
    assert second.reading.burst_id == first.reading.burst_id
    assert second.reading.burst_messages == ("m-1", "m-2")
    assert second.reading.degrees == 56.0
    assert second.standing.turns == 1
    assert {signal.message_id for signal in second.reading.signals} == {"m-1", "m-2"}


def test_a_pause_or_another_sender_ends_the_burst(build: Build) -> None:
    chat = start(build)
    one = chat.customer("还没发")
    two = chat.customer("骗子", gap=3.1)
    chat.agent(gap=1.0)
    three = chat.customer("骗子", gap=1.0)
    assert len({one.reading.burst_id, two.reading.burst_id, three.reading.burst_id}) == 3


def test_many_bubbles_heat_with_a_named_signal(build: Build) -> None:
    chat = start(build)
    chat.customer("你好")
    chat.customer("在的话", gap=1.0)
    reading = chat.customer("回一下", gap=1.0).reading
    assert [(signal.id, signal.span) for signal in reading.signals] == [("burst", None)]


def test_a_burst_closes_after_fifty_bubbles(build: Build) -> None:
    chat = start(build)
    seen = {chat.customer("嗯", gap=1.0).reading.burst_id for _ in range(51)}
    assert len(seen) == 2


def test_the_same_intent_again_heats_in_other_words_too(build: Build) -> None:
    chat = start(build)
    chat.customer("什么时候发货")
    chat.agent()
    reading = chat.customer("怎么还没发货").reading
    assert ("repeat", None) in {(signal.id, signal.span) for signal in reading.signals}
    check_sums(reading)


def test_a_hard_trigger_is_named_and_has_a_floor(build: Build) -> None:
    reading = start(build).customer("我打12315").reading
    assert reading.hard == "regulator"
    assert reading.message_degrees >= CURVE.hard_floor


def test_thanks_cool_what_was_carried_and_make_satisfied_when_calm(build: Build) -> None:
    chat = start(build)
    chat.customer("还没发")
    chat.agent()
    reading = chat.customer("谢谢").reading
    assert "relief" in {part.id for part in reading.contributions}
    assert reading.degrees < 8
    assert reading.emotion is Emotion.SATISFIED
    assert reading.polarity > 0
    check_sums(reading)


def test_the_cause_is_remembered_from_calm_talk(build: Build) -> None:
    chat = start(build)
    chat.customer("什么时候发货")
    chat.agent()
    assert Trigger.LOGISTICS not in chat.customer("骗子").reading.triggers[:1]
    other = start(build)
    other.customer("发货")
    other.agent()
    assert other.customer("12315").reading.triggers == (Trigger.LOGISTICS,)


def test_waiting_heats_only_from_the_floor_and_with_a_named_signal(build: Build) -> None:
    chat = start(build)
    chat.customer("什么时候发货")
    assert chat.wait(200) is None
    chat.agent()
    chat.customer("还没发")
    assert next_due(chat.thermometer, chat.conversation) == chat.now + timedelta(seconds=60)
    assert chat.wait(59) is None
    heated = chat.wait(1)
    assert heated is not None
    assert [(s.id, s.degrees, s.span) for s in heated.reading.signals] == [("waiting", 4.0, None)]
    check_sums(heated.reading)
    assert chat.wait(1) is None


def test_steps_missed_below_the_floor_never_heat_later(build: Build) -> None:
    chat = start(build)
    chat.customer("什么时候发货")
    heated = chat.customer("骗子", gap=100)
    assert heated.standing.waited_steps == 1
    assert next_due(chat.thermometer, chat.conversation) == START + timedelta(seconds=30 + 180)


def test_an_answer_ends_the_wait_a_system_line_does_not(build: Build) -> None:
    chat = start(build)
    chat.customer("还没发")
    chat.wait(60)
    assert chat.agent(sender=Sender.SYSTEM).standing.waited_steps == 1
    answered = chat.agent()
    assert (answered.standing.waited_steps, answered.standing.unanswered) == (0, 0)
    check_sums(answered.reading)


def test_long_silence_cools_until_nothing_is_left(build: Build) -> None:
    chat = start(build)
    chat.customer("骗子")
    chat.agent()
    last: Heated | None = None
    for _ in range(20):
        due = next_due(chat.thermometer, chat.conversation)
        if due is None:
            break
        last = chat.wait((due - chat.now).total_seconds())
        assert last is not None
        check_sums(last.reading)
    assert next_due(chat.thermometer, chat.conversation) is None
    assert last is not None
    assert (last.reading.degrees, last.reading.emotion, last.reading.triggers) == (0, Emotion.NEUTRAL, ())


def test_an_outside_sentiment_takes_the_place_of_the_table_and_is_capped(build: Build) -> None:
    thermometer = build(RULES, WORDS, CURVE)
    message = Message("s1", "c-1", "m-1", 1, Sender.CUSTOMER, "还没发呢", START)
    heated = take_reading(thermometer, message, Conversation("s1", "c-1", START), START, -1.0)
    late, outside = heated.reading.signals
    assert (late.id, outside.id) == ("late", "sentiment")
    assert (outside.degrees, outside.span) == (CURVE.sentiment_cap, (0, 4))
    check_sums(heated.reading)
    assert heated.reading.polarity < 0
