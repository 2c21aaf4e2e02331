"""The token bucket."""

import pytest

from csassist.api.throttle import Throttle


def test_burst_then_rate() -> None:
    bucket = Throttle(rate=2, burst=3)
    assert [bucket.take(0.0) for _ in range(3)] == [0, 0, 0]
    assert bucket.take(0.0) == pytest.approx(0.5)
    assert bucket.take(0.5) == 0
    assert bucket.take(0.5) > 0


def test_it_never_holds_more_than_the_burst_and_ignores_a_clock_that_goes_back() -> None:
    bucket = Throttle(rate=10, burst=2)
    bucket.take(100.0)
    assert [bucket.take(1_000.0) == 0 for _ in range(3)] == [True, True, False]
    assert bucket.take(0.0) > 0
