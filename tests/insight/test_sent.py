"""Which card a message comes from: the same words, a part, a change; and what is nobody's card."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassist.insight.sent import MOST_CHANGED, Plain, Sent, edits, find_sent, plain

SORRY = "让您久等了这个包裹我马上联系快递核实三十分钟内给您回复"
REFUND = "退款已经提交审核通过后原路退回一般一到三个工作日到账"
CARDS = (Plain("sg_1", "wait", SORRY), Plain("sg_2", "refund", REFUND))


def find(text: str) -> Sent | None:
    return find_sent(plain(text), CARDS)


def test_the_same_words_with_other_marks_are_the_card_itself() -> None:
    assert find("让您久等了，这个包裹我马上联系快递核实；三十分钟内给您回复~ ") == Sent("sg_1", "wait", 0.0)


def test_words_around_a_card_and_a_good_part_of_it_are_found_with_their_distance() -> None:
    around = find("亲，" + SORRY + "哦")
    assert around == Sent("sg_1", "wait", round(2 / (len(SORRY) + 2), 3))
    part = find(SORRY[:14])
    assert part is not None
    assert (part.id, part.distance) == ("sg_1", round(1 - 14 / len(SORRY), 3))


def test_a_small_part_is_nobodys() -> None:
    assert find(SORRY[:7]) is None
    assert find("好的") is None
    assert find("") is None
    assert find_sent(plain(SORRY), ()) is None


def test_the_nearest_card_wins_and_of_equals_the_first() -> None:
    found = find("退款已经提交了审核通过以后原路退回一般一到三天到账")
    assert found is not None
    assert found.id == "sg_2"
    assert 0 < found.distance < 0.3
    twins = (Plain("new", "a", SORRY[:-1] + "电"), Plain("old", "b", SORRY[:-1] + "信"))
    assert find_sent(SORRY, twins) == Sent("new", "a", round(1 / len(SORRY), 3))


def test_the_same_words_win_over_a_nearer_looking_neighbour() -> None:
    near = Plain("near", "a", SORRY + "好")
    assert find_sent(SORRY, (near, Plain("same", "b", SORRY))) == Sent("same", "b", 0.0)


def test_more_than_two_fifths_changed_is_a_message_of_ones_own() -> None:
    half = SORRY[:13] + "这边仓库今天盘点明天上午才能查"
    assert edits(half, SORRY, 99) / max(len(half), len(SORRY)) > MOST_CHANGED
    assert find(half) is None


@given(st.text("甲乙丙丁", max_size=12), st.text("甲乙丙丁", max_size=12), st.integers(0, 12))
def test_edits_are_levenshteins_up_to_the_limit(one: str, other: str, limit: int) -> None:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    exact, found = row[-1], edits(one, other, limit)
    assert found == exact if exact <= limit else found > limit


@given(st.text(max_size=30), st.lists(st.text(min_size=1, max_size=30), max_size=4))
def test_a_filter_never_hides_what_the_distance_would_find(said: str, texts: list[str]) -> None:
    cards = [Plain(str(n), str(n), text) for n, text in enumerate(texts)]
    found = find_sent(said, cards)
    shares = [edits(said, text, 99) / max(len(said), len(text)) for text in texts] if said else []
    if shares and min(shares) <= MOST_CHANGED:
        assert found is not None
        assert found.distance <= round(min(shares), 3)


@pytest.mark.parametrize("text", ["\ud800", "🙂" * 500, "a" * 5000])
def test_odd_texts_do_not_raise(text: str) -> None:
    assert find(text) is None
