"""Tables of effects: read after a start, worked out from the record, and none worse for a record that is away."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import pytest

from csassist.desk import effects as module
from csassist.desk.effects import EffectTables
from csassist.desk.experience import EffectTable
from csassist.errors import StoreUnavailable
from csassist.insight.effect import Effect, Use
from fakes.clock import FakeClock


class Record:
    """The part of ExperienceStore that is asked; `away` makes it refuse so often."""

    def __init__(self, uses: Sequence[Use], away: int = 0) -> None:
        self.used = uses
        self.away = away
        self.table = EffectTable()
        self.done = asyncio.Event()

    async def feedback_shops(self) -> tuple[str, ...]:
        if self.away:
            self.away -= 1
            raise StoreUnavailable("away")
        return ("s1",)

    async def uses(self, shop: str, since: datetime, limit: int) -> tuple[Use, ...]:
        assert (shop, limit) == ("s1", module.MOST_USES)
        return tuple(self.used)

    async def effects(self, shop: str, version: int | None = None) -> EffectTable:
        return self.table

    async def put_effects(self, shop: str, as_of: datetime, effects: Sequence[Effect]) -> EffectTable:
        self.table = EffectTable(self.table.version + 1, as_of, tuple(effects))
        self.done.set()
        return self.table


def tables(record: Record) -> EffectTables:
    return EffectTables(record, FakeClock())  # type: ignore[arg-type]


async def test_only_what_moves_a_card_is_given_to_decisions() -> None:
    record = Record([Use("cools", 60.0, (40.0,))] * 5 + [Use("idle", 60.0, (60.0,))] * 5)
    held = tables(record)
    assert (held.current("s1").name, dict(held.current("s1").effects)) == ("", {})
    await held.renew()
    now = held.current("s1")
    assert now.name == "2026-11-22/1"
    assert list(now.effects) == ["cools"]
    assert [one.script_id for one in now.table.effects] == ["cools", "idle"]
    assert held.current("s2").name == ""


async def test_after_a_start_the_newest_table_is_there_before_any_is_worked_out() -> None:
    record = Record([Use("cools", 60.0, (40.0,))] * 5)
    await tables(record).renew()
    again = tables(record)
    await again.restore()
    assert again.current("s1").name == "2026-11-22/1"


async def test_a_record_that_is_away_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_S", 0.0)
    record = Record([Use("cools", 60.0, (40.0,))], away=2)
    held = tables(record)
    running = asyncio.create_task(held.run(every_s=0.0))
    async with asyncio.timeout(10):
        await record.done.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert record.away == 0
