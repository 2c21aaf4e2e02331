"""What the record promises when the disk fails: never half a commit, never an answer without storage, heals alone."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import apsw
import pytest

from csassist.errors import StoreUnavailable
from csassist.store.schema import FILE
from csassist.store.sqlite import Options, SqliteStore
from records import commit_of, new_conversation
from store.faulty_disk import FaultyDisk

FAULTS = [apsw.FullError, apsw.IOError, apsw.ReadOnlyError]
_names = (f"faulty-{n}" for n in itertools.count())


@pytest.fixture
def disk() -> Iterator[FaultyDisk]:
    vfs = FaultyDisk(next(_names))
    yield vfs
    vfs.unregister()


@pytest.fixture
async def store(disk: FaultyDisk, tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path, Options(vfs=disk.name))
    yield opened
    disk.fault, disk.fail_sync = None, False
    await opened.close()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("after", [0, 1, 5])
async def test_a_failing_disk_writes_nothing_of_a_batch_and_heals(
    store: SqliteStore, disk: FaultyDisk, fault: type[apsw.Error], after: int
) -> None:
    first = commit_of(new_conversation(), "m-1")
    await store.record(first)
    disk.fault, disk.after = fault, after
    batch = [commit_of(first.conversation, "m-2"), *(commit_of(new_conversation(f"c-{n}"), "m-1") for n in range(2, 9))]
    answers = await asyncio.gather(*(store.record(commit) for commit in batch), return_exceptions=True)
    assert [type(answer) for answer in answers] == [StoreUnavailable] * len(batch)
    assert not await store.ready()
    assert await store.load("s1", "c-1") == first.conversation
    assert await store.load("s1", "c-2") is None

    disk.fault = None
    assert await store.ready()
    assert [type(await store.record(commit)).__name__ for commit in batch] == ["Recorded"] * len(batch)
    assert [message.id for message in await store.messages("s1", "c-1")] == ["m-1", "m-2"]


async def test_a_failed_sync_is_no_ack(store: SqliteStore, disk: FaultyDisk) -> None:
    disk.fail_sync = True
    with pytest.raises(StoreUnavailable):
        await store.record(commit_of(new_conversation(), "m-1"))
    disk.fail_sync = False
    again = await store.record(commit_of(new_conversation(), "m-1"))
    assert again is not None
    assert not again.duplicate


async def test_every_ack_has_its_own_sync(store: SqliteStore, disk: FaultyDisk) -> None:
    for n in range(3):
        before = disk.syncs
        await store.record(commit_of(new_conversation(f"c-{n}"), "m-1"))
        assert disk.syncs > before


async def test_a_full_file_is_no_ack_either(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path)
    db = store._writer._transactor._db  # the limit of pages is a property of this one connection
    assert db is not None
    db.pragma("max_page_count", db.pragma("page_count"))
    many = [commit_of(new_conversation(f"c-{n}"), "m-1", text="很长的话" * 500) for n in range(200)]
    answers = await asyncio.gather(*(store.record(commit) for commit in many), return_exceptions=True)
    assert StoreUnavailable in {type(answer) for answer in answers}
    for commit, answer in zip(many, answers, strict=True):
        stored = await store.snapshot("s1", commit.conversation.id)
        assert (stored is None) == isinstance(answer, StoreUnavailable)
    db.pragma("max_page_count", 1_000_000)
    await store.record(commit_of(new_conversation("c-after"), "m-1"))
    await store.close()
    assert apsw.Connection(str(tmp_path / FILE)).pragma("integrity_check") == "ok"


async def test_a_job_that_breaks_a_rule_of_the_tables_fails_alone(store: SqliteStore) -> None:
    good = commit_of(new_conversation("c-good"), "m-1")
    broken = commit_of(new_conversation("c-broken"), "m-1")
    object.__setattr__(broken.conversation.standing, "degrees", None)  # NOT NULL in the table
    written, refused, also = await asyncio.gather(
        store.record(good), store.record(broken), store.record(commit_of(new_conversation("c-also"), "m-1")),
        return_exceptions=True,
    )  # fmt: skip
    assert isinstance(refused, apsw.ConstraintError)
    assert not isinstance(written, BaseException)
    assert not isinstance(also, BaseException)
    assert await store.load("s1", "c-broken") is None
    assert await store.messages("s1", "c-broken") == ()


async def test_whoever_stops_waiting_leaves_the_write_standing(store: SqliteStore) -> None:
    waiting = asyncio.ensure_future(store.record(commit_of(new_conversation(), "m-1")))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await store.ready()  # queued behind it
    assert [message.id for message in await store.messages("s1", "c-1")] == ["m-1"]
    known = await store.load("s1", "c-1")
    assert known is not None
    assert known.version == 1


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path)
    await store.close()
    await store.close()
    with pytest.raises(StoreUnavailable):
        await store.record(commit_of(new_conversation(), "m-1"))
    assert not await store.ready()
