"""The decision against SnowNLP on the same turns, in the same run: reading and tier, then the whole assess."""

from __future__ import annotations

import gc
from datetime import timedelta
from time import perf_counter

from benchmarks.chats import load_chats
from csassist.assessment.assess import NO_EVIDENCE, assess, elapse
from csassist.assessment.rulebook import Rulebook
from csassist.conversation.conversation import Conversation
from csassist.conversation.message import Message, Sender
from csassist.escalation.ladder import decide_tier
from csassist.lab.load.figures import Figure, quantile
from csassist.lab.rehearse import START
from csassist.lab.transcripts import Chat
from csassist.rulepack.place import default_directory
from csassist.rulepack.reload import RulebookHolder
from csassist.thermometer.reading import take_reading

GAP_S = 30
TURNS = 3000  # customer turns that are timed
PER_YARDSTICK = 10  # one turn in so many is given to SnowNLP, which takes some milliseconds each
REPEATS = 3  # a turn's time is the best of so many: the machine's own noise is not ours


def bench_assess() -> list[Figure]:
    """Figures of the decision."""
    source, chats = load_chats()
    rulebook = RulebookHolder(default_directory()).current()
    for chat in chats[:20]:
        _play(chat, rulebook, [], [])  # warm: lazy tables, branch caches
    _snownlp(["先热身"])
    gc.collect()
    gc.freeze()  # as the service does once it is built
    readings: list[float] = []
    wholes: list[float] = []
    yardstick: list[float] = []
    for chat in chats:  # a chat for us, some turns of it for SnowNLP: what else the machine does hits both
        said = len(readings)
        _play(chat, rulebook, readings, wholes)
        texts = [turn.text for turn in chat.turns if turn.sender is Sender.CUSTOMER]
        yardstick += _snownlp([text for at, text in enumerate(texts, said) if at % PER_YARDSTICK == 0])
        if len(wholes) >= TURNS:
            break
    return _figures(source, readings, wholes, yardstick)


def _figures(source: str, readings: list[float], wholes: list[float], yardstick: list[float]) -> list[Figure]:
    base = quantile(yardstick, 0.5)
    figures = [Figure("SnowNLP sentiments, median", base * 1e6, "µs", note=f"{len(yardstick)} turns of {source}")]
    for name, times, share in (("reading + tier", readings, 20), ("assess with suggestions", wholes, 8)):
        median, slow = quantile(times, 0.5), quantile(times, 0.99)
        figures += [
            Figure(f"{name}, median", median * 1e6, "µs", note=f"{len(times)} customer turns"),
            Figure(f"{name} / SnowNLP", median / base, "", "<=", 1 / share),
            Figure(f"{name}, p99 / median", slow / median, "×", "<=", 5, f"p99 {slow * 1e6:.0f} µs"),
        ]
    return figures


def _play(chat: Chat, rulebook: Rulebook, readings: list[float], wholes: list[float]) -> None:
    """The chat as replay plays it; the two decisions of every customer turn are timed on the same state."""
    now = START
    conversation = Conversation("bench", chat.id, opened_at=now)
    for turn in chat.turns:
        now += timedelta(seconds=GAP_S)
        silence = elapse(conversation, rulebook, now)
        conversation = conversation if silence is None else silence.conversation
        seq = conversation.seq + 1
        message = Message("bench", chat.id, f"m-{seq}", seq, turn.sender, turn.text, now)
        if turn.sender is Sender.CUSTOMER:
            readings.append(min(_reading(rulebook, message, conversation) for _ in range(REPEATS)))
            wholes.append(min(_whole(rulebook, message, conversation) for _ in range(REPEATS)))
        conversation = assess(message, conversation, NO_EVIDENCE, rulebook, now).conversation


def _reading(rulebook: Rulebook, message: Message, conversation: Conversation) -> float:
    start = perf_counter()
    heated = take_reading(rulebook.thermometer, message, conversation, message.received_at)
    decide_tier(rulebook.ladder, heated.reading, conversation.standing.ladder, None, message.received_at, message.id)
    return perf_counter() - start


def _whole(rulebook: Rulebook, message: Message, conversation: Conversation) -> float:
    start = perf_counter()
    assess(message, conversation, NO_EVIDENCE, rulebook, message.received_at)
    return perf_counter() - start


def _snownlp(texts: list[str]) -> list[float]:
    from snownlp import SnowNLP

    times = []
    for text in texts:
        best = float("inf")
        for _round in range(REPEATS):
            start = perf_counter()
            _ = SnowNLP(text).sentiments
            best = min(best, perf_counter() - start)
        times.append(best)
    return times
