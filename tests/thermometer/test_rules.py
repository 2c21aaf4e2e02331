"""What a rule may ask for: negation, degree, place, vetoes, families."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csassist.thermometer.spec import Adds, LookFor, WordLists
from csassist.thermometer.thermometer import Thermometer
from thermometer.making import make_rule

Build = Callable[..., Thermometer]
WORDS = WordLists(negations=("不", "没有"), degree_adverbs=(("太", 1.5),), particles=("啊", "吧"))


def ids(thermometer: Thermometer, text: str) -> list[str]:
    return [signal.id for signal in thermometer.scan(text).signals]


def test_negation_vetoes_across_a_short_gap_but_not_across_a_comma(build: Build) -> None:
    thermometer = build([make_rule("glad", LookFor(any=("满意",), negatable=True))], WORDS)
    assert ids(thermometer, "满意") == ["glad"]
    assert ids(thermometer, "不太满意") == []
    assert ids(thermometer, "没有,满意") == ["glad"]


def test_degree_adverb_scales_and_joins_the_span(build: Build) -> None:
    thermometer = build([make_rule("slow", LookFor(any=("慢",), degree=True))], WORDS)
    (signal,) = thermometer.scan("真的太慢了").signals
    assert (signal.degrees, signal.span, signal.text) == (15.0, (2, 4), "太慢")


@pytest.mark.parametrize(
    ("look", "fires", "silent"),
    [
        (LookFor(any=("算了",), only_whole=True), "算了吧。", "算了两遍"),
        (LookFor(any=("算了",), at_end=True), "那就算了！", "算了一下账"),
        (LookFor(any=("没有了",), at_start=True), "没有了，谢谢", "货没有了"),
    ],
)
def test_places(build: Build, look: LookFor, fires: str, silent: str) -> None:
    thermometer = build([make_rule("placed", look)], WORDS)
    assert ids(thermometer, fires) == ["placed"]
    assert ids(thermometer, silent) == []


def test_the_stronger_of_two_overlapping_hits_of_a_family_stays(build: Build) -> None:
    strong = make_rule("strong", LookFor(any=("等了三天",)), 20.0)
    weak = make_rule("weak", LookFor(any=("三天还没",)), 10.0)
    other = make_rule("other", LookFor(any=("三天",)), 5.0, family="urgency")
    assert ids(build([weak, strong, other]), "等了三天还没到") == ["strong", "other"]


def test_traditional_and_full_width_rule_words_are_folded_at_build(build: Build) -> None:
    thermometer = build([make_rule("cheat", LookFor(any=("騙子ＡＢ",)))])
    assert ids(thermometer, "你这骗子ab") == ["cheat"]


def test_boilerplate_never_adds_heat(build: Build) -> None:
    rule = make_rule("urge", LookFor(any=("投诉",)))
    thermometer = build([rule], WordLists(boilerplate=("投诉建议入口",)))
    assert ids(thermometer, "投诉建议入口") == []
    assert ids(thermometer, "我要投诉") == ["urge"]


def test_quantities_stand_for_numbers(build: Build) -> None:
    look = LookFor(sequence=(("<时长>",), ("还没",)), within=3)
    thermometer = build([make_rule("still", look)])
    assert ids(thermometer, "都3天了还没到") == ["still"]
    assert ids(thermometer, "今天还没到") == []


def test_repeated_characters_and_emoji(build: Build) -> None:
    repeat = make_rule("repeat-char", LookFor(repeat=True, at_least=4), adds=Adds(4, 1, 8))
    angry = make_rule("emoji-angry", LookFor(emoji=("😡", "[怒]")), family="emoji")
    thermometer = build([repeat, angry])
    (signal,) = thermometer.scan("退退退退退款").signals
    assert (signal.id, signal.degrees, signal.text) == ("repeat-char", 5.0, "退退退退退")
    assert ids(thermometer, "😡[怒]") == ["emoji-angry", "emoji-angry"]


def test_draft_and_retired_rules_are_left_out(build: Build) -> None:
    rules = [
        make_rule("draft", LookFor(any=("投诉",)), status="draft"),
        make_rule("retired", LookFor(any=("投诉",)), status="retired"),
    ]
    assert ids(build(rules), "我要投诉") == []
