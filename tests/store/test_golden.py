"""Records that earlier versions wrote open in this one, whole; the files are made by golden/make.py and never again."""

from __future__ import annotations

import gzip
from pathlib import Path

import apsw
import pytest

from csassist.desk.ports import ConversationQuery
from csassist.lab.record.verify import run_verify
from csassist.settings import load_settings
from csassist.store.schema import FILE, migrations
from csassist.store.sqlite import SqliteStore
from filled import WHISPER, WORDS

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.sqlite.gz"))


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.name)
async def test_a_record_of_an_earlier_version_is_whole_in_this_one(golden: Path, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(gzip.decompress(golden.read_bytes()))
    store = SqliteStore.open(tmp_path)
    for shop in ("s1", "s2"):
        page = await store.conversations(ConversationQuery(shop))
        assert sorted(one.id for one in page.items) == ["c-0", "c-1"]
        for one in page.items:
            snapshot = await store.snapshot(shop, one.id)
            assert snapshot is not None
            assert [message.text for message in snapshot.messages] == [*WORDS]
            assert len(snapshot.curve) == 4  # two bubbles are one burst
            assert [promise.id for promise in snapshot.promises] == [f"pr_{one.id}"]
            assert len((await store.experience.shown(shop, one.id, 6)).cards) == 4
        assert [said.text for said in await store.interventions.whispers(shop, conversation_id="c-0")] == [WHISPER]
        assert await store.interventions.audit_intact(shop)
        assert [one.script.id for one in (await store.library.contents(shop)).scripts] == ["shop-1"]
    assert await store.outbox.depth() == 4
    assert len(await store.keys()) == 1
    await store.close()
    assert run_verify(load_settings({"data": tmp_path}, {}))


def test_there_is_a_golden_file_of_a_released_schema() -> None:
    assert GOLDEN
    numbers = [int(path.name[len("schema-") :][:4]) for path in GOLDEN]
    assert all(1 <= number <= migrations()[-1][0] for number in numbers)
    assert all(path.stat().st_size < 100_000 for path in GOLDEN)


async def test_a_golden_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(gzip.decompress(GOLDEN[-1].read_bytes()))
    db = apsw.Connection(str(tmp_path / FILE))
    db.pragma("user_version", migrations()[-1][0] + 1)
    db.close()
    with pytest.raises(Exception, match="install the newer version") as refused:
        SqliteStore.open(tmp_path)
    assert getattr(refused.value, "code", "") == "S505"
