"""Hot reload: a good pack swaps in whole, a bad one never does and says why."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from csassist.errors import RulePackError
from csassist.rulepack import reload as module
from csassist.rulepack.reload import Reloaded, RulebookHolder

EXCLAIM = "signals/symbol/exclaim-run.yaml"


def test_a_holder_does_not_start_on_a_bad_pack(write_pack) -> None:
    with pytest.raises(RulePackError):
        RulebookHolder(write_pack({EXCLAIM: "id: ["}))


def test_a_good_change_swaps_and_a_decision_keeps_what_it_was_handed(write_pack, good) -> None:
    holder = RulebookHolder(write_pack())
    handed = holder.current()
    write_pack({EXCLAIM: good[EXCLAIM].replace("连续感叹号", "一串感叹号")})
    result = holder.reload()
    assert (result.ok, result.swapped) == (True, True)
    assert holder.current().thermometer.rules["exclaim-run"].title == "一串感叹号"
    assert handed.thermometer.rules["exclaim-run"].title == "连续感叹号"
    assert holder.current().hash == result.hash != handed.hash


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("status: stable", "statsu: stable", "R104"),  # does not read
        ("id: exclaim-run", "id: exclaim", "R111"),  # reads, but breaks a rule about rules
        ("谢谢您!", "谢谢您!!!", "R161"),  # an example no longer holds
    ],
)
def test_a_bad_pack_never_replaces_a_good_one(write_pack, good, old: str, new: str, code: str) -> None:
    holder = RulebookHolder(write_pack())
    before = holder.current()
    write_pack({EXCLAIM: good[EXCLAIM].replace(old, new)})
    result = holder.reload()
    assert not result.ok
    assert code in [f.code for f in holder.faults]
    assert holder.current() is before
    write_pack()
    assert holder.reload() == Reloaded(True, False, before.hash)
    assert holder.faults == ()


def test_a_pack_that_vanishes_leaves_the_old_one_in_place(write_pack) -> None:
    directory = write_pack()
    holder = RulebookHolder(directory)
    (directory / "pack.yaml").unlink()
    assert [f.code for f in (holder.reload(), holder)[1].faults] == ["R110"]
    assert holder.current().pack_id == "zh-test"


async def test_watching_reloads_after_a_change_and_stops_when_told(write_pack, good, monkeypatch) -> None:
    holder = RulebookHolder(write_pack())
    stop = asyncio.Event()

    async def changes(*_args: object, **named: object):
        for status in ("draft", "nonsense"):
            write_pack({EXCLAIM: good[EXCLAIM].replace("status: stable", f"status: {status}")})
            yield {("modified", EXCLAIM)}
        assert named["stop_event"] is stop

    monkeypatch.setattr(module, "awatch", changes)
    await holder.watch(stop)
    assert "exclaim-run" not in holder.current().thermometer.rules
    assert [f.code for f in holder.faults] == ["R107"]


async def test_the_real_watcher_sees_a_real_file(write_pack, good) -> None:
    holder = RulebookHolder(write_pack())
    stop, seen = asyncio.Event(), asyncio.Event()
    watching = asyncio.create_task(holder.watch(stop, lambda result: seen.set() if result.swapped else None))
    try:
        async with asyncio.timeout(60):
            number = 0
            while not seen.is_set():  # the watcher needs a moment to be set up: write until it has seen one
                number += 1
                write_pack({EXCLAIM: good[EXCLAIM].replace("连续感叹号", f"感叹号{number}")})
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(seen.wait(), 3)
    finally:
        stop.set()
        await watching
    assert holder.current().thermometer.rules["exclaim-run"].title.startswith("感叹号")
