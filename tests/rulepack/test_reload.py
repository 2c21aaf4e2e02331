"""Hot reload: a good pack swaps in whole, a bad one never does and says why."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from csassist.errors import RulePackError
from csassist.rulepack import reload as module
from csassist.rulepack.model_file import write_model
from csassist.rulepack.reload import Reloaded, RulebookHolder
from csassist.thermometer.model import HEADS, ModelTable

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


def adapted_table(name: str, weight: int) -> ModelTable:
    return ModelTable(name, ("慢",), dict.fromkeys(HEADS, (weight,)), dict.fromkeys(HEADS, -100), 256)


def test_a_shops_own_model_is_served_swapped_refused_and_left(write_pack, tmp_path) -> None:
    path = tmp_path / "data" / "model.json.gz"
    holder = RulebookHolder(write_pack(), model=path)
    shipped = holder.current()
    assert holder.model.endswith("shipped")
    seen = {shipped.hash}
    for weight in (100, 200):
        write_model(path, adapted_table("zh-shop", weight), {})
        result = holder.reload_model()
        assert (result.ok, result.swapped, result.hash) == (True, True, holder.current().hash)
        assert holder.current().thermometer.model is not shipped.thermometer.model
        assert holder.current().library is shipped.library
        seen.add(result.hash)
    assert len(seen) == 3
    assert holder.model.endswith("adapted")
    held = holder.current()
    path.write_bytes(b"half a file")
    assert not holder.reload_model().ok
    assert holder.current() is held
    assert [(f.file, f.code) for f in holder.faults] == [("model.json.gz", "R190")]
    path.unlink()
    assert holder.reload_model().ok
    assert (holder.faults, holder.current().hash) == ((), shipped.hash)


def test_rules_change_under_a_shops_own_model_and_the_hash_is_that_of_both(write_pack, good, tmp_path) -> None:
    path = tmp_path / "data" / "model.json.gz"
    write_model(path, adapted_table("zh-shop", 100), {})
    directory = write_pack()
    holder = RulebookHolder(directory, model=path)
    first = holder.current()
    write_pack({EXCLAIM: good[EXCLAIM].replace("连续感叹号", "一串感叹号")})
    assert holder.reload().swapped
    assert holder.current().thermometer.model is first.thermometer.model
    assert holder.current().hash != first.hash
    assert RulebookHolder(directory, model=path).current().hash == holder.current().hash
    assert RulebookHolder(directory).current().hash != holder.current().hash


def test_a_start_with_a_broken_model_serves_the_shipped_one_and_says_so(write_pack, tmp_path) -> None:
    path = tmp_path / "model.json.gz"
    path.write_bytes(b"nothing")
    directory = write_pack()
    holder = RulebookHolder(directory, model=path)
    assert holder.current().hash == RulebookHolder(directory).current().hash
    assert [f.code for f in holder.faults] == ["R190"]


async def test_the_watcher_sees_a_real_model(write_pack, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(module, "MODEL_LOOK_S", 0.01)
    path = tmp_path / "data" / "model.json.gz"
    holder = RulebookHolder(write_pack(), model=path)
    stop, seen = asyncio.Event(), asyncio.Queue[Reloaded]()
    watching = asyncio.create_task(holder.watch(stop, seen.put_nowait))
    try:
        async with asyncio.timeout(60):
            write_model(path, adapted_table("zh-shop", 100), {})
            result = await seen.get()
            assert (result.ok, result.swapped, result.hash) == (True, True, holder.current().hash)
            path.unlink()
            assert (await seen.get()).swapped
    finally:
        stop.set()
        await watching
    assert holder.model.endswith("shipped")
