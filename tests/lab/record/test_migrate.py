"""`csassist store migrate`: an older record is brought up without a service, one in use is left alone."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from csassist.errors import StoreUnavailable
from csassist.lab.record.migrate import run_migrate
from csassist.lab.record.verify import run_verify
from csassist.settings import Settings, load_settings
from csassist.store.schema import FILE, migrations
from csassist.store.sqlite import SqliteStore
from fakes.postgres import Databases


def settings(data: Path, url: str | None = None) -> Settings:
    return load_settings({"data": data, "store": url}, {})


async def test_an_older_record_is_brought_up_without_a_service_and_one_in_use_is_left(tmp_path: Path) -> None:
    db = apsw.Connection(str(tmp_path / FILE))
    for number, sql in migrations()[:3]:
        db.execute(sql)
        db.pragma("user_version", number)
    db.close()
    with pytest.raises(StoreUnavailable, match="store migrate"):
        run_verify(settings(tmp_path))
    run_migrate(settings(tmp_path))
    assert run_verify(settings(tmp_path))
    store = SqliteStore.open(tmp_path)
    with pytest.raises(StoreUnavailable) as refused:
        run_migrate(settings(tmp_path))
    assert refused.value.code == "S504"
    await store.close()


def test_migrating_postgresql_twice_is_nothing(databases: Databases, tmp_path: Path) -> None:
    url = databases.url_of(tmp_path)
    run_migrate(settings(tmp_path, url))
    run_migrate(settings(tmp_path, url))
