"""Which scripts are looked at: bounded in any library, the agreeing ones first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import rjieba

from csassist.conversation.message import Customer
from csassist.conversation.reading import Emotion
from csassist.suggest.candidates import BEST, PLAIN, REMEMBERED, WORDED, candidates
from csassist.suggest.library import Library
from csassist.suggest.masks import bits, lowest
from csassist.suggest.masks import numbers as numbers_of
from csassist.suggest.spec import Script, When
from suggest.shop import ANGRY, FOLDER, LIBRARY, SPEC, script, situation


def built(*scripts: Script) -> Library:
    return Library.build(scripts, SPEC, folder=FOLDER, segment=rjieba.cut)


def looked_at(library: Library, text: str, **more: Any) -> set[str]:
    asked = situation(text, ANGRY, **more)
    numbers = numbers_of(candidates(library, asked, library.see(asked.folded), ()))
    assert len(numbers) == len(set(numbers))
    return {library.scripts[number].script.id for number in numbers}


def test_candidates_are_bounded_in_a_large_library() -> None:
    many = [script(f"w{n:04}", "faq", f"话术{n}", When(words=("还没发货", f"独有{n:04}"))) for n in range(2000)]
    many += [script(f"p{n:04}", "empathy", f"共情{n}", When(emotions=("anger",))) for n in range(2000)]
    found = looked_at(built(*many), "还没发货，独有1777")
    assert len(found) == BEST + PLAIN
    assert "w1777" in found  # two of its words agree: it goes before the crowd


def test_a_kind_that_the_crowd_leaves_out_sends_its_best() -> None:
    many = [script(f"w{n:04}", "faq", f"话术{n}", When(words=("还没发货", "没发货"))) for n in range(50)]
    many += [script(f"q{n}", "question", f"问{n}", When(words=("还没发货",))) for n in range(3)]
    found = looked_at(built(*many), "还没发货")
    assert "q0" in found
    assert len(found) <= WORDED


def test_empty_library_is_silent() -> None:
    assert looked_at(built(), "还没发货") == set()


def test_scripts_of_another_type_of_customer_stay_away() -> None:
    library = built(script("slow", "faq", "慢慢来", When(words=("发货",)), types=("novice",)))
    assert looked_at(library, "发货") == {"slow"}
    assert looked_at(library, "发货", customer_type="novice") == {"slow"}
    assert looked_at(library, "发货", customer_type="hurried") == set()


def test_a_persona_wants_to_be_named() -> None:
    library = built(script("mum", "faq", "给宝宝用", When(words=("材质",)), persona="宝妈"))
    assert looked_at(library, "材质") == set()
    assert looked_at(library, "我是宝妈，材质怎样") == {"mum"}
    assert looked_at(library, "材质", customer=Customer(notes=("宝妈，喜欢顺丰",))) == {"mum"}


def test_nobody_unhappy_is_pressed() -> None:
    library = built(script("few", "faq", "只剩几件", When(words=("库存",)), tactic="scarcity"))
    calm = replace(ANGRY, emotion=Emotion.NEUTRAL, degrees=0.0, triggers=(), scenes=())
    asked = situation("库存", calm)
    assert numbers_of(candidates(library, asked, library.see("库存"), ())) == [0]
    assert looked_at(library, "库存") == set()


def test_what_is_remembered_stays_bounded_and_changes_nothing() -> None:
    library = built(script("a", "faq", "甲", When(words=("发货",))))
    for degrees in (0.0, 80.0):
        for number in range(REMEMBERED + 5):
            asked = situation("发货", replace(ANGRY, degrees=degrees))
            assert numbers_of(candidates(library, asked, library.see("发货"), (str(number),))) == [0]
    assert len(library.allowed) <= REMEMBERED


def test_lowest_bits() -> None:
    assert list(bits(0b101100, 2)) == [2, 3]
    assert lowest(0b101100, 2) == 0b001100
    assert lowest(0b101, 9) == 0b101
    assert lowest(0, 3) == 0


def test_shop_library_finds_its_scripts() -> None:
    assert "urge" in looked_at(LIBRARY, "还没发货")
