"""The bit-parallel distance against the plain table of Wagner and Fischer."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from csassist.rulepack.nearness import Wording, distance, nearer_than

short = st.text(alphabet="退货款ab", max_size=14)


def plain(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        after = [i]
        for j, y in enumerate(b, 1):
            after.append(min(row[j] + 1, after[-1] + 1, row[j - 1] + (x != y)))
        row = after
    return row[-1]


@settings(max_examples=300, deadline=None)
@given(short, short)
def test_distance_is_the_levenshtein_distance(a: str, b: str) -> None:
    assert distance(a, b) == plain(a, b) == distance(b, a)


def test_long_texts_cross_the_word_size() -> None:
    assert distance("退" * 200, "退" * 150 + "货" * 50) == 50


def near(a: str, b: str) -> bool:
    return nearer_than(Wording.of(a), Wording.of(b), 0.5)


def test_nearer_than_is_a_share_of_the_longer_text() -> None:
    assert near("abcdefghij", "abcdefxxxx")
    assert not near("abcdefghij", "abcdexxxxx")
    assert not near("a", "aaaaaaaaaa")
    assert not near("abcdefghij", "jihgfedcba")  # same characters, another order
    assert near("", "")


@settings(max_examples=300, deadline=None)
@given(short, short)
def test_the_short_cut_never_changes_the_answer(a: str, b: str) -> None:
    assert near(a, b) == (plain(a, b) < 0.5 * max(len(a), len(b), 1))
