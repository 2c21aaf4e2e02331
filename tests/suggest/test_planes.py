"""Counting in bit planes against counting one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from csassist.suggest.masks import bits
from csassist.suggest.planes import DEPTH, add, best

MOST = 2**DEPTH - 1
additions = st.lists(st.tuples(st.integers(0, 2**40 - 1), st.integers(0, 2)), max_size=12)


def tally(added: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """(planes, the same numbers in a list)."""
    planes, numbers = [0] * DEPTH, [0] * 40
    for mask, level in added:
        add(planes, mask, level)
        for place in bits(mask, 40):
            numbers[place] = min(MOST, numbers[place] + 2**level)
    return planes, numbers


@given(additions)
def test_planes_hold_the_numbers(added: list[tuple[int, int]]) -> None:
    planes, numbers = tally(added)
    held = [sum(((plane >> place) & 1) << weight for weight, plane in enumerate(planes)) for place in range(40)]
    assert held == numbers


@given(additions, st.integers(0, 2**40 - 1), st.integers(1, 8))
def test_best_are_the_highest_and_of_equals_the_lowest(added: list[tuple[int, int]], among: int, most: int) -> None:
    planes, numbers = tally(added)
    places = sorted(bits(among, 40), key=lambda place: (-numbers[place], place))
    assert sorted(bits(best(planes, among, most), 40)) == sorted(places[:most])
