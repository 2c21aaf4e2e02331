"""One node is on duty; another takes over when it is gone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from csassist.desk.nodes import OneNode
from csassist.desk.watch import Watch
from csassist.errors import StoreUnavailable
from csassist.store.sqlite import SqliteStore
from fakes.clock import FakeClock


async def test_one_of_two_is_on_duty_and_the_other_after_it_is_gone(tmp_path: Path) -> None:
    store, clock = SqliteStore.open(tmp_path), FakeClock()
    one, two = (Watch(store.personal, OneNode(name).name, clock) for name in ("n_1", "n_2"))
    assert not one.on_duty()
    for _ in range(5):
        await one.look()
        await two.look()
        assert (one.on_duty(), two.on_duty()) == (True, False)
        clock.pass_s(2)
    for _ in range(3):  # the first one says no more
        await two.look()
        assert not (one.on_duty() and two.on_duty())
        clock.pass_s(2)
    await two.look()
    assert (one.on_duty(), two.on_duty()) == (False, True)
    await store.close()


async def test_a_node_alone_is_always_on_duty() -> None:
    watch = Watch(None, "n_1", FakeClock())
    await watch.look()
    assert watch.on_duty()


async def test_without_a_record_nobody_is_on_duty_for_long() -> None:
    class Away:
        async def lease(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
            if clock.now() > started:
                raise StoreUnavailable("away")
            return True

    clock = FakeClock()
    started = clock.now()
    watch = Watch(Away(), "n_1", clock)
    await watch.look()
    assert watch.on_duty()
    clock.pass_s(5)
    with pytest.raises(StoreUnavailable):
        await watch.look()
    assert not watch.on_duty()
