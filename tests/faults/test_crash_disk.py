"""The disk keeps what was synced, may keep what was not, and one that lies about syncs is found out."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from faults.crash_disk import SECTOR, CrashDisk, Platter

_names = (f"crash-test-{n}" for n in itertools.count())


@pytest.fixture
def disk() -> Iterator[CrashDisk]:
    vfs = CrashDisk(next(_names))
    yield vfs
    vfs.unregister()


def test_a_platter_holds_what_was_synced_and_any_part_of_the_rest() -> None:
    platter = Platter(b"held")
    platter.since = [(0, b"HELD"), (4, b"x" * 3 * SECTOR)]
    found = {platter.after_power_loss(random.Random(seed)) for seed in range(200)}
    assert b"held" in found
    assert b"HELD" + b"x" * 3 * SECTOR in found
    assert any(len(one) == 4 + SECTOR for one in found), "torn at a sector"
    assert {one[:4] for one in found} == {b"held", b"HELD"}
    platter.sync()
    assert {platter.after_power_loss(random.Random(seed)) for seed in range(50)} == {b"HELD" + b"x" * 3 * SECTOR}


def test_a_truncation_is_a_write() -> None:
    platter = Platter(b"0123456789")
    platter.since = [(4, None), (6, b"ab")]
    platter.sync()
    assert platter.held == b"0123\0\0ab"


def write_until_dark(disk: CrashDisk, folder: Path, synchronous: str) -> int:
    """Commits rows until the power goes. Returns how many were committed."""
    db = apsw.Connection(str(folder / "x.db"), vfs=disk.name)
    db.pragma("journal_mode", "wal")
    db.pragma("synchronous", synchronous)
    db.execute("CREATE TABLE t (n)")
    db.pragma("wal_checkpoint")
    committed = 0
    disk.cut_in = 60
    try:
        while True:
            db.execute("INSERT INTO t VALUES (?)", (committed,))
            committed += 1
    except apsw.IOError:
        return committed
    finally:
        db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        db.close(True)


def survivors(folder: Path) -> int:
    db = apsw.Connection(str(folder / "x.db"))
    assert db.pragma("integrity_check") == "ok"
    count = db.execute("SELECT count(*) FROM t").fetchone()[0]
    db.close()
    return int(count)


def test_full_loses_nothing_normal_and_a_lying_disk_do(tmp_path: Path) -> None:
    lost = {"full": 0, "normal": 0, "lying": 0}
    for seed, kind in itertools.product(range(8), lost):
        vfs = CrashDisk(next(_names), honest=kind != "lying")
        folder = tmp_path / f"{kind}-{seed}"
        folder.mkdir()
        try:
            committed = write_until_dark(vfs, folder, "normal" if kind == "normal" else "full")
            assert committed > 5
            vfs.power_loss(folder / "found", random.Random(seed))
        finally:
            vfs.unregister()
        try:
            lost[kind] += max(0, committed - survivors(folder / "found"))
        except apsw.Error:
            lost[kind] += committed
    assert lost["full"] == 0
    assert lost["normal"] > 0
    assert lost["lying"] > 0


def test_without_power_nothing_is_written(disk: CrashDisk, tmp_path: Path) -> None:
    db = apsw.Connection(str(tmp_path / "x.db"), vfs=disk.name)
    db.execute("CREATE TABLE t (n)")
    disk.dark = True
    with pytest.raises(apsw.IOError):
        db.execute("INSERT INTO t VALUES (1)")
    db.close(True)
