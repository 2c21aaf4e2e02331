"""A PostgreSQL server for the verbs that work over both engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from csassist.store.postgres.schema import prepare
from fakes.postgres import Databases, PostgresServer, postgres_server


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    with postgres_server() as running:
        yield running


@pytest.fixture
def databases(server: PostgresServer) -> Databases:
    return Databases(server, prepare)
