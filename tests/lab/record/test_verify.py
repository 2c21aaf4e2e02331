"""`csassist store verify`, over both engines, in plain words."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from csassist.errors import StoreUnavailable
from csassist.lab.record.verify import run_verify
from csassist.settings import Settings, load_settings
from csassist.store.postgres.store import PostgresStore
from csassist.store.schema import FILE
from csassist.store.sqlite import SqliteStore
from fakes.postgres import Databases
from filled import fill


def settings(data: Path, url: str | None = None) -> Settings:
    return load_settings({"data": data, "store": url}, {})


async def test_a_whole_record_passes_while_the_service_has_it_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = SqliteStore.open(tmp_path)
    await fill(store, chats=1, messages=3)
    assert run_verify(settings(tmp_path))
    assert "前后一致" in capsys.readouterr().out
    await store.close()


async def test_faults_are_told_with_a_place_and_a_broken_file_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = SqliteStore.open(tmp_path)
    await fill(store, chats=1, messages=3)
    await store.close()
    db = apsw.Connection(str(tmp_path / FILE))
    db.execute("DELETE FROM messages WHERE shop='s2' AND seq=2")
    db.close()
    assert not run_verify(settings(tmp_path))
    assert "不对：会话的消息序号有缺口或不从 1 开始，共 1 处，例如 s2/c-0" in capsys.readouterr().out
    with pytest.raises(StoreUnavailable):
        run_verify(settings(tmp_path / "nothing"))


async def test_the_same_questions_over_postgresql(databases: Databases, tmp_path: Path) -> None:
    url = databases.url_of(tmp_path)
    store = PostgresStore.open(url)
    await fill(store, chats=1, messages=3)
    assert run_verify(settings(tmp_path, url))
    await store.close()
    import psycopg

    with psycopg.connect(url) as db:
        db.execute("SELECT set_config('csassist.shop', 's2', true)")
        db.execute("DELETE FROM messages WHERE seq=2")
    assert not run_verify(settings(tmp_path, url))
