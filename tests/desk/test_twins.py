"""One id brought many times at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from csassist.assessment.assessment import Assessment
from csassist.conversation.message import Message, Sender
from csassist.desk.ports import Recorded
from csassist.desk.twins import First, Twins

SAID = Message("s1", "c-1", "m-1", 0, Sender.CUSTOMER, "在吗", datetime(2026, 11, 22, tzinfo=UTC))


def recorded() -> Recorded:
    return Recorded(replace(SAID, seq=1), Assessment.__new__(Assessment))


async def test_the_first_one_does_it_and_the_others_hear_of_it() -> None:
    twins = Twins()
    assert await twins.first(SAID) is None
    others = [asyncio.create_task(twins.first(SAID)) for _ in range(5)]
    await asyncio.sleep(0)
    assert not any(other.done() for other in others)
    told = recorded()
    twins.settle(SAID, told)
    assert await asyncio.gather(*others) == [First(SAID, told)] * 5
    assert await twins.first(SAID) is None  # nothing is remembered: the record is the memory
    twins.settle(SAID, None)


async def test_when_nothing_came_of_it_one_of_the_others_is_the_first() -> None:
    twins = Twins()
    await twins.first(SAID)
    others = [asyncio.create_task(twins.first(SAID)) for _ in range(3)]
    await asyncio.sleep(0)
    twins.settle(SAID, None)
    for _ in range(3):
        await asyncio.sleep(0)
    assert [other.done() for other in others].count(True) == 1
    told = recorded()
    twins.settle(SAID, told)
    assert sorted(await asyncio.gather(*others), key=lambda one: one is None) == [
        First(SAID, told),
        First(SAID, told),
        None,
    ]


async def test_one_who_gives_up_takes_nobody_along() -> None:
    twins = Twins()
    await twins.first(SAID)
    gives_up, stays = (asyncio.create_task(twins.first(SAID)) for _ in range(2))
    await asyncio.sleep(0)
    gives_up.cancel()
    await asyncio.sleep(0)
    told = recorded()
    twins.settle(SAID, told)
    assert await stays == First(SAID, told)


async def test_other_ids_do_not_wait() -> None:
    twins = Twins()
    await twins.first(SAID)
    assert await twins.first(replace(SAID, id="m-2")) is None
    assert await twins.first(replace(SAID, shop="s2")) is None
