"""The named engines beside those used unless told otherwise, on the same turns in the same run: jieba beside rjieba,
SnowNLP itself in this process and in the process of its own that `CSASSIST_SENTIMENT=snownlp` asks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import perf_counter

from benchmarks.chats import load_chats
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message, Sender
from csassist.escalation.ladder import decide_tier
from csassist.lab.load.figures import Figure, quantile
from csassist.lab.rehearse import START
from csassist.rulepack.place import default_directory
from csassist.rulepack.reload import RulebookHolder
from csassist.rulepack.snow import LIMIT_S, SnowJudge, sentiments
from csassist.rulepack.vocabulary import SegmenterName, segmenter
from csassist.thermometer.reading import take_reading

TEXTS = 1_000
YARDSTICK = 200  # of them are given to SnowNLP
REPEATS = 3  # a text's time is the best of so many: the machine's own noise is not ours
ENGINES: tuple[SegmenterName, ...] = ("rjieba", "jieba")


def bench_engines() -> list[Figure]:
    """Medians in microseconds, and how many answers of the outside judge came within its limit."""
    source, chats = load_chats()
    texts = [turn.text for chat in chats for turn in chat.turns if turn.sender is Sender.CUSTOMER][:TEXTS]
    note = f"{len(texts)} customer turns of {source}"
    figures = []
    for name in ENGINES:
        rulebook = RulebookHolder(default_directory(), words=name).current()
        figures.append(Figure(f"words cut by {name}, median", _median(texts, segmenter(name)), "µs", note=note))
        figures.append(Figure(f"reading + tier on {name}, median", _median(texts, _reading(rulebook, None)), "µs"))
    rulebook = RulebookHolder(default_directory()).current()
    asked = texts[:: max(1, len(texts) // YARDSTICK)][:YARDSTICK]
    figures.append(Figure("SnowNLP in this process, median", _median(asked, lambda text: sentiments([text])), "µs"))
    times, late = asyncio.run(_asked(asked))
    note = f"{len(asked)} turns, one after the other; limit {LIMIT_S * 1000:.0f} ms"
    figures += [
        Figure("SnowNLP in its own process, there and back, median", quantile(times, 0.5) * 1e6, "µs", note=note),
        Figure("… p99", quantile(times, 0.99) * 1e6, "µs"),
        Figure("… answers late or missing", float(late), "", "<=", len(asked) * 0.01),
        Figure("reading + tier with its judgement given, median", _median(texts, _reading(rulebook, -0.8)), "µs"),
    ]
    return figures


async def _asked(texts: list[str]) -> tuple[list[float], int]:
    """Seconds of every question to the warm judge, and how many had no answer."""
    times, late = [], 0
    async with SnowJudge().running() as judge:
        await judge.warm()
        for text in texts:
            start = perf_counter()
            late += await judge.judge(text) is None
            times.append(perf_counter() - start)
    return times, late


def _reading(rulebook: Rulebook, sentiment: float | None) -> Callable[[str], object]:
    empty = Conversation("engines", "c", opened_at=START)

    def call(text: str) -> object:
        message = Message("engines", "c", "m-1", 1, Sender.CUSTOMER, text, START)
        heated = take_reading(rulebook.thermometer, message, empty, START, sentiment)
        return decide_tier(rulebook.ladder, heated.reading, empty.standing.ladder, None, START, "engines")

    return call


def _median(texts: list[str], call: Callable[[str], object]) -> float:
    """Microseconds of a call."""
    for text in texts[:50]:
        call(text)  # warm: lazy tables, caches
    times = []
    for text in texts:
        best = float("inf")
        for _ in range(REPEATS):
            start = perf_counter()
            call(text)
            best = min(best, perf_counter() - start)
        times.append(best)
    return quantile(times, 0.5) * 1e6
