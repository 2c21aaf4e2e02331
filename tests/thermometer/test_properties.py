"""What holds for every text and every chat on the retail pack with the learnt model beside it: drawn, not listed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import asdict, replace
from typing import Any

import opencc
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csassist.conversation.message import Sender
from csassist.conversation.reading import Reading, Signal
from csassist.escalation.spec import LadderSpec
from csassist.rulepack.model_file import shipped_model
from csassist.rulepack.vocabulary import build_folder, polarity_table, segmenter
from csassist.thermometer.reading import Heated
from csassist.thermometer.spec import ThermometerSpec
from csassist.thermometer.text import Folder
from csassist.thermometer.thermometer import Thermometer
from thermometer.chat import Chat

Spec = tuple[ThermometerSpec, LadderSpec]
PIECES = (
    "骗子", "退款", "谢谢", "怎么还没发货", "!", "！！", "??", "？", "…", "😡", "[微笑]", "呵呵", "算了", "不", "太",
    "慢", "12315", "，", "。", "好的", " ", "三天了", "第三次", "你们", "就这样吗", "投诉", "再不处理就", "差评", "\n",
    "辛苦了", "什么时候到", "急急急", "ＯＫ", "ok", "app", "没有", "敷衍", "冒烟", "[数字x]", "麻烦", "降价", "刚买",
    "(╯°□°)╯", "很好", "失望", "回覆",
)  # fmt: skip
TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=10).map("".join)
ACT = st.one_of(
    st.tuples(st.just("customer"), TEXT, st.sampled_from([1.0, 2.5, 30.0, 200.0])),
    st.tuples(st.sampled_from(["agent", "bot", "system"]), TEXT, st.sampled_from([1.0, 40.0])),
    st.tuples(st.just("wait"), st.just(""), st.sampled_from([30.0, 65.0, 200.0, 2_000.0])),
)
FORMS = {form: opencc.OpenCC(form).convert for form in ("s2t", "s2hk", "s2tw")}
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FEW = settings(MANY, max_examples=25)


@pytest.fixture(scope="module")
def shipped(retail_spec: Spec) -> Thermometer:
    """As a service reads: rules, word table and learnt model."""
    return build(retail_spec[0])


def build(spec: ThermometerSpec) -> Thermometer:
    """A thermometer of its own."""
    polarity, _ = polarity_table()
    segment = segmenter("rjieba")
    return Thermometer.build(
        spec, folder=build_folder(), segment=segment, polarity=polarity, model=shipped_model().model()
    )


def play(thermometer: Thermometer, acts: list[tuple[str, str, float]]) -> list[tuple[str, float, Heated | None]]:
    """(who, degrees before, what came of it) for every act."""
    chat, played = Chat(thermometer), []
    for who, text, gap in acts:
        before = chat.conversation.standing.degrees
        if who == "customer":
            heated: Heated | None = chat.customer(text, gap)
        else:
            heated = chat.wait(gap) if who == "wait" else chat.agent(text, gap, Sender(who))
        played.append((who, before, heated))
    return played


def read(thermometer: Thermometer, text: str) -> Reading:
    """The text alone."""
    return Chat(thermometer).customer(text).reading


def tenths(parts: tuple[Any, ...]) -> int:
    """Sum of degrees, in tenths."""
    return sum(round(part.degrees * 10) for part in parts)


def essence(reading: Reading) -> tuple[Any, ...]:
    """All that is told, except the customer's own letters."""

    def bare(signal: Signal) -> Signal:
        return replace(signal, text="")

    return replace(reading, signals=(), polarity=0.0), tuple(map(bare, reading.signals)), reading.polarity


@given(st.lists(ACT, min_size=1, max_size=10))
@MANY
def test_degrees_stay_in_range_and_are_the_sum_of_what_is_shown(
    shipped: Thermometer, acts: list[tuple[str, str, float]]
) -> None:
    for who, _, heated in play(shipped, acts):
        if heated is None:
            assert who == "wait"
            continue
        reading, standing = heated.reading, heated.standing
        assert 0 <= reading.degrees <= 100
        assert reading.degrees == standing.degrees
        assert tenths(reading.contributions) == round(reading.degrees * 10)
        assert tenths(reading.signals) == round(reading.message_degrees * 10)
        assert -100 <= standing.session_heat <= 100


