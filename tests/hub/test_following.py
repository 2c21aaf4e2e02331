"""One followed channel: frames come in any order, twice, too early; they go out once, by their offsets."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from csassist.desk.access import Reach
from csassist.hub.following import MOST_EARLY, RECENT, Following
from csassist.hub.history import Entry
from csassist.wire.telling import Told

REACH = Reach("a1", None, "t1")


def entry(offset: int) -> Entry:
    return Entry(offset, 0.0, Told("assessment", f"ev_{offset}", "", b"{}"))


def started(top: int = 0) -> Following:
    followed = Following()
    followed.start("e-1", top)
    return followed


def taken(followed: Following, offsets: Iterable[int]) -> list[int]:
    """What was given out, in order."""
    return [one.offset for offset in offsets for one, _ in followed.take(entry(offset), None)]


def test_what_comes_in_its_turn_goes_out_at_once() -> None:
    followed = started(top=7)
    assert followed.take(entry(8), REACH) == [(entry(8), REACH)]
    assert (followed.top, followed.gap) == (8, False)


def test_what_comes_too_early_waits_for_the_one_before_it_and_keeps_its_reach() -> None:
    followed = started()
    assert followed.take(entry(3), REACH) == followed.take(entry(2), None) == []
    assert (followed.top, followed.gap) == (0, True)
    assert followed.take(entry(1), None) == [(entry(1), None), (entry(2), None), (entry(3), REACH)]
    assert (followed.top, followed.gap) == (3, False)


def test_a_second_hole_is_still_a_gap_when_the_first_is_filled() -> None:
    followed = started()
    assert taken(followed, (2, 4, 1)) == [1, 2]
    assert followed.gap
    assert taken(followed, (3,)) == [3, 4]
    assert not followed.gap


def test_what_was_here_goes_out_no_second_time() -> None:
    followed = started(top=2)
    assert taken(followed, (1, 2, 3, 3, 1, 4)) == [3, 4]


@given(st.permutations(range(1, 13)), st.lists(st.integers(1, 12), max_size=12), st.randoms(use_true_random=False))
def test_any_order_with_repetitions_goes_out_once_in_order(order: list[int], again: list[int], chance: Random) -> None:
    offsets = [*order, *again]
    chance.shuffle(offsets)
    followed = started()
    assert taken(followed, offsets) == list(range(1, 13))
    assert not followed.gap


def test_a_new_beginning_forgets_what_came_early_and_what_was_kept() -> None:
    followed = started()
    taken(followed, (1, 2, 4))
    followed.start("e-2", 2)
    assert (followed.epoch, followed.top, followed.gap) == ("e-2", 2, False)
    assert followed.since(1) is None, "frame 2 of the other stream is not frame 2 of this one"
    assert taken(followed, (3,)) == [3], "4 was of the other stream"


def test_frames_that_wait_are_bounded_and_what_is_beyond_can_be_fetched() -> None:
    followed = started()
    beyond = MOST_EARLY + 2
    assert taken(followed, range(2, beyond + 50)) == []
    assert taken(followed, (1,))[-1] == beyond - 1, "no more than the bound was kept"
    assert not followed.gap
    assert taken(followed, range(beyond, beyond + 50)) == list(range(beyond, beyond + 50))


def test_a_short_cut_is_mended_from_what_is_kept() -> None:
    followed = started()
    taken(followed, (1, 3, 2))
    assert followed.since(3) == []
    assert followed.since(1) == [entry(2), entry(3)]
    assert followed.since(0) == [entry(1), entry(2), entry(3)]


def test_a_longer_cut_is_never_mended_in_part() -> None:
    followed = started()
    taken(followed, range(1, RECENT + 3))
    assert followed.since(1) is None, "frame 2 is not kept any more"
    assert followed.since(2) == [entry(offset) for offset in range(3, RECENT + 3)]


def test_nothing_is_known_of_frames_from_before_the_beginning() -> None:
    followed = started(top=5)
    assert followed.since(4) is None
    assert followed.since(5) == []
    taken(followed, (6,))
    assert followed.since(5) == [entry(6)]
    assert followed.since(4) is None


def test_memory_that_was_given_back_is_asked_for_elsewhere() -> None:
    followed = started()
    taken(followed, (1, 2))
    followed.forget_recent()
    assert followed.since(1) is None
    assert followed.top == 2
    assert taken(followed, (3,)) == [3]
    assert followed.since(2) == [entry(3)]
