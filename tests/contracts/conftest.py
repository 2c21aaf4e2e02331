"""Every engine that the contract suites run over: a new one is named here, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from csassist.desk.ports import Store
from csassist.store.sqlite import SqliteStore
from records import Engine

ENGINES: dict[str, Engine] = {"sqlite": SqliteStore.open}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]


@pytest.fixture
async def store(engine: Engine, tmp_path: Path) -> AsyncIterator[Store]:
    opened = engine(tmp_path)
    yield opened
    await opened.close()
