"""Choosing and filling cards: with the shipped library, with 500 and with 5 000 scripts, on the same turns of one run.

A grown library holds the shipped scripts, then copies: every other round says the same words again, the rounds between
say words of their own. Times are of turns on which the shipped library shows a card; silence costs less.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from time import perf_counter

from benchmarks.chats import load_chats
from csassist.assessment.assess import NO_EVIDENCE, assess, elapse
from csassist.assessment.cards import About, situation_of
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message, Sender
from csassist.lab.load.figures import Figure, quantile
from csassist.lab.rehearse import START
from csassist.lab.transcripts import Chat
from csassist.rulepack.place import default_directory
from csassist.rulepack.reload import RulebookHolder
from csassist.rulepack.vocabulary import build_folder, segmenter
from csassist.suggest.choose import Situation, choose_scripts
from csassist.suggest.library import Library
from csassist.suggest.spec import Script
from csassist.thermometer.reading import take_reading

GAP_S = 30
TURNS = 600  # turns with a card that are timed
REPEATS = 5  # a turn's time is the best of so many in a row …
ROUNDS = 6  # … in so many rounds, seconds apart: what else the machine does passes
SIZES = (500, 5000)
SHIPPED = "shipped"


def bench_choose() -> list[Figure]:
    """Figures of choosing."""
    source, chats = load_chats()
    rulebook = RulebookHolder(default_directory()).current()
    situations = _situations(rulebook, chats)
    libraries = {SHIPPED: rulebook.library} | {str(size): _grown(rulebook.library, size) for size in SIZES}
    for situation in situations[:50]:
        for library in libraries.values():
            choose_scripts(library, rulebook.shelf, situation)  # warm: what conditions allow is remembered
    gc.collect()
    gc.freeze()
    times = {name: [float("inf")] * len(situations) for name in libraries}
    for _ in range(ROUNDS):
        for place, situation in enumerate(situations):  # all libraries on one turn before the next: load hits all
            for name, library in libraries.items():
                times[name][place] = min(times[name][place], _time(library, rulebook, situation))
    return _figures(f"{len(situations)} turns with a card of {source}", len(rulebook.library.scripts), times)


def _figures(note: str, shipped: int, times: Mapping[str, list[float]]) -> list[Figure]:
    median = {name: quantile(found, 0.5) for name, found in times.items()}
    small, large = (str(size) for size in SIZES)
    return [
        Figure(f"choose and fill, {shipped} scripts, median", median[SHIPPED] * 1e6, "µs", "<=", 60, note),
        Figure(f"choose and fill, {small} scripts, median", median[small] * 1e6, "µs", note=note),
        Figure(f"choose and fill, {large} scripts, median", median[large] * 1e6, "µs", "<=", 100, note),
        Figure(f"choosing, {large} / {small} scripts", median[large] / median[small], "×", "<=", 1.3, "same run"),
        Figure("choose and fill, p99 / median", quantile(times[SHIPPED], 0.99) / median[SHIPPED], "×", note=note),
    ]


def _situations(rulebook: Rulebook, chats: list[Chat]) -> list[Situation]:
    """What choosing was asked on the first TURNS customer turns with a card."""
    found: list[Situation] = []
    for chat in chats:
        now = START
        conversation = Conversation("bench", chat.id, opened_at=now)
        for turn in chat.turns:
            now += timedelta(seconds=GAP_S)
            silence = elapse(conversation, rulebook, now)
            conversation = conversation if silence is None else silence.conversation
            seq = conversation.seq + 1
            message = Message("bench", chat.id, f"m-{seq}", seq, turn.sender, turn.text, now)
            decision = assess(message, conversation, NO_EVIDENCE, rulebook, now)
            if turn.sender is Sender.CUSTOMER and decision.assessment.suggestions:
                heated = take_reading(rulebook.thermometer, message, conversation, now)
                about = About(conversation.customer, conversation.context)
                tier = decision.assessment.escalation.tier
                found.append(situation_of(rulebook, heated, tier, chat.id, (about, NO_EVIDENCE))[0])
            conversation = decision.conversation
        if len(found) >= TURNS:
            break
    return found


def _grown(library: Library, size: int) -> Library:
    """The library with copies of its scripts, `size` in all."""
    base = [compiled.script for compiled in library.scripts]
    scripts = [_copy(base[number % len(base)], number // len(base)) for number in range(size)]
    return Library.build(scripts, library.spec, folder=build_folder(), segment=segmenter("rjieba"))


def _copy(script: Script, round_: int) -> Script:
    if round_ == 0:
        return script
    words = script.when.words if round_ % 2 else tuple(f"{word}{round_}号" for word in script.when.words)
    return replace(script, id=f"{script.id}-{round_}", when=replace(script.when, words=words))


def _time(library: Library, rulebook: Rulebook, situation: Situation) -> float:
    best = float("inf")
    for _ in range(REPEATS):
        start = perf_counter()
        choose_scripts(library, rulebook.shelf, situation)
        best = min(best, perf_counter() - start)
    return best
