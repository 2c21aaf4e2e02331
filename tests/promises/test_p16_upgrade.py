"""P16: records of earlier versions open in this one, however often the power goes meanwhile; newer ones are refused."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path

import apsw
import pytest

from csassist.errors import StoreUnavailable
from csassist.store.schema import FILE, migrate, migrations, open_writer
from csassist.store.sqlite import Options, SqliteStore
from faults.crash_disk import CrashDisk
from faults.history import History
from faults.record import rows, stored_messages, whole
from faults.server import victim
from promises.posting import Poster, body_of
from promises.proof import Proof, scaled

GOLDEN = sorted((Path(__file__).parents[1] / "store" / "golden").glob("*.sqlite.gz"))
_disks = (f"upgrade-disk-{n}" for n in itertools.count())

pytestmark = pytest.mark.slow


async def test_records_of_earlier_versions_serve(proof: Proof, tmp_path: Path) -> None:
    """Every golden file under a real server: what was there is there, and the next message follows it."""
    messages = 0
    for golden in GOLDEN:
        data = tmp_path / golden.stem
        data.mkdir()
        (data / FILE).write_bytes(gzip.decompress(golden.read_bytes()))
        before = stored_messages(data)
        async with victim(data) as one:
            poster = Poster("poster", one.line(), History())
            for name, told in before.items():
                answer = await poster.until_acked(body_of(name, "after-upgrade", "还在吗", agent_id=None, team_id=None))
                assert answer["message"]["seq"] == len(told) + 1
            await one.stop()
        after = stored_messages(data)
        assert {name: told[:-1] for name, told in after.items()} == before
        assert whole(data) == []
        messages += sum(map(len, before.values()))
        assert rows(data, "PRAGMA user_version") == [(migrations()[-1][0],)]
    proof.count(golden_files=len(GOLDEN), messages=messages, newest_schema=migrations()[-1][0])
    assert GOLDEN


async def test_the_power_goes_while_a_record_is_brought_up(proof: Proof, tmp_path: Path) -> None:
    """From every earlier schema, cut at random writes: the next start brings it up as if nothing had happened."""
    cuts, rng = scaled(200), proof.rng
    cut_in_time = 0
    for n in range(cuts):
        data, steps = tmp_path / f"{n}", migrations()
        data.mkdir()
        start = rng.randint(1, len(steps) - 1)
        db = apsw.Connection(str(data / FILE))
        db.pragma("journal_mode", "wal")
        for number, sql in steps[:start]:
            db.execute(sql)
            db.pragma("user_version", number)
        db.close()
        disk = CrashDisk(next(_disks))
        disk.cut_in = rng.randint(0, 120)
        try:
            try:
                store = SqliteStore.open(data, Options(vfs=disk.name))
                await store.close()
            except StoreUnavailable:
                cut_in_time += 1
            disk.power_loss(data / "found", rng)
        finally:
            disk.unregister()
        store = SqliteStore.open(data / "found")
        assert await store.ready()
        await store.close()
        assert rows(data / "found", "PRAGMA user_version") == [(steps[-1][0],)]
        assert _tables(data / "found") == _tables_of_new(tmp_path)
        assert whole(data / "found") == []
    proof.count(cuts=cuts, during_the_upgrade=cut_in_time, schemas=len(migrations()))
    assert cut_in_time > cuts // 4


def _tables(data: Path) -> list[tuple[object, ...]]:
    return rows(data, "SELECT type, name, tbl_name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2")


def _tables_of_new(tmp_path: Path) -> list[tuple[object, ...]]:
    fresh = tmp_path / "fresh"
    if not fresh.is_dir():
        fresh.mkdir()
        db = apsw.Connection(str(fresh / FILE))
        migrate(db)
        db.close()
    return _tables(fresh)


def test_a_newer_record_is_refused(proof: Proof, tmp_path: Path) -> None:
    db = open_writer(tmp_path / FILE)
    migrate(db)
    db.pragma("user_version", migrations()[-1][0] + 1)
    db.close()
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(StoreUnavailable) as refused:
        SqliteStore.open(tmp_path)
    assert refused.value.code == "S505"
    assert (tmp_path / FILE).read_bytes() == before, "and not touched"
    proof.count(refused=1)
