"""Words by role, negations, covers, sequences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from csassist.thermometer.matcher import Found, Matcher, find_sequences
from csassist.thermometer.spec import LookFor, WordLists
from thermometer.making import make_rule

RULE = make_rule("angry", LookFor(any=("生气",), unless=("别生气",), unless_around=("生气勃勃",)))
WORDS = WordLists(negations=("不", "没有"), false_negations=("不仅",), degree_adverbs=(("太", 1.3),), questions=("吗",))


def matcher() -> Matcher:
    return Matcher([RULE], WORDS, str.lower)


def find(text: str) -> Found:
    return matcher().find(text, set(text))


def test_roles_of_one_text() -> None:
    found = find("我没有生气吗,太生气")
    assert found.hits == {0: [(3, 5), (8, 10)]}
    assert 3 in found.negated_from
    assert found.degrees == {8: (7, 1.3)}
    assert found.questions == [5]
    assert found.vetoed == set()


def test_a_longer_word_keeps_its_negation() -> None:
    assert find("不仅生气").negated_from == set()
    assert find("不生气").negated_from == {1}


def test_veto_and_cover() -> None:
    found = find("别生气,生气勃勃")
    assert found.vetoed == {0}
    assert matcher().covered(found, 0, 4, 6)
    assert not matcher().covered(found, 0, 1, 3)


def test_a_matcher_without_words_finds_nothing() -> None:
    assert Matcher([], WordLists(), str.lower).find("什么都没有", set("什么都没有")).hits == {}


def test_sequence_takes_neighbours_in_order_within_reach() -> None:
    groups = {0: [(0, 2)], 1: [(3, 5), (30, 32)]}
    assert find_sequences(groups, 2, 3, []) == [(0, 5)]
    assert find_sequences(groups, 2, 0, []) == []
    assert find_sequences({1: [(0, 2)], 0: [(3, 5)]}, 2, 9, []) == []


def test_sequence_never_crosses_the_end_of_a_sentence() -> None:
    groups = {0: [(0, 2)], 1: [(4, 6)]}
    assert find_sequences(groups, 2, 9, [2]) == []
    assert find_sequences(groups, 2, 9, [7]) == [(0, 6)]


def test_sequence_chooses_a_word_from_which_the_chain_goes_on() -> None:
    groups = {0: [(0, 2)], 1: [(2, 3), (6, 7)], 2: [(8, 9)]}
    assert find_sequences(groups, 3, 4, []) == [(0, 9)]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 4)), max_size=30))
def test_sequences_lie_inside_the_hits(places: list[tuple[int, int]]) -> None:
    spans = sorted({(start, start + length) for start, length in places})
    for start, end in find_sequences({0: spans, 1: spans}, 2, 5, []):
        assert start < end
        assert start in {place[0] for place in spans}
        assert end in {place[1] for place in spans}
