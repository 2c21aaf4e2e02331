"""First come, first served per conversation."""

import asyncio

from csassist.desk.lanes import Lanes


async def test_one_key_is_served_in_order_and_alone() -> None:
    lanes = Lanes()
    seen: list[str] = []

    async def work(name: str) -> None:
        async with lanes.enter(("s", "c")):
            seen.append(f"{name} in")
            await asyncio.sleep(0)
            seen.append(f"{name} out")

    await asyncio.gather(*(work(n) for n in "abc"))
    assert seen == ["a in", "a out", "b in", "b out", "c in", "c out"]


async def test_other_keys_do_not_wait() -> None:
    lanes = Lanes()
    async with lanes.enter(("s", "c")), lanes.enter(("s", "d")), lanes.enter(("other", "c")):
        pass


async def test_unused_lanes_are_forgotten_even_after_a_failure() -> None:
    lanes = Lanes()
    try:
        async with lanes.enter(("s", "c")):
            raise ValueError
    except ValueError:
        pass
    assert vars(lanes) == {"_locks": {}}
