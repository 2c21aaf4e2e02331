"""The index: what one pass over a text finds, and that the order of scripts does not matter."""

from __future__ import annotations

import random

import rjieba

from csassist.suggest.library import Library
from csassist.suggest.roles import DOUBT, QUESTION, QUIET
from csassist.suggest.spec import When
from suggest.shop import FOLDER, LIBRARY, SCRIPTS, SPEC, script


def test_one_pass_finds_words_roles_and_small_talk() -> None:
    seen = LIBRARY.see("还没发货吗")
    words = {LIBRARY.matcher.words[number] for number in seen.found}
    assert {"还没发货", "没发货", "吗"} <= words
    assert seen.roles & QUESTION
    assert not seen.roles & DOUBT
    assert not seen.quiet
    thanks = LIBRARY.see("好的,谢谢")
    assert thanks.quiet
    assert thanks.roles & QUIET


def test_order_of_scripts_does_not_matter() -> None:
    shuffled = Library.build(random.Random(7).sample(SCRIPTS, len(SCRIPTS)), SPEC, folder=FOLDER, segment=rjieba.cut)
    assert (shuffled.scripts, shuffled.postings, shuffled.masks) == (LIBRARY.scripts, LIBRARY.postings, LIBRARY.masks)


def test_postings_hold_the_scripts_that_a_word_speaks_for() -> None:
    made = [
        script("a", "faq", "甲", When(words=("包邮",))),
        script("b", "faq", "乙", When(words=("发票",), unless=("包邮",))),
    ]
    library = Library.build(made, SPEC, folder=FOLDER, segment=rjieba.cut)
    posting = library.postings[library.matcher.words.index("包邮")]
    assert posting.asked == library.bits["a"]
    assert posting.vetoed == library.bits["b"]
    assert posting.rarity == 0.0  # no example says it


def test_drafts_and_retired_scripts_are_not_indexed() -> None:
    library = Library.build(
        [script("old", "faq", "旧", When(words=("旧",)), status="retired")], SPEC, folder=FOLDER, segment=rjieba.cut
    )
    assert library.scripts == ()
    assert library.script("old") is None
