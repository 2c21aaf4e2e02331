"""Rolls of sockets: written and read, and all of them as one."""

from __future__ import annotations

from random import Random

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csassist.hub.roll import Roll, read_roll, together

WORDS = st.text(max_size=5)
PAIRS = st.tuples(WORDS, WORDS)
SETS = st.frozensets(WORDS, max_size=3)
ROLLS = st.builds(
    Roll,
    st.dictionaries(PAIRS, SETS, max_size=4),
    st.dictionaries(PAIRS, SETS, max_size=4),
    st.dictionaries(PAIRS, st.integers(0, 9), max_size=4),
)


@given(ROLLS)
def test_what_is_written_is_read_as_it_was(roll: Roll) -> None:
    assert read_roll(roll.packed()) == roll


def test_the_same_roll_is_the_same_bytes_in_whatever_order_people_came() -> None:
    one = Roll({("s1", "a1"): frozenset("xy"), ("s1", "a2"): frozenset()}, {}, {("s1", "agent"): 2, ("s2", "x"): 1})
    two = Roll({("s1", "a2"): frozenset(), ("s1", "a1"): frozenset("yx")}, {}, {("s2", "x"): 1, ("s1", "agent"): 2})
    assert one.packed() == two.packed()
    assert one.packed() != Roll(one.agents, {}, {("s1", "agent"): 3, ("s2", "x"): 1}).packed()


def test_names_are_written_in_order_however_a_set_holds_them() -> None:
    names = [f"t{n:02}" for n in range(40)]
    told = orjson.loads(Roll({("s1", "a1"): frozenset(names)}, {("s1", "shop"): frozenset(names)}).packed())
    assert told["agents"] == [["s1", "a1", names]]
    assert told["watching"] == [["s1", "shop", names]]


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"agents":[["s1"]],"watching":[],"roles":[]}', b"\xff"])
def test_what_we_did_not_write_is_refused(raw: bytes) -> None:
    with pytest.raises((ValueError, LookupError, TypeError)):
        read_roll(raw)


def test_together_teams_and_watchers_are_united_and_sockets_are_counted() -> None:
    one = Roll({("s1", "a1"): frozenset({"t1"})}, {("s1", "shop"): frozenset({"boss"})}, {("s1", "agent"): 2})
    two = Roll(
        {("s1", "a1"): frozenset({"t2"}), ("s2", "a1"): frozenset({"t9"})},
        {("s1", "shop"): frozenset({"chief"}), ("s1", "team:t1"): frozenset({"boss"})},
        {("s1", "agent"): 1, ("s1", "supervisor"): 1},
    )
    assert together([one, two]) == Roll(
        {("s1", "a1"): frozenset({"t1", "t2"}), ("s2", "a1"): frozenset({"t9"})},
        {("s1", "shop"): frozenset({"boss", "chief"}), ("s1", "team:t1"): frozenset({"boss"})},
        {("s1", "agent"): 3, ("s1", "supervisor"): 1},
    )


def test_nobody_is_a_roll_too() -> None:
    assert together([]) == Roll() == read_roll(Roll().packed())


@given(st.lists(ROLLS, max_size=4), st.randoms(use_true_random=False))
def test_it_does_not_matter_which_node_is_counted_first(rolls: list[Roll], chance: Random) -> None:
    other = list(rolls)
    chance.shuffle(other)
    assert together(other) == together(rolls)
    assert rolls == [] or together([rolls[0], together(rolls[1:])]) == together(rolls)
