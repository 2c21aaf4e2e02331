from __future__ import annotations

import pytest

from csassist.api.admission import LATE_WITH, Admission, Room
from csassist.api.metrics import Metrics
from csassist.errors import RateLimited, StoreUnavailable


class Hand:
    """A clock and a loop that are as late as the test says."""

    now = 0.0
    late = 0.0


def admission(hand: Hand, **room: float) -> Admission:
    return Admission(Room(**room), Metrics(), lambda: hand.late, lambda: hand.now)  # type: ignore[arg-type]


def test_what_does_not_fit_is_told_when_to_come_again() -> None:
    door = admission(Hand(), messages=3)
    for _ in range(3):
        door.enter("s1")
    with pytest.raises(StoreUnavailable) as busy:
        door.enter("s1")
    assert busy.value.code == "S507"
    assert busy.value.facts["retry_after_s"] == 1
    door.leave("s1")
    door.enter("s1")
    assert door.messages == 3


def test_a_shop_alone_has_the_whole_room_and_half_of_it_beside_others() -> None:
    door = admission(Hand(), messages=10)
    for _ in range(6):
        door.enter("loud")
    door.enter("quiet")
    with pytest.raises(RateLimited) as limited:
        door.enter("loud")
    assert limited.value.facts["retry_after_s"] == 1
    for _ in range(3):
        door.enter("quiet")
    door.leave("loud")
    door.leave("loud")
    door.enter("loud")
    assert door.messages == 9


def test_a_late_loop_takes_nobody_while_messages_wait_for_it() -> None:
    hand = Hand()
    door = admission(hand)
    hand.late = 5.0
    for _ in range(LATE_WITH):
        door.enter("s1")
    with pytest.raises(StoreUnavailable):
        door.enter("s1")
    hand.late = 0.1
    door.enter("s1")


def test_a_shop_keeps_its_pace_and_others_theirs() -> None:
    hand = Hand()
    door = admission(hand, shop_per_s=2)
    for _ in range(4):
        door.pace("loud")
    with pytest.raises(RateLimited) as limited:
        door.pace("loud")
    assert limited.value.facts["retry_after_s"] == pytest.approx(0.5)
    door.pace("quiet")
    hand.now = 0.5
    door.pace("loud")


def test_sockets_are_bounded_and_a_shop_keeps_to_its_share_when_it_gets_crowded() -> None:
    door = admission(Hand(), sockets=8, sockets_per_shop=2)
    for _ in range(6):  # three quarters: whoever comes first
        assert door.knock()
        assert door.seat("loud")
    assert door.knock()
    assert not door.seat("loud")
    door.go(None)
    for _ in range(2):
        assert door.knock()
        assert door.seat("quiet")
    assert not door.knock()
    door.go("loud")
    assert door.knock()
    assert door.seat("other")
    assert door.sockets == 8
