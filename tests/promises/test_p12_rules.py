"""P12: a bad rule file never replaces a good one, and the same input with the same rules gives the same bytes."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from csassist.conversation.message import Message, Sender
from csassist.desk.desk import Desk
from csassist.errors import RulePackError
from csassist.rulepack.place import default_directory
from csassist.rulepack.reload import RulebookHolder
from csassist.store.sqlite import SqliteStore
from fakes.broadcaster import FakeBroadcaster
from fakes.clock import FakeClock
from faults.history import History
from faults.server import victim
from promises.mutations import mutated
from promises.posting import Poster, any_text, body_of
from promises.proof import Proof, scaled
from rulepack.conftest import GOOD

GUARD_S = 240.0
REPLIES = ("亲，稍等，我马上查", "今天下午六点前给您发出")

pytestmark = pytest.mark.slow


def write_good(directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)
    for name, text in GOOD.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, encoding="utf-8")


async def test_mutated_files_under_load(proof: Proof, tmp_path: Path) -> None:
    """One wrong thing after the other in a pack that serves; decisions go on and name a pack that was whole."""
    count, rng, directory = scaled(500), proof.rng, tmp_path / "zh-test"
    write_good(directory)
    holder = RulebookHolder(directory)
    store = SqliteStore.open(tmp_path / "data")
    desk = Desk(store, FakeBroadcaster(), FakeClock(), holder)
    accepted, used, kinds = {holder.current().hash}, set[str](), Counter[str]()
    posting = asyncio.create_task(_say_on(desk, used, random.Random(f"{proof.seed}/said")))
    refused = swapped = 0
    try:
        for _ in range(count):
            write_good(directory)
            kinds[mutated(directory, rng)] += 1
            before = holder.current()
            result = await asyncio.to_thread(holder.reload)
            if result.ok:
                swapped += result.swapped
                accepted.add(result.hash)
                assert holder.current().hash == result.hash
                assert RulebookHolder(directory).current().hash == result.hash, "it stands on its own too"
            else:
                refused += 1
                assert holder.current() is before
                assert result.faults
                assert all(fault.line >= 1 and fault.file for fault in result.faults), result.faults
        write_good(directory)
        assert (await asyncio.to_thread(holder.reload)).ok
        accepted.add(holder.current().hash)
    finally:
        posting.cancel()
        (ended,) = await asyncio.gather(posting, return_exceptions=True)
        await store.close()
    assert isinstance(ended, asyncio.CancelledError), ended
    proof.count(mutations=count, refused=refused, swapped=swapped, unchanged=count - refused - swapped, **kinds)
    proof.count(packs_in_use=len(accepted), packs_named_by_decisions=len(used))
    assert used <= accepted
    assert refused > count // 4
    assert swapped > 0


async def _say_on(desk: Desk, used: set[str], rng: random.Random) -> None:
    clock, n = desk.clock, 0
    assert isinstance(clock, FakeClock)
    while True:
        n += 1
        clock.pass_s(1)
        message = Message("s1", f"c-{n % 20}", f"m-{n}", 0, Sender.CUSTOMER, any_text(rng), clock.now())
        used.add((await desk.receive(message)).assessment.rules_hash)
        await asyncio.sleep(0)


async def test_the_shipped_rules_changed_under_a_running_service(proof: Proof, tmp_path: Path) -> None:
    """Through the watcher of a real server: bad files are named with their line, good ones are in use, none is half."""
    rounds, rng, rules, history = scaled(20, 3), proof.rng, tmp_path / "rules", History()
    shutil.copytree(default_directory(), rules)
    good = next(path for path in sorted(rules.rglob("signals/*/*.yaml")) if "title:" in path.read_text("utf-8"))
    text = good.read_text("utf-8")
    took: list[float] = []
    async with victim(tmp_path / "data", "--rules", str(rules)) as one:
        line, hashes = one.line(), set[str]()
        posting = asyncio.create_task(_post_on(Poster("poster", one.line(), history), hashes, rng))
        live = {(await _told(line))["hash"]}
        for n in range(rounds):
            began = asyncio.get_running_loop().time()
            good.write_text(text.replace("title:", "titel:" if n % 2 else f"title: 第{n}版", 1), encoding="utf-8")
            async with asyncio.timeout(GUARD_S):
                # The hash is read a moment before the faults: a good change counts once its own hash is there.
                while bool((told := await _told(line))["faults"]) != bool(n % 2) or (
                    n % 2 == 0 and told["hash"] in live
                ):
                    await asyncio.sleep(0.05)
            if n % 2:
                assert all(":" in fault for fault in told["faults"])
                assert (await _told(line))["hash"] in live, "the good one stays"
                took.append(asyncio.get_running_loop().time() - began)
            live.add(told["hash"])
        posting.cancel()
        await asyncio.gather(posting, return_exceptions=True)
    proof.count(changes=rounds, packs_in_use=len(live), decisions=len(history.acked), packs_named=len(hashes))
    proof.measure("a bad file is named after", max(took), "s", at_most=10.0)
    assert hashes <= live
    assert len(history.acked) > rounds


async def _told(line: object) -> dict[str, object]:
    status, told = await line.get("/readyz?verbose")  # type: ignore[attr-defined]
    assert status == 200, "a bad pack narrows nothing"
    return {"hash": told["checks"]["rules"]["detail"].split()[-1], "faults": told["rules_faults"]}


async def _post_on(poster: Poster, hashes: set[str], rng: random.Random) -> None:
    n = 0
    while True:
        n += 1
        told = await poster.until_acked(body_of(f"c-{n % 50}", f"m-{n}", any_text(rng)))
        hashes.add(told["assessment"]["rules_hash"])


def test_the_replay_of_a_recorded_day_is_the_same_bytes(proof: Proof, tmp_path: Path) -> None:
    """Fresh processes, other hash seeds, the whole output compared."""
    chats, rng = scaled(300), proof.rng
    day = tmp_path / "day.jsonl"
    day.write_text("".join(json.dumps(_chat(n, rng), ensure_ascii=False) + "\n" for n in range(chats)), "utf-8")
    outs = []
    for hash_seed in ("0", "1", "4242"):
        out = tmp_path / f"out-{hash_seed}.jsonl"
        words = [sys.executable, "-m", "csassist.cli", "replay", str(day), "--out", str(out)]
        done = subprocess.run(
            words, env={**os.environ, "PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-800:]
        outs.append(out.read_bytes())
    proof.count(conversations=chats, bytes=len(outs[0]), runs=len(outs), different=len(set(outs)) - 1)
    proof.note(python=sys.version.split()[0])
    assert len(set(outs)) == 1
    assert outs[0].count(b"\n") == chats


def _chat(n: int, rng: random.Random) -> dict[str, object]:
    at = datetime(2026, 11, 11, 9, 0, tzinfo=UTC) + timedelta(seconds=rng.randrange(36_000))
    turns = []
    for _ in range(rng.randint(2, 14)):
        at += timedelta(seconds=rng.choice((1, 2, 20, 90, 400)))
        role = rng.choice(("customer", "customer", "agent"))
        text = (
            any_text(rng, 0.05) if role == "customer" else rng.choice(("亲，稍等，我马上查", "今天下午六点前给您发出"))
        )
        turns.append({"role": role, "text": text, "at": at.isoformat()})
    return {"id": f"c-{n}", "turns": turns}


def test_a_start_on_a_mutated_pack_says_so_or_works(proof: Proof, tmp_path: Path) -> None:
    """Never a traceback: a pack that does not load is a RulePackError with its faults."""
    refused, whole, rng, directory = 0, 0, proof.rng, tmp_path / "zh-test"
    for _ in range(scaled(200)):
        write_good(directory)
        mutated(directory, rng)
        try:
            RulebookHolder(directory)
        except RulePackError as fault:
            refused += bool(fault.faults)
        else:
            whole += 1
    proof.count(starts=scaled(200), refused=refused)
    assert refused + whole == scaled(200), "a refusal names its faults"
    assert refused > 0
