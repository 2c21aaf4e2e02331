"""Votes for a type of customer: pace, wavering, fading. The words are tested with the pack (tests/rules)."""

from __future__ import annotations

from csassist.conversation.choosing import Choosing
from csassist.suggest.customer_type import BROKEN_UP, CURT, FADE, WAVERING, read_type
from suggest.shop import LIBRARY

NEW = Choosing()


def votes(text: str, bubbles: int = 1, before: Choosing = NEW) -> tuple[float, ...]:
    return read_type(LIBRARY.see(text), text, bubbles, before, None)[0]


def test_a_thought_in_many_bubbles_is_hurried() -> None:
    assert votes("在 还没发货 几号到", bubbles=3) == (0, 0, BROKEN_UP, 0)
    assert votes("还没发货") == ()


def test_a_curt_question_is_hurried_a_trailing_one_hesitant() -> None:
    assert votes("人呢?") == (0, 0, CURT, 0)
    assert votes("这个嘛...") == (0, 0, 0, WAVERING)
    assert votes("噪音低真的吗") == (0, 0, 0, WAVERING)


def test_small_talk_says_nothing() -> None:
    assert votes("好的...") == ()


def test_votes_fade_to_nothing() -> None:
    memory = Choosing(leaning=(0, 0, 1.0, 0))
    assert votes("还没发货", before=memory) == (0, 0, FADE, 0)
    assert votes("还没发货", before=Choosing(leaning=(0, 0, 0.05, 0))) == ()


def test_two_signs_make_a_type_and_a_rival_unmakes_it() -> None:
    memory = Choosing(leaning=(0, 0, 1.2, 0))
    assert read_type(LIBRARY.see("还没发货"), "还没发货", 1, memory, None)[1] == "hurried"
    torn = Choosing(leaning=(0, 0, 1.2, 1.1))
    assert read_type(LIBRARY.see("还没发货"), "还没发货", 1, torn, None)[1] == ""
