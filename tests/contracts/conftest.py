"""Every engine that the contract suites run over: a new one is named here, once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from csassist.desk.ports import Store
from csassist.store.postgres.schema import prepare
from csassist.store.postgres.store import PostgresStore
from csassist.store.sqlite import SqliteStore
from fakes.postgres import Databases, postgres_server
from records import Engine

ENGINES = ("postgres", "sqlite")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Databases]:
    """Databases on a server that runs for all tests."""
    with postgres_server() as server:
        yield Databases(server, prepare)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "postgres":
        databases: Databases = request.getfixturevalue("postgres")
        yield lambda directory: PostgresStore.open(databases.url_of(directory))
        databases.recycle()
    else:
        yield SqliteStore.open


@pytest.fixture
async def store(engine: Engine, tmp_path: Path) -> AsyncIterator[Store]:
    opened = engine(tmp_path)
    yield opened
    await opened.close()
