"""The bounded outbox."""

from __future__ import annotations

import asyncio

from csassist.desk.access import Identity, Role
from csassist.hub.connection import Connection, OutboxLimits

WHO = Identity(Role.AGENT, "s1", "a1")


def connection(frames: int = 3, size: int = 100) -> Connection:
    return Connection("cn_1", WHO, OutboxLimits(frames, size))


async def test_frames_come_out_in_order_and_all_at_once() -> None:
    one = connection()
    one.offer("a", 1)
    one.owe("b")
    one.offer("c", 1)
    assert await one.take() == ["a", "b", "c"]


async def test_a_reader_waits_for_the_next_frame() -> None:
    one = connection()
    waiting = asyncio.create_task(one.take())
    await asyncio.sleep(0)
    one.offer("a", 1)
    one.offer("b", 1)
    assert await waiting == ["a", "b"]


async def test_too_many_frames_close_it_as_slow() -> None:
    one = connection(frames=3)
    assert [one.offer("x", 1) for _ in range(4)] == [True, True, True, False]
    assert one.closing == 4001
    assert len(one) == 0, "what it did not read is let go"
    assert await one.take() is None


async def test_too_many_bytes_close_it_as_slow() -> None:
    one = connection(size=100)
    assert one.offer("x", 60)
    assert not one.offer("x", 60)
    assert one.closing == 4001


async def test_what_it_asked_for_is_not_held_against_it() -> None:
    one = connection(frames=3)
    for _ in range(50):
        one.owe("caught up")
    assert one.offer("x", 1)
    assert one.closing is None


async def test_reading_makes_room() -> None:
    one = connection(frames=3)
    for _ in range(10):
        assert one.offer("x", 40)
        assert one.offer("x", 40)
        await one.take()


async def test_the_first_close_stands_and_wakes_the_reader() -> None:
    one = connection()
    waiting = asyncio.create_task(one.take())
    await asyncio.sleep(0)
    one.close(4000, "restart")
    one.close(4001, "slow")
    assert await waiting is None
    assert (one.closing, one.reason) == (4000, "restart")
    assert not one.offer("late", 1)
