"""Memory of what was asked."""

from __future__ import annotations

from csassist.conversation.conversation import Asked
from csassist.thermometer.repeat import MEMORY, remember, times_asked


def test_times_grow_and_the_newest_stands_last() -> None:
    asked = remember((), ["发货", "发票"], 1)
    asked = remember(asked, ["发货"], 3)
    assert asked == (Asked("发票", 1, 1), Asked("发货", 3, 2))
    assert times_asked(asked, ["发货"]) == 3
    assert times_asked(asked, ["退款"]) == 1
    assert times_asked(asked, []) == 0


def test_memory_is_bounded() -> None:
    asked: tuple[Asked, ...] = ()
    for number in range(100):
        asked = remember(asked, [f"k{number}"], number)
    assert len(asked) == MEMORY
    assert asked[-1].key == "k99"


def test_same_intent_shares_most_words() -> None:
    assert times_asked([Asked("发货|订单", 1)], ["发货|订单"]) == 2
    assert times_asked([Asked("a|b|c|d", 1)], ["a|b|c"]) == 2
    assert times_asked([Asked("手机|多少", 1)], ["手机|有货"]) == 1
