"""Opening a store: one server per directory, never a newer file, every form of an older one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import apsw
import orjson
import pytest

from csassist.errors import StoreUnavailable
from csassist.store.lock import DirectoryLock
from csassist.store.schema import FILE, migrations
from csassist.store.sqlite import Options, SqliteStore
from records import commit_of, new_conversation
from store.faulty_disk import FaultyDisk


async def test_a_second_server_on_the_same_directory_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path)
    with pytest.raises(StoreUnavailable) as refused:
        SqliteStore.open(tmp_path)
    assert refused.value.code == "S504"
    assert str(os.getpid()) in refused.value.message
    await store.close()
    await SqliteStore.open(tmp_path).close()


def test_the_lock_holds_between_processes_and_dies_with_its_holder(tmp_path: Path) -> None:
    lock = DirectoryLock(tmp_path)
    take = f"DirectoryLock(Path({str(tmp_path)!r}))"
    script = f"from pathlib import Path; from csassist.store.lock import DirectoryLock; {take}"
    refused = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert refused.returncode == 1
    assert b"in use by another server" in refused.stderr
    lock.release()
    lock.release()
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=False).returncode == 0
    DirectoryLock(tmp_path).release()


async def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    await SqliteStore.open(tmp_path).close()
    newer = migrations()[-1][0] + 1
    db = apsw.Connection(str(tmp_path / FILE))
    db.pragma("user_version", newer)
    db.close()
    with pytest.raises(StoreUnavailable) as refused:
        SqliteStore.open(tmp_path)
    assert refused.value.code == "S505"
    assert apsw.Connection(str(tmp_path / FILE)).pragma("user_version") == newer
    DirectoryLock(tmp_path).release()  # the refused server holds no lock


def test_something_else_in_place_of_the_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database at all" * 400)
    with pytest.raises(StoreUnavailable) as refused:
        SqliteStore.open(tmp_path)
    assert refused.value.code == "S503"


def test_a_data_directory_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable) as refused:
        SqliteStore.open(tmp_path / "file" / "data")
    assert refused.value.code == "S503"


@pytest.fixture
def nobody() -> Iterator[None]:
    """Root may write everywhere, so a test of rights runs as somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_read_only_directory_is_refused(nobody: None) -> None:
    with tempfile.TemporaryDirectory(prefix="csassist-test-") as name:
        folder = Path(name)
        folder.chmod(0o500)
        try:
            with pytest.raises(StoreUnavailable):
                SqliteStore.open(folder)
        finally:
            folder.chmod(0o700)


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [number for number, _ in migrations()] == list(range(1, len(migrations()) + 1))


async def test_rows_of_an_older_form_read_with_fields_gone_new_and_moved(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path)
    commit = commit_of(new_conversation(), "m-1")
    await store.record(commit)
    await store.close()
    # As if an earlier csassist had written it: Conversation had `mood` first, no `closed`, and `channel` at the end.
    db = apsw.Connection(str(tmp_path / FILE))
    ((number, text),) = db.execute("SELECT number, fields FROM forms")
    form = orjson.loads(text)
    names = form["Conversation"]
    form["Conversation"] = ["mood", *(n for n in names if n not in ("closed", "channel")), "channel"]
    ((state,),) = db.execute("SELECT state FROM conversations")
    row = dict(zip(names, orjson.loads(state), strict=True)) | {"mood": "gone"}
    old = orjson.dumps([row[name] for name in form["Conversation"]])
    db.execute("UPDATE conversations SET state = ?", (old,))
    db.execute("UPDATE forms SET fields = ? WHERE number = ?", (orjson.dumps(form).decode(), number))
    db.close()
    again = SqliteStore.open(tmp_path)
    assert await again.load("s1", "c-1") == commit.conversation
    await again.close()


def holders(directory: Path) -> list[str]:
    """Open descriptors of this process within `directory`."""
    found = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return [path for path in found if path.startswith(str(directory))]


@pytest.mark.parametrize("after", [0, 3, 20, 60])
async def test_a_start_that_the_disk_refuses_leaves_no_second_writer_behind(tmp_path: Path, after: int) -> None:
    disk = FaultyDisk(f"refusing-{after}")
    disk.fault, disk.after = apsw.IOError, after
    try:
        with pytest.raises(StoreUnavailable) as refused:
            SqliteStore.open(tmp_path, Options(vfs=disk.name))
        assert holders(tmp_path) == []
    finally:
        disk.unregister()
    assert refused.value.code == "S503"
    store = SqliteStore.open(tmp_path)
    assert await store.ready()
    await store.close()