@given(st.lists(ACT, min_size=1, max_size=12))
@MANY
def test_waiting_never_heats_without_a_named_signal(shipped: Thermometer, acts: list[tuple[str, str, float]]) -> None:
    for who, before, heated in play(shipped, acts):
        if who == "customer" or heated is None or heated.reading.degrees <= before:
            continue
        (signal,) = heated.reading.signals
        assert (who, signal.id) == ("wait", "waiting")
        assert round(signal.degrees * 10) == round(heated.reading.degrees * 10) - round(before * 10)


@given(TEXT, TEXT)
@MANY
def test_one_more_exclamation_mark_never_cools(shipped: Thermometer, before: str, text: str) -> None:
    less, more = Chat(shipped), Chat(shipped)
    for chat, said in ((less, text), (more, text + "！")):
        chat.customer(before)
        chat.agent()
        chat.customer(said)
    assert more.conversation.standing.reading.message_degrees >= less.conversation.standing.reading.message_degrees
    assert more.conversation.standing.degrees >= less.conversation.standing.degrees


@given(TEXT)
@MANY
def test_full_width_is_read_like_half_width(shipped: Thermometer, text: str) -> None:
    half = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    full = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert essence(read(shipped, full)) == essence(read(shipped, half))


@given(TEXT, st.sampled_from(sorted(FORMS)))
@MANY
def test_traditional_is_read_like_simplified(shipped: Thermometer, folder: Folder, text: str, form: str) -> None:
    simplified = folder.fold(text).text  # so that what is drawn at random is no third form
    assert essence(read(shipped, FORMS[form](simplified))) == essence(read(shipped, simplified))


@pytest.mark.parametrize("form", sorted(FORMS))
def test_every_example_fires_in_traditional_too(retail_spec: Spec, shipped: Thermometer, form: str) -> None:
    convert = FORMS[form]
    for rule in retail_spec[0].rules:
        for example in rule.fires:
            ours = [(signal.id, signal.degrees) for signal in shipped.scan(example.say).signals]
            theirs = [(signal.id, signal.degrees) for signal in shipped.scan(convert(example.say)).signals]
            assert theirs == ours, (rule.id, example.say)


@given(st.lists(TEXT, min_size=1, max_size=4), st.data())
@FEW
def test_the_order_of_rules_does_not_matter(
    retail_spec: Spec, shuffled: list[Thermometer], shipped: Thermometer, texts: list[str], data: st.DataObject
) -> None:
    other = data.draw(st.sampled_from(range(len(shuffled))))
    acts = [("customer", text, 30.0) for text in texts]
    mine = [heated for _, _, heated in play(shipped, acts)]
    assert [heated for _, _, heated in play(shuffled[other], acts)] == mine


@pytest.fixture(scope="module")
def shuffled(retail_spec: Spec) -> list[Thermometer]:
    """The same rules in three other orders."""
    made = []
    for seed in range(3):
        rules = list(retail_spec[0].rules)
        random.Random(seed).shuffle(rules)
        made.append(build(replace(retail_spec[0], rules=tuple(rules))))
    return made


@given(st.lists(ACT, min_size=1, max_size=8))
@FEW
def test_two_of_the_same_rules_tell_the_same_bytes(
    shipped: Thermometer, twin: Thermometer, acts: list[tuple[str, str, float]]
) -> None:
    assert told(twin, acts) == told(shipped, acts)


@pytest.fixture(scope="module")
def twin(retail_spec: Spec) -> Thermometer:
    """Compiled a second time from the same rules."""
    return build(retail_spec[0])


def told(thermometer: Thermometer, acts: list[tuple[str, str, float]]) -> bytes:
    """Every reading of a chat as JSON."""
    readings = [heated.reading for _, _, heated in play(thermometer, acts) if heated is not None]
    return b"\n".join(
        orjson.dumps(asdict(reading), option=orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_SUBCLASS, default=str)
        for reading in readings
        if not any("\ud800" <= char <= "\udfff" for signal in reading.signals for char in signal.text)
    )


def test_two_processes_tell_the_same_bytes_whatever_the_seed_of_their_hashes() -> None:
    lines = [
        "都第三次了还不处理，你们就是骗子！退款！",
        "谢谢，辛苦了",
        "怎么还没发货？？？急急急",
        "没有了",
        "呵呵[微笑]",
    ]
    given_lines = b"\n".join(orjson.dumps({"id": n, "text": text}) for n, text in enumerate(lines))
    answers = set()
    for seed in ("0", "1", "4711"):
        run = subprocess.run(
            [sys.executable, "-m", "csassist.cli", "explain", "--jsonl"],
            input=given_lines,
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        answers.add(run.stdout)
    (answer,) = answers
    assert len(answer.splitlines()) == len(lines)
