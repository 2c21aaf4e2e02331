"""Flatness: what a reading costs with ten and with ten thousand word patterns, and at turn 10 and at turn 1 000.

Two of a kind are timed in turns on the same texts, so that what else the machine does hits both.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from time import perf_counter

from benchmarks.chats import load_chats
from csassist.assessment.assess import NO_EVIDENCE, assess
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message, Sender
from csassist.escalation.ladder import decide_tier
from csassist.lab.load.figures import Figure, quantile
from csassist.lab.rehearse import START
from csassist.rulepack.place import default_directory
from csassist.rulepack.reload import RulebookHolder
from csassist.rulepack.vocabulary import build_folder, segmenter
from csassist.thermometer.reading import take_reading
from csassist.thermometer.spec import Adds, LookFor, SignalRule, ThermometerSpec
from csassist.thermometer.thermometer import Thermometer

FEW, MANY = 10, 10_000  # word patterns
PER_RULE = 10
EARLY, LATE = 10, 1_000  # turns
TEXTS = 300
REPEATS = 9  # a text's time is the best of so many
GAP = timedelta(seconds=30)


def bench_flat() -> list[Figure]:
    """Figures of what must not grow."""
    source, chats = load_chats()
    texts = [turn.text for chat in chats for turn in chat.turns if turn.sender is Sender.CUSTOMER]
    texts = texts[:: max(1, len(texts) // TEXTS)][:TEXTS]
    note = f"{len(texts)} customer turns of {source}"
    rules = _compared(_scan(_thermometer(FEW, texts)), _scan(_thermometer(MANY, texts)), texts)
    rulebook = RulebookHolder(default_directory()).current()
    early, late = _talk(rulebook, EARLY, texts), _talk(rulebook, LATE, texts)
    readings = _compared(_reading(rulebook, early), _reading(rulebook, late), texts)
    wholes = _compared(_whole(rulebook, early), _whole(rulebook, late), texts)
    return [
        Figure(f"scan, {MANY} / {FEW} word patterns", rules, "×", "<=", 1.3, note),
        Figure(f"reading + tier, turn {LATE} / turn {EARLY}", readings, "×", "<=", 1.1, note),
        Figure(f"assess with suggestions, turn {LATE} / turn {EARLY}", wholes, "×", "<=", 1.1, note),
    ]


def _compared(one: Callable[[str], object], other: Callable[[str], object], texts: Sequence[str]) -> float:
    """Median over texts of the time of `other` as a multiple of that of `one`."""
    gc.collect()
    gc.freeze()
    for text in texts[:50]:
        one(text), other(text)
    ratios = []
    for text in texts:
        best = [float("inf"), float("inf")]
        for _ in range(REPEATS):
            for who, call in enumerate((one, other)):
                start = perf_counter()
                call(text)
                best[who] = min(best[who], perf_counter() - start)
        ratios.append(best[1] / best[0])
    return quantile(ratios, 0.5)


def _thermometer(size: int, texts: Sequence[str]) -> Thermometer:
    """Rules of ten words each: the first ten words stand in the texts, the others are made of the same characters and
    stand in none, so that only the number of patterns differs.
    """
    rng = random.Random(size)
    characters = sorted({char for text in texts for char in text if "一" <= char <= "鿿"})
    everything = "\n".join(texts)
    words = [text[:2] for text in texts if len(text) > 5 and text[:2].isalpha()][:FEW]
    while len(words) < size:
        word = "".join(rng.choices(characters, k=rng.randint(2, 6)))
        if word not in everything:
            words.append(word)
    rules = tuple(
        SignalRule(f"made-{n}", f"made {n}", "wording", "stable", "", LookFor(any=tuple(part)), Adds(5.0), (), ())
        for n, part in enumerate(words[at : at + PER_RULE] for at in range(0, size, PER_RULE))
    )
    return Thermometer.build(ThermometerSpec(rules), folder=build_folder(), segment=segmenter("rjieba"), polarity={})


def _scan(thermometer: Thermometer) -> Callable[[str], object]:
    return lambda text: thermometer.scan(text, "m")


def _talk(rulebook: Rulebook, turns: int, texts: Sequence[str]) -> Conversation:
    """A conversation of so many customer turns, each answered; it ends with the same ten turns whatever its length."""
    now = START
    conversation = Conversation("bench", "flat", opened_at=now)
    said = [texts[at % len(texts)] for at in range(turns - EARLY)] + list(texts[:EARLY])
    for text in said:
        for sender, words in ((Sender.CUSTOMER, text), (Sender.AGENT, "好的，马上为您核实")):
            now += GAP
            seq = conversation.seq + 1
            message = Message("bench", "flat", f"m-{seq}", seq, sender, words, now)
            conversation = assess(message, conversation, NO_EVIDENCE, rulebook, now).conversation
    return conversation


def _reading(rulebook: Rulebook, conversation: Conversation) -> Callable[[str], object]:
    def call(text: str) -> object:
        message = _next(conversation, text)
        heated = take_reading(rulebook.thermometer, message, conversation, message.received_at)
        ladder = conversation.standing.ladder
        return decide_tier(rulebook.ladder, heated.reading, ladder, None, message.received_at, message.id)

    return call


def _whole(rulebook: Rulebook, conversation: Conversation) -> Callable[[str], object]:
    def call(text: str) -> object:
        message = _next(conversation, text)
        return assess(message, conversation, NO_EVIDENCE, rulebook, message.received_at)

    return call


def _next(conversation: Conversation, text: str) -> Message:
    seq = conversation.seq + 1
    now = (conversation.last_at or START) + GAP
    return Message("bench", "flat", f"m-{seq}", seq, Sender.CUSTOMER, text, now)
