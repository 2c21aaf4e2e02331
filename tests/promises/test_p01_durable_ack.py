"""P1: an acknowledged message is never lost, by no process kill and by no power loss."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from pathlib import Path

import apsw
import pytest

from csassist.conversation.message import Message, Sender
from csassist.desk.desk import Desk
from csassist.desk.notices import NoticeRoute
from csassist.errors import StoreUnavailable
from csassist.store.sqlite import Options, SqliteStore
from fakes.broadcaster import FakeBroadcaster
from fakes.clock import FakeClock
from faults.crash_disk import CrashDisk
from faults.history import ACKED, UNKNOWN, History, Op, require_possible
from faults.record import stored_messages, whole
from faults.server import Victim, victim
from journeys.service import shipped_rules
from promises.posting import Poster, any_text, body_of
from promises.proof import Proof, scaled

POSTERS = 4
RECOVERY_S = 3.0

pytestmark = pytest.mark.slow


async def test_kill_9_while_four_post(proof: Proof, tmp_path: Path) -> None:
    posts, kills = scaled(10_000, part=20), scaled(32, 4)
    history, rng = History(), proof.rng
    async with victim(tmp_path / "data") as one:
        posting = [
            asyncio.create_task(_post_share(one, n, posts // POSTERS, history, random.Random(f"{proof.seed}/{n}")))
            for n in range(POSTERS)
        ]
        gaps = await _kill_now_and_then(one, kills, posts, history, posting, rng)
        await asyncio.gather(*posting)
        await one.stop()
        assert one.kills == kills
    stored = stored_messages(tmp_path / "data")
    unanswered = sum(op.result == UNKNOWN for op in history.ops)
    proof.count(posts=posts, acked=len(history.acked), stored=sum(map(len, stored.values())), kills=kills)
    proof.count(unanswered=unanswered, lost=len([f for f in history.check(stored) if f.what.startswith("acked")]))
    proof.measure("slowest start after a kill", max(one.starts[1:]), "s", at_most=RECOVERY_S)
    proof.measure("longest time without an ack", max(gaps), "s")
    require_possible(history.check(stored))
    assert len(history.acked) == posts
    assert whole(tmp_path / "data") == []
    assert unanswered > 0, "no kill caught a post on its way: nothing was tried"


async def _post_share(one: Victim, number: int, posts: int, history: History, rng: random.Random) -> None:
    poster = Poster(f"poster {number}", one.line(), history)
    for n in range(posts):
        await poster.until_acked(body_of(f"c-{rng.randrange(60)}", f"m-{number}-{n}", any_text(rng)))
    poster.line.close()


async def _kill_now_and_then(
    one: Victim, kills: int, posts: int, history: History, posting: list[asyncio.Task[None]], rng: random.Random
) -> list[float]:
    """Kills at random moments spread over the run. Returns how long nobody was answered each time."""
    gaps = []
    for n in range(1, kills + 1):
        goal = int(posts * (n - rng.random() * 0.6) / (kills + 1))
        while len(history.acked) < goal and not all(task.done() for task in posting):
            await asyncio.sleep(0.01)
        await asyncio.sleep(rng.random() * 0.05)
        began = time.monotonic()
        await one.restart()
        acked = len(history.acked)
        while len(history.acked) == acked and not all(task.done() for task in posting):
            await asyncio.sleep(0.005)
        gaps.append(time.monotonic() - began)
    return gaps


_disks = (f"promise-disk-{n}" for n in itertools.count())
ROUTES = (NoticeRoute("hook", "webhook", "s1"),)
CUTS_OF_A_CHAIN = 10


async def test_power_loss_at_random_writes(proof: Proof, tmp_path: Path) -> None:
    """The desk on a disk that loses what was not synced, again and again on what the last loss left."""
    cuts, rng = scaled(200, part=20), proof.rng
    acked = losses = writes = syncs = 0
    for chain in range(cuts // CUTS_OF_A_CHAIN):
        life = Life(tmp_path / f"chain-{chain}", rng)
        for _ in range(CUTS_OF_A_CHAIN):
            await life.until_the_power_goes()
            losses += 1
            require_possible(life.history.check(stored_messages(life.data)))
            assert whole(life.data) == []
        acked += len(life.history.acked)
        writes += life.writes
        syncs += life.syncs
    proof.count(power_cuts=losses, acked=acked, writes=writes, syncs=syncs)
    assert losses == cuts
    assert acked > 10 * cuts


class Life:
    """One record through several losses of power."""

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self.data = folder / "0"
        self.data.mkdir(parents=True)
        self.history = History()
        self.rng = rng
        self.writes = self.syncs = 0
        self._lives = 0
        self._ids = itertools.count()
        self._unanswered: list[Message] = []

    async def until_the_power_goes(self) -> None:
        """Posts until the power goes; afterwards `data` is what the next start finds, started once and closed."""
        self._lives += 1
        disk = CrashDisk(next(_disks))
        disk.cut_in = self.rng.randint(0, self.rng.choice((100, 2_000, 4_000)))
        try:
            await self._live(disk)
            found = self.data.parent / str(self._lives)
            disk.power_loss(found, self.rng)
        finally:
            disk.unregister()
        self.writes += disk.writes
        self.syncs += disk.syncs
        self.data = found
        store = SqliteStore.open(self.data)
        await store.close()

    async def _live(self, disk: CrashDisk) -> None:
        try:
            store = SqliteStore.open(self.data, Options(vfs=disk.name))
        except StoreUnavailable:
            return  # it went during the start
        try:
            db = store._writer._transactor._db
            assert db is not None
            db.pragma("wal_autocheckpoint", self.rng.choice((5, 40, 1000)))  # checkpoints are cut too
            desk = Desk(store, FakeBroadcaster(), FakeClock(), shipped_rules(), routes=ROUTES)
            again, self._unanswered = self._unanswered, []
            await asyncio.gather(*(self._post(desk, n, again[n::POSTERS]) for n in range(POSTERS)))
        except apsw.IOError:
            pass  # it went while the checkpoints were set
        finally:
            await store.close()

    async def _post(self, desk: Desk, number: int, again: list[Message]) -> None:
        for message in again:
            if not await self._say(desk, number, message):
                return
        while True:
            name, text = f"c-{self.rng.randrange(5)}", any_text(self.rng, 0.1)
            at = desk.clock.now()
            message = Message("s1", name, f"m-{next(self._ids)}", 0, Sender.CUSTOMER, text, at)
            if not await self._say(desk, number, message):
                return

    async def _say(self, desk: Desk, number: int, message: Message) -> bool:
        began = time.monotonic()
        place = (message.conversation_id, message.id)
        try:
            told = await desk.receive(message)
        except StoreUnavailable:
            self.history.ops.append(Op(f"poster {number}", *place, began, time.monotonic(), UNKNOWN))
            self._unanswered.append(message)
            return False
        facts = (ACKED, told.message.seq, told.duplicate)
        self.history.ops.append(Op(f"poster {number}", *place, began, time.monotonic(), *facts))
        return True
