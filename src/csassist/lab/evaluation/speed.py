"""Speed against SnowNLP on the same texts in the same process: reading and tier, and an explain line with its JSON.

Medians; a text's time is the best of three, the machine's own noise is not ours.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from time import perf_counter

import orjson

from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message, Sender
from csassist.escalation.ladder import decide_tier
from csassist.lab.evaluation.bench import Bench
from csassist.lab.evaluation.calm import said
from csassist.lab.evaluation.figure import Figure, Findings
from csassist.lab.evaluation.sets import DataSet, chat_of
from csassist.lab.explain import explain_jsonl
from csassist.lab.rehearse import START
from csassist.thermometer.reading import take_reading

TEXTS = 2_000
YARDSTICK = 200  # of them are given to SnowNLP, which takes milliseconds each
REPEATS = 3
_OURS, _THEIRS = 0, 1


def measure_speed(bench: Bench, dataset: DataSet) -> Findings:
    """Shares of SnowNLP's median, with the medians in microseconds beside them."""
    texts = [text for row in dataset.rows() for text in said(chat_of(row))]
    texts = texts[:: max(1, len(texts) // TEXTS)][:TEXTS]
    book = bench.judge.rulebook
    gc.collect()
    gc.freeze()  # as the service does once it is built
    snow = _times(texts[:: max(1, len(texts) // YARDSTICK)], _snownlp(), bench.tick)
    found = Findings()
    for short, title, call in (
        ("reading", "reading and tier", _reading(book)),
        ("explain", "one explain --jsonl line", _explain(book)),
    ):
        ours = _times(texts, call, bench.tick)
        rows = [(_OURS, time) for time in ours] + [(_THEIRS, time) for time in snow]
        note = f"median {_median(ours):.0f} µs, SnowNLP {_median(snow):.0f} µs"
        blank = Figure(f"speed.{short}.share", "speed", f"{title}, share of SnowNLP's time ({note})", 0.0, note=note)
        found.figures.append(replace(bench.of_rows(blank, rows, _share), n=len(ours)))
    return found


def _reading(book: Rulebook) -> Callable[[str], object]:
    empty = Conversation("speed", "c", opened_at=START)

    def call(text: str) -> object:
        message = Message("speed", "c", "m-1", 1, Sender.CUSTOMER, text, START)
        heated = take_reading(book.thermometer, message, empty, START)
        return decide_tier(book.ladder, heated.reading, empty.standing.ladder, None, START, "speed")

    return call


def _explain(book: Rulebook) -> Callable[[str], object]:
    def call(text: str) -> object:
        line = orjson.dumps({"id": 1, "text": text}, option=orjson.OPT_APPEND_NEWLINE)
        out = BytesIO()
        explain_jsonl(book, BytesIO(line), out)
        return out

    return call


def _snownlp() -> Callable[[str], object]:
    from snownlp import SnowNLP

    def call(text: str) -> object:
        return SnowNLP(text).sentiments

    return call


def _times(texts: Sequence[str], call: Callable[[str], object], tick: Callable[[], None]) -> list[float]:
    """Microseconds of each text, to a hundredth."""
    for text in texts[:50]:
        call(text)  # warm: lazy tables, caches
    times = []
    for text in texts:
        best = float("inf")
        for _ in range(REPEATS):
            start = perf_counter()
            call(text)
            best = min(best, perf_counter() - start)
        times.append(round(best * 1e6, 2))
        tick()
    return times


def _median(times: Sequence[float]) -> float:
    return sorted(times)[len(times) // 2]


def _share(tally: Mapping[tuple[int, float], int]) -> float:
    ours = [time for (who, time), count in tally.items() if who == _OURS for _ in range(count)]
    theirs = [time for (who, time), count in tally.items() if who == _THEIRS for _ in range(count)]
    return _median(ours) / _median(theirs) if ours and theirs else float("nan")
