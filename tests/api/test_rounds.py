"""One clock for all sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from csassist.api.rounds import STEP_S, Rounds


class Loop:
    """The part of an event loop that a wheel needs, with hands of its own."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def time(self) -> float:
        """Seconds."""
        return self.now

    def call_at(self, when: float, call: Callable[[], None]) -> object:
        """Remembered until `go`."""
        self.timers.append((when, call))
        return call

    def call_soon(self, call: Callable[[], None]) -> None:
        """At once: nothing else goes on here."""
        call()

    def go(self, until: float) -> None:
        """Time passes."""
        while due := sorted(one for one in self.timers if one[0] <= until):
            self.timers.remove(due[0])
            self.now = max(self.now, due[0][0])
            due[0][1]()
        self.now = until


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    """Whoever asks for the running loop gets one that stands still."""
    one = Loop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: one)
    return one


@pytest.mark.parametrize("delay", [0.0, 0.01, STEP_S, 0.3, 5.0, 20.0])
def test_never_early_and_at_most_two_steps_late(loop: Loop, delay: float) -> None:
    came = list[float]()
    Rounds().later(delay, lambda: came.append(loop.now))
    loop.go(1_030.0)
    assert len(came) == 1
    assert delay <= came[0] - 1_000.0 <= delay + 2 * STEP_S


def test_many_share_one_timer_and_it_stands_still_when_nobody_waits(loop: Loop) -> None:
    rounds, came = Rounds(), list[int]()
    for number in range(500):
        rounds.later(1 + number / 1_000, lambda number=number: came.append(number))
        assert len(loop.timers) == 1
    loop.go(1_010.0)
    assert came == sorted(came) == list(range(500))
    assert loop.timers == []
    rounds.later(1.0, lambda: came.append(-1))
    loop.go(1_020.0)
    assert came[-1] == -1


def test_who_is_forgotten_is_not_called(loop: Loop) -> None:
    rounds, came = Rounds(), list[str]()

    def one() -> None:
        came.append("one")

    def other() -> None:
        came.append("other")

    slot = rounds.later(1.0, one)
    rounds.later(1.0, other)
    rounds.forget(slot, one)
    loop.go(1_010.0)
    assert came == ["other"]
    rounds.forget(slot, one)  # long past: nothing happens


def test_a_long_pause_of_the_machine_calls_each_once(loop: Loop) -> None:
    rounds, came = Rounds(), list[float]()

    def again() -> None:
        came.append(loop.now)
        rounds.later(5.0, again)

    rounds.later(5.0, again)
    loop.now = 5_000.0  # the lid was shut
    loop.go(5_000.0)
    assert len(came) == 1
    loop.go(5_011.0)
    assert len(came) == 3


def test_a_call_that_waits_anew_from_within_is_not_called_in_the_same_step(loop: Loop) -> None:
    rounds, came = Rounds(), list[float]()

    def again() -> None:
        came.append(loop.now)
        if len(came) < 5:
            rounds.later(0.0, again)

    rounds.later(0.0, again)
    loop.go(1_010.0)
    assert len(came) == len(set(came)) == 5
