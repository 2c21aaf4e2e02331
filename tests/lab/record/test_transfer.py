"""A record moves from SQLite to PostgreSQL whole, goes on where it was interrupted, and is compared row by row."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from csassist.errors import CsassistError
from csassist.lab.record import transfer
from csassist.lab.record.transfer import run_copy
from csassist.lab.record.verify import run_verify
from csassist.settings import Settings, load_settings
from csassist.store.postgres.landing import Landing
from csassist.store.postgres.store import PostgresStore
from csassist.store.sqlite import SqliteStore
from fakes.postgres import PostgresServer
from filled import fill
from records import commit_of, new_conversation


async def source(folder: Path) -> SqliteStore:
    store = SqliteStore.open(folder)
    await fill(store, chats=3, messages=7)
    await store.record(commit_of(new_conversation("c-nul"), "m-1", text="零\0字符"))
    return store


def settings_of(folder: Path, server: PostgresServer) -> Settings:
    return load_settings({"data": folder, "store": server.url(server.new_database())}, {})


async def test_a_copied_record_is_the_same_to_whoever_opens_it(
    tmp_path: Path, server: PostgresServer, capsys: pytest.CaptureFixture[str]
) -> None:
    here = await source(tmp_path)
    snapshots = {(shop, f"c-{n}"): await here.snapshot(shop, f"c-{n}") for shop in ("s1", "s2") for n in range(3)}
    await here.close()
    settings = settings_of(tmp_path, server)
    assert settings.store is not None
    assert run_copy(settings)
    assert "逐行散列一致" in capsys.readouterr().out
    assert run_verify(settings)
    there = PostgresStore.open(settings.store)
    for key, snapshot in snapshots.items():
        assert await there.snapshot(*key) == snapshot
    (nul,) = await there.messages("s1", "c-nul")
    assert nul.text == "零\ufffd字符"
    before = await there.load("s1", "c-0")
    assert before is not None
    await there.record(commit_of(before, "m-new"))  # what numbers itself goes on
    await there.close()


async def test_an_interrupted_copy_goes_on_and_a_second_one_writes_nothing(
    tmp_path: Path, server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await (await source(tmp_path)).close()
    settings = settings_of(tmp_path, server)
    monkeypatch.setattr(transfer, "_PAGE", 5)
    put, pages = Landing.put, []

    def failing(self: Landing, table: str, *rest: object) -> None:
        pages.append(table)
        if len(pages) == 9:
            raise KeyboardInterrupt
        put(self, table, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Landing, "put", failing)
    with pytest.raises(KeyboardInterrupt):
        run_copy(settings)
    assert run_copy(settings)
    resumed = len(pages)
    assert run_copy(settings)
    assert len(pages) == resumed
    assert pages[9] == pages[8], "it went on with the page that was not laid down"


async def test_a_difference_is_found_and_another_record_is_not_mixed_in(
    tmp_path: Path, server: PostgresServer, capsys: pytest.CaptureFixture[str]
) -> None:
    await (await source(tmp_path / "a")).close()
    await (await source(tmp_path / "b")).close()
    settings = settings_of(tmp_path / "a", server)
    assert settings.store is not None
    assert run_copy(settings)
    with psycopg.connect(settings.store) as db:
        db.execute("SELECT set_config('csassist.shop', 's1', true)")
        db.execute("UPDATE messages SET text = 'x' WHERE seq = 1 AND conversation = 'c-0'")
    assert not run_copy(settings)
    assert "messages" in capsys.readouterr().out
    with pytest.raises(CsassistError, match="another record"):
        run_copy(load_settings({"data": tmp_path / "b", "store": settings.store}, {}))


async def test_a_record_in_use_is_not_copied_and_a_place_must_be_named(tmp_path: Path, server: PostgresServer) -> None:
    here = await source(tmp_path)
    with pytest.raises(CsassistError) as refused:
        run_copy(settings_of(tmp_path, server))
    assert refused.value.code == "S504"
    await here.close()
    with pytest.raises(CsassistError, match="CSASSIST_STORE"):
        run_copy(load_settings({"data": tmp_path}, {}))
