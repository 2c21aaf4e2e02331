"""One server for all of these tests; a fresh or emptied database for each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from csassist.store.postgres.schema import prepare
from csassist.store.postgres.store import PostgresStore
from fakes.postgres import Databases, PostgresServer, postgres_server


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as running:
        yield running


@pytest.fixture(scope="session")
def databases(server: PostgresServer) -> Databases:
    return Databases(server, prepare)


@pytest.fixture
def url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    yield databases.url_of(tmp_path)
    databases.recycle()


@pytest.fixture
async def nodes(url: str) -> AsyncIterator[tuple[PostgresStore, PostgresStore]]:
    """Two nodes on one record."""
    both = (PostgresStore.open(url), PostgresStore.open(url))
    yield both
    for node in both:
        await node.close()
